/** Measures what goes through a bridge: how much, in how many packets, and how busy the CPUs are with it. */
import type { Host } from "../../host/host.ts";
import { Interrupted } from "../apply/apply.ts";
import { busyPart, cpuTimes, packetsIn } from "./counters.ts";
import type { BenchBed, BenchWay } from "./place.ts";
import type { Sender } from "./senders.ts";

/** What was measured. */
export interface Measured {
  readonly way: BenchWay;
  /** `ng_bridge lan`. */
  readonly name: string;
  /** Who sent. */
  readonly by: string;
  readonly seconds: number;
  readonly bytes: number;
  readonly bitsPerSecond: number;
  readonly packetsPerSecond: number;
  /** The part of all CPUs that was busy, 0 to 1; absent where the host does not say. */
  readonly cpu?: number;
}

/** A lab's code gets fast by being used; what is measured first must not pay for that. Seconds. */
const WARM_UP = 0.5;

/** Measures for so many seconds. Throws what a command does that fails, and Interrupted at once when `signal` is aborted. */
export async function measure(
  host: Host,
  bed: BenchBed,
  send: Sender,
  options: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<Measured> {
  const { seconds, signal } = options;
  let interrupt = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = () => reject(new Interrupted("interrupted"));
  });
  // Whoever is at work in the jails ends with them.
  const result = measureNow(host, bed, send, seconds).catch((error: unknown) => {
    // Control-C is for them as well, and they may be the first to say so.
    throw signal.aborted ? new Interrupted("interrupted") : error;
  });
  signal.addEventListener("abort", interrupt);
  if (signal.aborted) interrupt();
  try {
    return await Promise.race([result, interrupted]);
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

async function measureNow(
  host: Host,
  bed: BenchBed,
  send: Sender,
  asked: number,
): Promise<Measured> {
  const { jail, interface: name } = bed.receiver;
  await openFirewalls(host, bed);
  if (host.kind === "lab") await send(host, bed, Math.min(asked, WARM_UP));
  const packetsBefore = await packetsIn(host, jail, name);
  const before = await cpuTimes(host);
  const { bytes, seconds, by } = await send(host, bed, asked);
  const cpu = busyPart(before, await cpuTimes(host));
  const packets = (await packetsIn(host, jail, name)) - packetsBefore;
  return {
    ...{ way: bed.way, name: bed.name, by, seconds, bytes },
    bitsPerSecond: (bytes * 8) / seconds,
    packetsPerSecond: packets / seconds,
    ...(cpu !== undefined && { cpu }),
  };
}

/**
 * Where ipfw(4) is loaded, a jail's network begins with its own, which may deny all. Each network has this value (ip_fw_pfil.c);
 * it goes with its jail, and there is none where ipfw is not loaded.
 */
async function openFirewalls(host: Host, { receiver, sender }: BenchBed): Promise<void> {
  for (const { jail } of [receiver, sender])
    await host.run(["jexec", jail, "sysctl", "-q", "net.inet.ip.fw.enable=0"]);
}
