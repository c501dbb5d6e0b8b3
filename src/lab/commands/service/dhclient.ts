/** The service dhclient: a lab's client does not stay, and so it never runs (libexec/rc/rc.d/dhclient; recording 60). */
import { CommandEnd } from "../../process/failure.ts";
import type { RcScript } from "./rcscript.ts";

const PATH = "/etc/rc.d/dhclient";

export const dhclientScript: RcScript = {
  name: "dhclient",
  path: PATH,
  description: "DHCP client",
  reads: ["dhclient", "network"],
  variable: undefined,
  hasStatus: true,
  extra: [],
  own: ["start", "stop", "restart"],
  async run({ process, word, words: [name] }) {
    if (name === undefined) throw new CommandEnd(1, `${PATH}: no interface specified`, false);
    if (word === "status") {
      process.out("dhclient is not running.\n");
      return 1;
    }
    if (word !== "start") {
      process.err(`dhclient not running? (check /var/run/dhclient/dhclient.${name}.pid).\n`);
    }
    if (word === "stop") return 1;
    process.out("Starting dhclient.\n");
    return await process.run(["dhclient", name]);
  },
};
