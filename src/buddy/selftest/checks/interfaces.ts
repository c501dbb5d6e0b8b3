/** Can the interfaces be read by ifconfig(8)? It looks into jails, whatever else the kernel's calls can do. */
import { byCommands, interfaces } from "../../../host/commands.ts";
import { counted } from "../../counted.ts";
import type { SelfTestCheck } from "../check.ts";

export const ifconfig: SelfTestCheck = {
  name: "ifconfig",
  find: async (host) => counted((await interfaces(byCommands(host))).length, "interface"),
};
