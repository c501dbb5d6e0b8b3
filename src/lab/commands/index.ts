/** The commands of the lab, by name. One line a command. */
import type { Command } from "../process/process.ts";
import { arp } from "./arp.ts";
import { date } from "./date.ts";
import { devfs } from "./devfs.ts";
import { dhclient } from "./dhclient.ts";
import { dmesg } from "./dmesg.ts";
import { hostname } from "./hostname.ts";
import { ifconfig } from "./ifconfig.ts";
import { ipfw } from "./ipfw.ts";
import { jail } from "./jail.ts";
import { jexec } from "./jexec.ts";
import { jls } from "./jls.ts";
import { kldload } from "./kldload.ts";
import { kldstat } from "./kldstat.ts";
import { kldunload } from "./kldunload.ts";
import { logger } from "./logger.ts";
import { nc } from "./nc.ts";
import { ndp } from "./ndp.ts";
import { netstat } from "./netstat.ts";
import { ngctl } from "./ngctl.ts";
import { pfctl } from "./pfctl.ts";
import { ping } from "./ping.ts";
import { pkg } from "./pkg.ts";
import { plainCommands } from "./plaincommands.ts";
import { halt, poweroff, reboot, shutdown } from "./power.ts";
import { route } from "./route.ts";
import { rtsol, rtsold } from "./rtsol.ts";
import { service } from "./service.ts";
import { sh } from "./sh.ts";
import { sleep } from "./sleep.ts";
import { sysctl } from "./sysctl.ts";
import { sysrc } from "./sysrc.ts";
import { uname } from "./uname.ts";
import { uptime } from "./uptime.ts";

export const commands: Record<string, Command> = {
  ...plainCommands,
  arp,
  date,
  devfs,
  dhclient,
  dmesg,
  fastboot: reboot,
  fasthalt: halt,
  halt,
  hostname,
  ifconfig,
  ipfw,
  kldload,
  kldstat,
  kldunload,
  logger,
  nc,
  ndp,
  netstat,
  pfctl,
  ping,
  ping6: ping,
  pkg,
  poweroff,
  reboot,
  shutdown,
  route,
  rtsol,
  rtsold,
  sleep,
  sysctl,
  jail,
  jexec,
  jls,
  ngctl,
  service,
  sh,
  sysrc,
  uname,
  uptime,
};
