/** Can the interfaces be read? */
import { interfaces } from "../../../host/commands.ts";
import { counted } from "../../counted.ts";
import type { SelfTestCheck } from "../check.ts";

export const ifconfig: SelfTestCheck = {
  name: "ifconfig",
  find: async (host) => counted((await interfaces(host)).length, "interface"),
};
