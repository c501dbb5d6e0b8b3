/** `ngbuddy vmname`. */
import { machineNics } from "../../buddy/machines.ts";
import { planVmname } from "../../buddy/plan/vm.ts";
import { makeRequest } from "../../buddy/request.ts";
import { makeChangingSubcommand } from "../change.ts";

/** Also what `status` asks for first. */
export const vmnameRequest = makeRequest({
  needs: () => ({ nodes: "all" }),
  find: (host, netgraph, wanted) => machineNics(host, netgraph, wanted),
  plan: (_, seen, nics) => planVmname(seen, nics),
});

export const subcommand = makeChangingSubcommand({
  name: "vmname",
  summary: "name the sockets of running bhyve machines after them",
  details: "Which socket is whose is in vm-bhyve's log of each machine that runs.",
  arguments: [],
  inService: true,
  request: () => vmnameRequest,
});
