/** What the doctor looks at, in this order. To add a check: its file, and a line here. */
import type { DoctorCheck } from "../check.ts";
import { autosrc } from "./autosrc.ts";
import { bare } from "./bare.ts";
import { boot } from "./boot.ts";
import { buffers } from "./buffers.ts";
import { carp } from "./carp.ts";
import { checksum } from "./checksum.ts";
import { dhcp } from "./dhcp.ts";
import { drops } from "./drops.ts";
import { forwarding } from "./forwarding.ts";
import { gateway } from "./gateway.ts";
import { ips } from "./ips.ts";
import { ipv6 } from "./ipv6.ts";
import { linkdown } from "./linkdown.ts";
import { lonely } from "./lonely.ts";
import { loops } from "./loops.ts";
import { lostjails } from "./lostjails.ts";
import { macmoves } from "./macmoves.ts";
import { macs } from "./macs.ts";
import { memory } from "./memory.ts";
import { modules } from "./modules.ts";
import { mtu } from "./mtu.ts";
import { offloads } from "./offloads.ts";
import { orphans } from "./orphans.ts";
import { promiscuous } from "./promiscuous.ts";
import { rcconf } from "./rcconf.ts";
import { skipped } from "./skipped.ts";
import { tunnels } from "./tunnels.ts";
import { upper } from "./upper.ts";

export const checks: readonly DoctorCheck[] = [
  linkdown,
  promiscuous,
  autosrc,
  offloads,
  checksum,
  upper,
  lonely,
  orphans,
  mtu,
  loops,
  tunnels,
  lostjails,
  bare,
  dhcp,
  macs,
  macmoves,
  ips,
  gateway,
  forwarding,
  skipped,
  carp,
  ipv6,
  buffers,
  memory,
  drops,
  modules,
  rcconf,
  boot,
];
