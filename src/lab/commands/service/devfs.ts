/** The service devfs: a lab has no devices to apply rules to, and its rule sets are those that FreeBSD comes with. */
import { rcValue } from "../../rc/config.ts";
import type { RcScript } from "./rcscript.ts";

const PATH = "/etc/rc.d/devfs";
const RULESETS = ["devfs_system_ruleset", "devfs_set_rulesets"];

export const devfsScript: RcScript = {
  name: "devfs",
  path: PATH,
  description: "Device filesystem",
  variable: undefined,
  hasStatus: false,
  extra: [],
  own: ["start", "stop", "restart"],
  async run({ process, word, config, shell }) {
    // At boot it has something to do when rc.conf says so.
    const isAsked = RULESETS.some((name) => rcValue(config, name) !== "");
    if (word !== "stop" && (shell === PATH || isAsked))
      process.err(`${PATH}: rules for devices: not emulated in a lab\n`);
    return 0;
  },
};
