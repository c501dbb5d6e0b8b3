/** `ngbuddy release`. */
import { refuse } from "../../buddy/refusal.ts";
import { makeRequest } from "../../buddy/request.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "release",
  summary: "give jails that were adopted back the network that they had",
  details: `The jail's block of jail.conf and its own rc.conf come back byte for byte as they were kept in /var/db/ngbuddy. What others
have changed in between stays as they have it; when it is the block itself, nothing is done. --host makes an if_bridge(4) again
that was adopted, with its members and addresses and the jails that were on it, and puts rc.conf back.`,
  confirmable: true,
  arguments: [{ name: "JAIL", of: "jails", optional: true, many: true }],
  options: {
    all: { type: "boolean", summary: "all jails that were adopted" },
    host: {
      type: "boolean",
      summary: "an if_bridge(4) that was adopted: release --host [IFBRIDGE]",
    },
    restart: { type: "boolean", summary: "stop and start jails that run" },
  },
  example: "ngbuddy release web1",
  request(args, options) {
    const { host: isHost } = options;
    if (isHost && options.all)
      refuse(
        "usage",
        "--host and --all: the jails on the if_bridge(4) go back with it; give one of them",
      );
    if (args.jail.length === 0 && !isHost && options.all !== true)
      refuse("usage", "release needs the name of a jail, or --all");
    const names = options.all === true ? undefined : args.jail;
    return makeRequest({
      serialises: "jails",
      ...(isHost && { restores: true }),
      needs: ({ bridges }) => {
        if (!isHost) return {};
        const names = [
          ...bridges.flatMap((one) => [
            ...(one.host === undefined ? [] : [one.host]),
            one.interface,
          ]),
          ...args.jail,
        ];
        return { nodes: "all", everyBridge: "always", interfaces: true, removes: names };
      },
      async find(host, _, wanted, seen) {
        if (isHost) {
          const { findAdoptedBridge, planReleaseHost } = await import(
            "../../buddy/adopt/host/release.ts"
          );
          const found = await findAdoptedBridge(host, args.jail);
          return () => planReleaseHost(wanted, seen, found, options.restart === true);
        }
        const { findAdopted, planRelease } = await import("../../buddy/adopt/release.ts");
        const found = await findAdopted(host, names);
        return () => planRelease(wanted, found, names, options.restart === true);
      },
      plan: (_wanted, _seen, planned) => planned(),
    });
  },
});
