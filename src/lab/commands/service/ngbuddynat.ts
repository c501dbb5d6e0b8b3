/** The service that has ngbuddy add its NAT to ipfw(8), which comes later at boot. */
import { isYes } from "../../rc/config.ts";
import { ngbuddyScript } from "./ngbuddy.ts";
import type { RcScript } from "./rcscript.ts";

export const ngbuddyNatScript: RcScript = {
  name: "ngbuddy_nat",
  path: "/usr/local/etc/rc.d/ngbuddy_nat",
  description: "adds the NAT of ngbuddy's bridges to ipfw",
  variable: "ngbuddy_enable",
  hasStatus: false,
  extra: [],
  enabledByDefault: "NO",
  own: ["start", "stop", "restart"],
  async run({ process, config, word }) {
    if (word === "stop" || !isYes(config, "firewall_enable")) return 0;
    const isWanted = config.names().some((name) => /^ngbuddy_.+_(?:nat|rdr)$/.test(name));
    return isWanted ? await process.run([ngbuddyScript.path, "quietstart"], { out: () => {} }) : 0;
  },
};
