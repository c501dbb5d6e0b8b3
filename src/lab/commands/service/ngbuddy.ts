/** The service of ngbuddy's: its words go to the program as they are. */
import type { RcScript } from "./rcscript.ts";

export const ngbuddyScript: RcScript = {
  name: "ngbuddy",
  path: "/usr/local/etc/rc.d/ngbuddy",
  description: "configures netgraph bridge and eiface devices",
  variable: "ngbuddy_enable",
  hasStatus: true,
  extra: ["bridge", "create", "destroy", "jail", "unbridge", "unjail", "vmconf", "vmname"],
  enabledByDefault: "NO",
  own: ["enable"],
  run: ({ process, word, words }) => process.run(["ngbuddy", word, ...words]),
};
