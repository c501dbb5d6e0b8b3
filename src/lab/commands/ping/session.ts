/** A run of ping(8), of either family: when it sends, what it waits for, and what it says in the end (ping.c, ping6.c). */
import type { Process } from "../../process/process.ts";

/** How a run goes on and ends. */
export interface Settings {
  /** 0 for no end. */
  readonly count: number;
  /** Bytes of data in a request. */
  readonly size: number;
  readonly interval: number;
  /** Milliseconds to wait for an answer after the last request, when none came. */
  readonly wait: number;
  readonly answersOutOfTime: boolean;
  /** Milliseconds until it ends in any case. */
  readonly timeout: number | undefined;
  readonly quiet: boolean;
  readonly once: boolean;
}

/** The time in a packet takes eight bytes; shorter packets are not timed. */
const TIME_BYTES = 8;
/** EX_OSERR */
const NOTHING_SENT = 71;

/** What is listened for: answers, and what others say of requests that could not be delivered. */
export interface Listener<Reply> {
  reply(reply: Reply): void;
  /** A line about a request. */
  refused(text: string): void;
}

/** One family's part of a run. */
export interface Pinger<Reply extends { readonly sequence: number }> {
  /** The host, as the last lines call it. */
  readonly target: string;
  /** The first line, without what ends it. */
  readonly head: string;
  /** What stands behind an answer that has come before. */
  readonly repeated: string;
  /** Returns what ends listening. */
  listen(listener: Listener<Reply>): () => void;
  /** Sends a request. Returns whether it could be sent; otherwise it has said why. */
  send(sequence: number, data: Uint8Array): boolean;
  /** The line of an answer up to the time that it took. */
  describe(reply: Reply): string;
  /** Does it end with another status when nothing could be sent at all? */
  readonly tellsFailure: boolean;
}

interface Arrival<Reply> {
  readonly reply: Reply;
  readonly at: number;
}

/** One run: what was sent, what came back, and the round trips in milliseconds. */
export class Session<Reply extends { readonly sequence: number }> {
  private readonly waiting: Arrival<Reply>[] = [];
  /** What others said of requests that could not be delivered. */
  private readonly refused: string[] = [];
  private readonly sentAt: number[] = [];
  private readonly answered = new Set<number>();
  private readonly trips: number[] = [];
  private transmitted = 0;
  private failures = 0;
  private repeats = 0;
  private late = 0;
  private readonly data: Uint8Array;

  constructor(
    private readonly process: Process,
    private readonly settings: Settings,
    private readonly pinger: Pinger<Reply>,
  ) {
    this.data = Uint8Array.from({ length: settings.size }, (_, index) => index & 255);
  }

  /** Returns ping's exit status. */
  async run(): Promise<number> {
    const { process, pinger } = this;
    process.out(`${pinger.head}\n`);
    const stopListening = pinger.listen({
      reply: (reply) => this.waiting.push({ reply, at: process.lab.clock.now() }),
      refused: (text) => this.refused.push(text),
    });
    try {
      await this.exchange();
    } finally {
      stopListening();
    }
    this.summarize();
    if (this.answered.size > 0) return 0;
    return pinger.tellsFailure && this.failures === this.transmitted ? NOTHING_SENT : 2;
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
    const { lab, signal } = this.process;
    const ends = this.settings.count > 0 || this.settings.timeout !== undefined;
    if (!ends) return lab.clock.linger(time, signal);
    return lab.clock.sleep(time, { signal, isOver: () => this.waiting.length > 0 });
  }

  private send(): void {
    const { process, pinger, data } = this;
    const sequence = this.transmitted & 0xffff;
    this.sentAt[sequence] = process.lab.clock.now();
    this.answered.delete(sequence - 0x10000);
    if (!pinger.send(sequence, data)) this.failures++;
    this.transmitted++;
  }

  /** Prints what came in. True when that was all. */
  private print(): boolean {
    const { settings } = this;
    for (const text of this.refused.splice(0)) if (!settings.quiet) this.process.out(text);
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      const { reply, at } = next;
      const { sequence } = reply;
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

  private describe(reply: Reply, trip: number, repeated: boolean): string {
    const time = this.isTimed ? ` time=${trip.toFixed(3)} ms` : "";
    return `${this.pinger.describe(reply)}${time}${repeated ? this.pinger.repeated : ""}\n`;
  }

  private get isTimed(): boolean {
    return this.settings.size >= TIME_BYTES;
  }

  private summarize(): void {
    const { process, pinger, transmitted, repeats, late, trips } = this;
    const received = this.answered.size;
    const parts = [`${transmitted} packets transmitted`, `${received} packets received`];
    if (repeats > 0) parts.push(`+${repeats} duplicates`);
    parts.push(`${(((transmitted - received) * 100) / transmitted).toFixed(1)}% packet loss`);
    if (late > 0) parts.push(`${late} packets out of wait time`);
    process.out(`\n--- ${pinger.target} ping statistics ---\n${parts.join(", ")}\n`);
    if (received === 0 || !this.isTimed) return;
    const mean = trips.reduce((sum, trip) => sum + trip, 0) / trips.length;
    const squares = trips.reduce((sum, trip) => sum + trip * trip, 0) / trips.length;
    const deviation = Math.sqrt(Math.max(0, squares - mean * mean));
    const figures = [Math.min(...trips), mean, Math.max(...trips), deviation];
    const text = figures.map((figure) => figure.toFixed(3)).join("/");
    process.out(`round-trip min/avg/max/stddev = ${text} ms\n`);
  }
}
