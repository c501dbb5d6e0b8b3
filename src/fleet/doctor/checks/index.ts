/** What is looked at on several hosts at once, in this order. To add a check: its file, and a line here. */
import type { AcrossCheck } from "../check.ts";
import { carp } from "./carp.ts";
import { ips } from "./ips.ts";
import { jails } from "./jails.ts";
import { macs } from "./macs.ts";
import { mtu } from "./mtu.ts";
import { peers } from "./peers.ts";
import { vlans } from "./vlans.ts";

export const acrossChecks: readonly AcrossCheck[] = [jails, macs, ips, carp, vlans, peers, mtu];
