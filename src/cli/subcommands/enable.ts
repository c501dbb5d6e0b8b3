/** `ngbuddy enable`. */
import { hostSeed } from "../../buddy/hostseed.ts";
import { planEnable } from "../../buddy/plan/enable.ts";
import { makeRequest } from "../../buddy/request.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "enable",
  summary: "switch the service on in rc.conf; a host without bridges gets public and private",
  arguments: [],
  options: {
    "host-eiface": {
      type: "boolean",
      summary:
        "put the host on an eiface of the public bridge, with its addresses, instead of\non the NIC; ngbuddy start moves it there",
    },
    "no-seed": {
      type: "boolean",
      summary:
        "leave the addresses of interfaces to the kernel, instead of making them of\ntheir names and a seed of the host's own (ngbuddy_set_mac)",
    },
  },
  inService: true,
  request: (_, options) =>
    makeRequest<string | null | undefined>({
      needs: ({ bridges }) => ({ nodes: ["public"], defaultRoute: bridges.length === 0 }),
      find: async (host, _netgraph, { bridges }) =>
        options["no-seed"] || bridges.length > 0 ? undefined : ((await hostSeed(host)) ?? null),
      plan: (wanted, seen, seed) => planEnable(wanted, seen, seed, options["host-eiface"]),
    }),
});
