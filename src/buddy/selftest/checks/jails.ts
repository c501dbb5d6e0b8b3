/** Can the jails be read? */
import { jails } from "../../../host/commands.ts";
import { counted } from "../../counted.ts";
import type { SelfTestCheck } from "../check.ts";

export const jls: SelfTestCheck = {
  name: "jls",
  find: async (host) => counted((await jails(host)).length, "jail"),
};
