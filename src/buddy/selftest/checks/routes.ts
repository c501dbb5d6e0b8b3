/** Can the routes be read by netstat(1)? */
import { byCommands, defaultRoute } from "../../../host/commands.ts";
import type { SelfTestCheck } from "../check.ts";

export const netstat: SelfTestCheck = {
  name: "netstat",
  async find(host) {
    const name = await defaultRoute(byCommands(host));
    return name === undefined ? "no default route" : `the default route leaves by ${name}`;
  },
};
