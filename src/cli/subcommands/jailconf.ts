/** `ngbuddy jailconf`. */
import { unlessGone } from "../../buddy/observe/nodes.ts";
import { refuse } from "../../buddy/refusal.ts";
import { makeRequest } from "../../buddy/request.ts";
import { isEifaceName } from "../../config/names.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "jailconf",
  summary:
    "print jail.conf and rc.conf for a new jail on a bridge (left out: the only one of rc.conf)",
  details: `The interface is called as the jail is, and vnet0 inside. The default router is the host's address on the bridge, where
rc.conf gives it one (ngbuddy_BRIDGE_address), else the host's own router. --write puts what is for jail.conf into
/etc/jail.conf.d/NAME.conf, where service jail start NAME finds it.`,
  arguments: [{ name: "NAME" }, { name: "BRIDGE", of: "bridges", optional: true }],
  options: {
    dhcp: {
      type: "boolean",
      summary: "it asks for its address (so it does without --address, too)",
    },
    address: { type: "string", value: "ADDRESS/LENGTH", summary: "its address: 10.60.0.20/24" },
    path: {
      type: "string",
      value: "DIRECTORY",
      summary: "its root (/usr/local/jails/containers/NAME)",
    },
    appjail: {
      type: "boolean",
      summary: "print AppJail's template of it, for appjail quick NAME template=FILE",
    },
    write: { type: "boolean", summary: "write the file instead of printing it" },
  },
  example: "ngbuddy jailconf web1 public --dhcp",
  request(args, { dhcp, address, path, appjail, write }) {
    if (dhcp === true && address !== undefined)
      refuse("usage", "jailconf: --dhcp and --address: give one of them");
    if (appjail === true && (write === true || path !== undefined))
      refuse(
        "usage",
        "jailconf: AppJail chooses where a jail of --appjail lies; leave --write and --path out",
      );
    const wish = {
      name: args.name,
      bridge: args.bridge,
      address,
      path,
      write: write === true,
      ...(appjail && { appjail }),
    };
    return makeRequest({
      async find(host, netgraph, wanted) {
        const { planJailConf } = await import("../../buddy/adopt/jailconf.ts");
        const { findJails } = await import("../../buddy/adopt/find.ts");
        const found = await findJails(host);
        // What can be no interface's name is said by the plan.
        const node = isEifaceName(args.name)
          ? await unlessGone(netgraph.nodeInfo(`${args.name}:`))
          : undefined;
        return () => planJailConf(wanted, found, wish, node);
      },
      plan: (_wanted, _seen, planned) => planned(),
    });
  },
});
