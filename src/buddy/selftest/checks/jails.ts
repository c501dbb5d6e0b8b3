/** Can the jails be read by jls(8)? */
import { byCommands, jails } from "../../../host/commands.ts";
import { counted } from "../../counted.ts";
import type { SelfTestCheck } from "../check.ts";

export const jls: SelfTestCheck = {
  name: "jls",
  find: async (host) => counted((await jails(byCommands(host))).length, "jail"),
};
