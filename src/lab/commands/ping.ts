/** ping(8) over IPv4. Waits on the lab's clock: with a count or a timeout no time passes outside, without them a second is a second. */

import type { EchoError, EchoReply } from "../net/stack.ts";
import { command, errx, usage, warn } from "../process/failure.ts";
import { getopt, type Options } from "../process/getopt.ts";
import type { Process } from "../process/process.ts";
import { EX_USAGE } from "../process/sysexits.ts";
import { formatIpv4, parseIpv4, parseIpv6 } from "../wire/address.ts";
import { errorText } from "./ping/errortext.ts";

const USAGE = `usage: ping [-4AaDdfHnoQqRrv] [-C pcp] [-c count] [-G sweepmaxsize]
	    [-g sweepminsize] [-h sweepincrsize] [-i wait] [-l preload]
	    [-M mask | time] [-m ttl] [-p pattern] [-S src_addr] 
	    [-s packetsize] [-t timeout] [-W waittime] [-z tos] IPv4-host
       ping [-4AaDdfHLnoQqRrv] [-C pcp] [-c count] [-I iface] [-i wait]
	    [-l preload] [-M mask | time] [-m ttl] [-p pattern]
	    [-S src_addr] [-s packetsize] [-T ttl] [-t timeout] [-W waittime]
            [-z tos] IPv4-mcast-group
       ping [-6aADdfHnNoOqvyY] [-b bufsiz] [-c count] [-e gateway]
            [-I interface] [-i wait] [-k addrtype] [-l preload] [-m hoplimit]
            [-p pattern] [-S sourceaddr] [-s packetsize] [-t timeout]
	    [-W waittime] [-z tclass] [IPv6-hops ...] IPv6-host`;

const DATA_BYTES = 56;
/** IP_MAXPACKET less the IP and the ICMP header. */
const MAX_DATA_BYTES = 65535 - 28;
/** The time in a packet takes eight bytes; shorter packets are not timed. */
const TIME_BYTES = 8;
const WAIT_MS = 10_000;

interface Settings {
  readonly target: string;
  readonly destination: number;
  readonly source: { readonly text: string; readonly address: number } | undefined;
  /** 0 for no end. */
  readonly count: number;
  readonly size: number;
  readonly interval: number;
  /** Milliseconds to wait for an answer after the last request, when none came. */
  readonly wait: number;
  readonly answersOutOfTime: boolean;
  /** Milliseconds until it ends in any case. */
  readonly timeout: number | undefined;
  readonly ttl: number | undefined;
  readonly quiet: boolean;
  readonly once: boolean;
}

export const ping = command(async (process) => {
  const options = getopt(process, "46AaC:c:DdfG:g:HhI:i:Ll:M:m:noOp:QqRrS:s:T:t:vW:z:", USAGE);
  const settings = read(options);
  return await new Session(process, settings).run();
});

