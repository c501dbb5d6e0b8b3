/** The service that has ngbuddy take back at boot, before netif, what nobody has confirmed. */
import type { RcScript } from "./rcscript.ts";

const AWAITING = "/var/db/ngbuddy/awaiting";

export const ngbuddyRecoverScript: RcScript = {
  name: "ngbuddy_recover",
  path: "/usr/local/etc/rc.d/ngbuddy_recover",
  description: "takes back what nobody confirmed before the boot",
  variable: undefined,
  hasStatus: false,
  extra: [],
  own: ["start", "stop", "restart"],
  async run({ process, word }) {
    const { files } = process.lab;
    if (word === "stop" || !files.isDirectory(AWAITING)) return 0;
    return files.list(AWAITING).length === 0 ? 0 : await process.run(["ngbuddy", "recover"]);
  },
};
