/** What a self-test finds out without changing anything, in this order. One line a check. */
import type { SelfTestCheck } from "../check.ts";
import { bridged } from "./bridged.ts";
import { calls } from "./calls.ts";
import { eifaces } from "./eifaces.ts";
import { hostname } from "./hostname.ts";
import { ifconfig } from "./interfaces.ts";
import { jls } from "./jails.ts";
import { missing } from "./missing.ts";
import { modules } from "./modules.ts";
import { netgraph } from "./netgraph.ts";
import { rcConf } from "./rcconf.ts";
import { netstat } from "./routes.ts";
import { system } from "./system.ts";
import { variables } from "./variables.ts";

export const checks: readonly SelfTestCheck[] = [
  system,
  netgraph,
  modules,
  ifconfig,
  jls,
  netstat,
  calls,
  eifaces,
  hostname,
  rcConf,
  missing,
  variables,
  bridged,
];
