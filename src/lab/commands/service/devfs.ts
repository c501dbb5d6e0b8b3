/** The service devfs: a lab has no devices to apply rules to, and its rule sets are those that FreeBSD comes with. */
import type { RcScript } from "./rcscript.ts";

const PATH = "/etc/rc.d/devfs";

export const devfsScript: RcScript = {
  name: "devfs",
  path: PATH,
  description: "Device filesystem",
  variable: undefined,
  hasStatus: false,
  extra: [],
  own: ["start", "stop", "restart"],
  async run({ process, word }) {
    if (word !== "stop") process.err(`${PATH}: rules for devices: not emulated in a lab\n`);
    return 0;
  },
};
