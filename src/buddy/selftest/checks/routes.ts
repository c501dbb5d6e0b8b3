/** Can the routes be read? */
import { defaultRoute } from "../../../host/commands.ts";
import type { SelfTestCheck } from "../check.ts";

export const netstat: SelfTestCheck = {
  name: "netstat",
  async find(host) {
    const name = await defaultRoute(host);
    return name === undefined ? "no default route" : `the default route leaves by ${name}`;
  },
};
