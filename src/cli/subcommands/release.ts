/** `ngbuddy release`. */
import { refuse } from "../../buddy/refusal.ts";
import { makeRequest } from "../../buddy/request.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "release",
  summary: "give jails that were adopted back the network that they had",
  details: `The jail's block of jail.conf and its own rc.conf come back byte for byte as they were kept in /var/db/ngbuddy. What others
have changed in between stays as they have it; when it is the block itself, nothing is done.`,
  arguments: [{ name: "JAIL", of: "jails", optional: true, many: true }],
  options: {
    all: { type: "boolean", summary: "all jails that were adopted" },
    restart: { type: "boolean", summary: "stop and start jails that run" },
  },
  example: "ngbuddy release web1",
  request(args, options) {
    if (args.jail.length === 0 && options.all !== true)
      refuse("usage", "release needs the name of a jail, or --all");
    const names = options.all === true ? undefined : args.jail;
    return makeRequest({
      serialises: "jails",
      async find(host, _, wanted) {
        const { findAdopted, planRelease } = await import("../../buddy/adopt/release.ts");
        const found = await findAdopted(host, names);
        return () => planRelease(wanted, found, names, options.restart === true);
      },
      plan: (_wanted, _seen, planned) => planned(),
    });
  },
});
