/** Has the host a name? */
import { hostname as hostnameOf } from "../../../host/commands.ts";
import type { SelfTestCheck } from "../check.ts";

export const hostname: SelfTestCheck = { name: "hostname", find: hostnameOf };
