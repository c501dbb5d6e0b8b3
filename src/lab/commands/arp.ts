/** arp(8): shows and clears the ARP table. */

import type { ArpEntry } from "../net/arptable.ts";
import type { Interface } from "../net/interface.ts";
import { command, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { Process } from "../process/process.ts";
import { formatEther, formatIpv4, parseIpv4 } from "../wire/address.ts";

const USAGE = `usage: arp [-n] [-i interface] hostname
       arp [-n] [-i interface] -a
       arp -d hostname [pub]
       arp -d [-i interface] -a
       arp -s hostname ether_addr [temp] [reject | blackhole] [pub [only]]
       arp -S hostname ether_addr [temp] [reject | blackhole] [pub [only]]
       arp -f filename`;

export const arp = command((process) => {
  const options = getopt(process, "andsSfi:", USAGE);
  const name = options.value("i");
  const interfaces = process.vnet.interfaces.filter(
    (iface) => name === undefined || iface.name === name,
  );
  if (name !== undefined && interfaces.length === 0) errx(1, `${name}: No such interface`);
  for (const letter of ["s", "S", "f"]) {
    if (options.has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  }
  const [host, ...rest] = options.operands;
  if (options.has("a")) {
    if (host !== undefined) usage(USAGE);
    return options.has("d") ? clear(process, interfaces) : showAll(process, interfaces);
  }
  if (host === undefined || rest.length > 0) usage(USAGE);
  return options.has("d") ? remove(process, interfaces, host) : show(process, interfaces, host);
});

/** `? (10.9.0.2) at 58:9c:fc:10:d2:3a on j1 expires in 1200 seconds [ethernet]` (recordings 08 and 40). */
function describe({ vnet }: Process, { name, kind }: Interface, entry: ArpEntry): string {
  const ether = entry.ether === undefined ? "(incomplete)" : formatEther(entry.ether);
  const left = entry.expires - vnet.stack.arp.uptime();
  const validity = entry.permanent
    ? "permanent"
    : left > 0
      ? `expires in ${left} seconds`
      : "expired";
  const type = kind === "vlan" || kind === "bridge" ? kind : "ethernet";
  return `? (${formatIpv4(entry.address)}) at ${ether} on ${name} ${validity} [${type}]\n`;
}

function showAll(process: Process, interfaces: readonly Interface[]): number {
  for (const iface of interfaces) {
    for (const entry of process.vnet.stack.arp.list(iface)) {
      process.out(describe(process, iface, entry));
    }
  }
  return 0;
}

/** An address; the lab resolves no names. */
function addressOf(host: string): number {
  return parseIpv4(host) ?? errx(1, `${host}: Name does not resolve`);
}

function show(process: Process, interfaces: readonly Interface[], host: string): number {
  const address = addressOf(host);
  for (const iface of interfaces) {
    const entry = process.vnet.stack.arp.find(iface, address);
    if (entry === undefined) continue;
    process.out(describe(process, iface, entry));
    return 0;
  }
  process.out(
    `${host} (${formatIpv4(address)}) -- no entry${interfaces.length === 1 ? ` on ${interfaces[0]?.name}` : ""}\n`,
  );
  return 1;
}

function remove(process: Process, interfaces: readonly Interface[], host: string): number {
  const address = addressOf(host);
  const { arp: table } = process.vnet.stack;
  const holder = interfaces.find((iface) => {
    const entry = table.find(iface, address);
    return entry !== undefined && !entry.permanent;
  });
  if (holder === undefined) {
    process.err(`arp: delete ${host}: No such file or directory\n`);
    return 1;
  }
  table.remove(holder, address);
  process.out(`${host} (${formatIpv4(address)}) deleted\n`);
  return 0;
}

function clear(process: Process, interfaces: readonly Interface[]): number {
  const { arp: table } = process.vnet.stack;
  for (const iface of interfaces) {
    for (const { address, permanent } of table.list(iface)) {
      if (permanent) continue;
      table.remove(iface, address);
      process.out(`${formatIpv4(address)} (${formatIpv4(address)}) deleted\n`);
    }
  }
  return 0;
}