/** A number as strtonum(3) takes it. */
function numberIn(text: string, least: number, most: number, complaint: string): number {
  const value = /^\s*[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : errx(EX_USAGE, `${complaint}: \`${text}'`);
}

function read(options: Options): Settings {
  const [target, ...rest] = options.operands;
  if (target === undefined || rest.length > 0) usage(USAGE);
  for (const letter of "CDfGghIlMpRrTz") {
    if (options.has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  }
  if (parseIpv6(target) !== undefined) errx(1, "IPv6 is not emulated in a lab");
  const destination = parseIpv4(target) ?? errx(1, "Unknown host");
  const given = <T>(letter: string, convert: (text: string) => T): T | undefined => {
    const text = options.value(letter);
    return text === undefined ? undefined : convert(text);
  };
  const size =
    given("s", (text) => numberIn(text, 0, 0x7fffffff, "invalid packet size")) ?? DATA_BYTES;
  if (size > MAX_DATA_BYTES) errx(EX_USAGE, `packet size too large: ${size} > ${MAX_DATA_BYTES}`);
  return {
    target,
    destination,
    size,
    source: given("S", (text) => ({
      text,
      address: parseIpv4(text) ?? errx(68, `cannot resolve ${text}: Unknown host`),
    })),
    count:
      given("c", (text) => numberIn(text, 1, Infinity, "invalid count of packets to transmit")) ??
      0,
    interval: given("i", (text) => milliseconds(text, 1000)) ?? 1000,
    wait: given("W", (text) => milliseconds(text, 1)) ?? WAIT_MS,
    answersOutOfTime: options.has("W"),
    timeout: given("t", (text) => numberIn(text, 1, 3600, "invalid timeout") * 1000),
    ttl: given("m", (text) => numberIn(text, 0, 255, "invalid TTL")),
    quiet: options.has("q"),
    once: options.has("o"),
  };
}

function milliseconds(text: string, unit: number): number {
  const value = text.trim() === "" ? Number.NaN : Number(text) * unit;
  if (!(value <= 0x7fffffff)) errx(EX_USAGE, `invalid timing interval: \`${text}'`);
  return Math.max(0, Math.trunc(value));
}

interface Arrival extends EchoReply {
  readonly at: number;
}

/** One run: what was sent, what came back, and the round trips in milliseconds. */
class Session {
  private readonly waiting: Arrival[] = [];
  /** What others said of requests that could not be delivered. */
  private readonly refused: EchoError[] = [];
  private readonly sentAt: number[] = [];
  private readonly answered = new Set<number>();
  private readonly trips: number[] = [];
  private transmitted = 0;
  private repeats = 0;
  private late = 0;
  private readonly data: Uint8Array;

  constructor(
    private readonly process: Process,
    private readonly settings: Settings,
  ) {
    this.data = Uint8Array.from({ length: settings.size }, (_, index) => index & 255);
  }

  async run(): Promise<number> {
    const { process, settings } = this;
    const { target, destination, source, size } = settings;
    const { stack } = process.vnet;
    const isOwn = process.vnet.interfaces.some((iface) =>
      stack.addresses(iface).some(({ address }) => address === source?.address),
    );
    if (source !== undefined && !isOwn) errx(1, "bind: Can't assign requested address");
    const from = source === undefined ? "" : ` from ${source.text}`;
    process.out(`PING ${target} (${formatIpv4(destination)})${from}: ${size} data bytes\n`);
    const stopListening = stack.listenEcho(
      process.pid & 0xffff,
      (reply) => this.waiting.push({ ...reply, at: process.lab.clock.now() }),
      (error) => this.refused.push(error),
    );
    try {
      await this.exchange();
    } finally {
      stopListening();
    }
    this.summarize();
    return this.answered.size > 0 ? 0 : 2;
  }

  private async exchange(): Promise<void> {
    const { settings } = this;
    const { clock } = this.process.lab;
    const end = settings.timeout === undefined ? Infinity : clock.now() + settings.timeout;
    let pause = settings.interval;
    let almostDone = false;
    this.send();
    for (let last = clock.now(); ; last = clock.now()) {
      if (this.print()) return;
      while (clock.now() < Math.min(last + pause, end) && !this.process.signal.aborted) {
        await this.wait(Math.min(last + pause, end) - clock.now());
        if (this.print()) return;
      }
      if (this.process.signal.aborted || clock.now() >= end) return;
      if (settings.count === 0 || this.transmitted < settings.count) this.send();
      else if (almostDone) return;
      else {
        almostDone = true;
        const longest = Math.max(0, ...this.trips);
        pause =
          this.answered.size > 0
            ? Math.max(1, Math.trunc((2 * longest) / 1000)) * 1000
            : settings.wait;
      }
    }
  }

  private wait(time: number): Promise<void> {
    const { clock } = this.process.lab;
    const ends = this.settings.count > 0 || this.settings.timeout !== undefined;
    return ends ? clock.sleep(time) : clock.linger(time, this.process.signal);
  }

  private send(): void {
    const { process, settings, data } = this;
    const sequence = this.transmitted & 0xffff;
    this.sentAt[sequence] = process.lab.clock.now();
    this.answered.delete(sequence - 0x10000);
    const error = process.vnet.stack.ping({
      destination: settings.destination,
      source: settings.source?.address,
      id: process.pid & 0xffff,
      sequence,
      data,
      ttl: settings.ttl,
    });
    if (error !== 0) warn(process, error, "sendto");
    this.transmitted++;
  }

  /** Prints what came in. True when that was all. */
  private print(): boolean {
    const { settings } = this;
    for (const error of this.refused.splice(0)) {
      if (!settings.quiet) this.process.out(errorText(error));
    }
    for (let reply = this.waiting.shift(); reply !== undefined; reply = this.waiting.shift()) {
      const { sequence, at } = reply;
      const trip = at - (this.sentAt[sequence] ?? at);
      const repeated = this.answered.has(sequence);
      this.trips.push(trip);
      this.answered.add(sequence);
      if (repeated) this.repeats++;
      const isLate = settings.answersOutOfTime && trip > settings.wait;
      if (isLate && !settings.quiet) this.late++;
      else if (!settings.quiet) this.process.out(this.describe(reply, trip, repeated));
      if (settings.once || (settings.count > 0 && this.answered.size >= settings.count))
        return true;
    }
    return false;
  }

  private describe(
    { length, from, sequence, ttl }: Arrival,
    trip: number,
    repeated: boolean,
  ): string {
    const time = this.isTimed ? ` time=${trip.toFixed(3)} ms` : "";
    const mark = repeated ? " (DUP!)" : "";
    return `${length} bytes from ${formatIpv4(from)}: icmp_seq=${sequence} ttl=${ttl}${time}${mark}\n`;
  }

  private get isTimed(): boolean {
    return this.settings.size >= TIME_BYTES;
  }

  private summarize(): void {
    const { process, settings, transmitted, repeats, late, trips } = this;
    const received = this.answered.size;
    const parts = [`${transmitted} packets transmitted`, `${received} packets received`];
    if (repeats > 0) parts.push(`+${repeats} duplicates`);
    parts.push(`${(((transmitted - received) * 100) / transmitted).toFixed(1)}% packet loss`);
    if (late > 0) parts.push(`${late} packets out of wait time`);
    process.out(`\n--- ${settings.target} ping statistics ---\n${parts.join(", ")}\n`);
    if (received === 0 || !this.isTimed) return;
    const mean = trips.reduce((sum, trip) => sum + trip, 0) / trips.length;
    const squares = trips.reduce((sum, trip) => sum + trip * trip, 0) / trips.length;
    const deviation = Math.sqrt(Math.max(0, squares - mean * mean));
    const figures = [Math.min(...trips), mean, Math.max(...trips), deviation];
    const text = figures.map((figure) => figure.toFixed(3)).join("/");
    process.out(`round-trip min/avg/max/stddev = ${text} ms\n`);
  }
}
