/** What a host counts while a measurement runs: the time of its CPUs, and the packets of an interface. */

import type { Host } from "../../host/host.ts";
import { mustRunIn } from "../../host/injail.ts";
import { field, OutputError, readJson } from "../../host/json.ts";
import { isAmount } from "./iperf.ts";

/** The time of all CPUs together, in ticks. */
export interface CpuTimes {
  readonly busy: number;
  readonly all: number;
}

/** In the order of kern.cp_time: user, nice, system, interrupt, idle (sys/resource.h, CP_USER and so on). */
const STATES = 5;

/** Returns what `sysctl -n kern.cp_time` printed, as values; undefined for what is none. */
export function parseCpuTimes(text: string): CpuTimes | undefined {
  if (!/^\d+( \d+)*\s*$/.test(text)) return undefined;
  const ticks = text.trim().split(" ").map(Number);
  if (ticks.length !== STATES) return undefined;
  const all = ticks.reduce((sum, one) => sum + one, 0);
  return { busy: all - ticks.at(-1)!, all };
}

/** Asks for the time of the CPUs; undefined where the host does not say. */
export async function cpuTimes(host: Host): Promise<CpuTimes | undefined> {
  const { status, stdout } = await host.run(["sysctl", "-n", "kern.cp_time"]);
  return status === 0 ? parseCpuTimes(stdout) : undefined;
}

/** Returns which part of all CPUs was busy between two moments, 0 to 1; undefined when no time went by. */
export function busyPart(
  before: CpuTimes | undefined,
  after: CpuTimes | undefined,
): number | undefined {
  if (before === undefined || after === undefined || after.all <= before.all) return undefined;
  return Math.min(1, Math.max(0, (after.busy - before.busy) / (after.all - before.all)));
}

/** How many CPUs the host has; undefined where it does not say. */
export async function cpuCount(host: Host): Promise<number | undefined> {
  const { status, stdout } = await host.run(["sysctl", "-n", "hw.ncpu"]);
  return status === 0 && /^[1-9]\d{0,5}\s*$/.test(stdout) ? Number(stdout) : undefined;
}

/** Asks how many packets an interface of a jail has received. Throws an OutputError or a CommandError. */
export async function packetsIn(host: Host, jail: string, name: string): Promise<number> {
  const { stdout } = await mustRunIn(host, jail, [
    "netstat",
    ...["-ibn", "--libxo", "json", "-I", name],
  ]);
  return parsePackets(stdout);
}

/** Reads `netstat -ibn --libxo json -I …`: the packets received by the interface itself. Throws an OutputError. */
export function parsePackets(text: string): number {
  const found = field(field(readJson("netstat", text), "statistics"), "interface");
  const rows: unknown[] = Array.isArray(found) ? found : [];
  const link = rows.find((row) => /^<Link/.test(String(field(row, "network"))));
  const packets = field(link, "received-packets");
  if (!isAmount(packets)) throw new OutputError("netstat", text);
  return packets;
}
