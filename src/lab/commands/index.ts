/** The commands of the lab, by name. One line a command. */
import type { Command } from "../process/process.ts";
import { arp } from "./arp.ts";
import { cat } from "./cat.ts";
import { chmod } from "./chmod.ts";
import { cp } from "./cp.ts";
import { devfs } from "./devfs.ts";
import { dhclient } from "./dhclient.ts";
import { dmesg } from "./dmesg.ts";
import { hostname } from "./hostname.ts";
import { ifconfig } from "./ifconfig.ts";
import { jail } from "./jail.ts";
import { jexec } from "./jexec.ts";
import { jls } from "./jls.ts";
import { kldload } from "./kldload.ts";
import { kldstat } from "./kldstat.ts";
import { kldunload } from "./kldunload.ts";
import { ls } from "./ls.ts";
import { mkdir } from "./mkdir.ts";
import { mv } from "./mv.ts";
import { netstat } from "./netstat.ts";
import { ngctl } from "./ngctl.ts";
import { ping } from "./ping.ts";
import { echo, fail, succeed } from "./plain.ts";
import { halt, poweroff, reboot, shutdown } from "./power.ts";
import { printf } from "./printf.ts";
import { rm } from "./rm.ts";
import { route } from "./route.ts";
import { service } from "./service.ts";
import { sh } from "./sh.ts";
import { sleep } from "./sleep.ts";
import { sysctl } from "./sysctl.ts";
import { sysrc } from "./sysrc.ts";
import { tee } from "./tee.ts";
import { test } from "./test.ts";
import { touch } from "./touch.ts";
import { uname } from "./uname.ts";

export const commands: Record<string, Command> = {
  "[": test,
  arp,
  cat,
  chmod,
  cp,
  devfs,
  dhclient,
  dmesg,
  echo,
  false: fail,
  fastboot: reboot,
  fasthalt: halt,
  halt,
  hostname,
  ifconfig,
  kldload,
  kldstat,
  kldunload,
  ls,
  mkdir,
  mv,
  netstat,
  ping,
  poweroff,
  printf,
  reboot,
  shutdown,
  rm,
  route,
  sleep,
  sysctl,
  tee,
  test,
  touch,
  true: succeed,
  jail,
  jexec,
  jls,
  ngctl,
  service,
  sh,
  sysrc,
  uname,
};
