/** One direction of an ng_pipe(4): frames wait for the bandwidth, then for the delay (ng_pipe.c, ngp_rcvdata and pipe_dequeue). */
import { copyOf } from "../base/bytes.ts";
import { carrying } from "../wire/marks.ts";

/** The fields of struct ng_pipe_hookcfg that frames go by. */
export interface QueueConfig {
  /** Bits a second; 0 for any. */
  readonly bandwidth: bigint;
  /** A bit in so many is wrong; 0 for none. */
  readonly BER: bigint;
  /** How many frames may wait for the bandwidth, and how many for the delay (0 for any). */
  readonly queuelen: number;
  readonly delaylen: number;
  /** Of a hundred frames so many are sent twice. */
  readonly duplicate: number;
  readonly fifo: number;
  /** The quantum of deficit round robin, bytes; 0 when it is not used. */
  readonly drr: number;
  readonly wfq: number;
  readonly drophead: number;
}

/** What both directions have in common, and where a frame goes. */
export interface PipeLine {
  /** Microseconds. */
  readonly delay: bigint;
  /** Bytes that a frame takes on the line besides its own. */
  readonly overhead: number;
  /** Where the IP header begins, by which flows are told apart. */
  readonly header_offset: number;
  /** From 0 to less than 1. */
  random(): number;
}

/** The frames of one flow, or all of them. */
interface Flow {
  readonly key: string;
  readonly frames: Uint8Array[];
  /** When it has its turn, for weighted fair queueing, microseconds. */
  turn: number;
  /** How many bytes it may send, for deficit round robin. */
  deficit: number;
}

export const newPipeStats = () => ({
  FwdOctets: 0,
  FwdFrames: 0,
  queueDropOctets: 0,
  queueDropFrames: 0,
  delayDropOctets: 0,
  delayDropFrames: 0,
});

/** The frames on their way in one direction. Times are microseconds of the lab's clock. */
export class PipeQueue {
  stats = newPipeStats();
  private readonly flows: Flow[] = [];
  private readonly delayed: { readonly frame: Uint8Array; readonly due: number }[] = [];
  /** When the line is free again, microseconds. */
  private free = 0;

  constructor(
    private readonly config: QueueConfig,
    private readonly line: PipeLine,
    /** Sends a frame on. Returns an errno, 0 for success. */
    private readonly send: (frame: Uint8Array) => number,
  ) {}

  get isEmpty(): boolean {
    return this.flows.length === 0 && this.delayed.length === 0;
  }

  /** When the next frame moves, microseconds; undefined when none waits. */
  get nextAt(): number | undefined {
    const times = [];
    if (this.flows.length > 0) times.push(this.free);
    if (this.delayed.length > 0) times.push(this.delayed[0]!.due);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** What NGM_PIPE_GET_RUN tells. */
  get run(): { readonly [field: string]: number } {
    const queued = this.flows.flatMap(({ frames }) => frames);
    return {
      queues: this.flows.length,
      queuedOctets: octets(queued),
      queuedFrames: queued.length,
      delayedOctets: octets(this.delayed.map(({ frame }) => frame)),
      delayedFrames: this.delayed.length,
    };
  }

  /** Passes a frame on at once, and tells what became of it. */
  pass(frame: Uint8Array): number {
    const error = this.send(frame);
    this.count(error === 0 ? "Fwd" : "delayDrop", frame.length);
    return error;
  }

  /** Takes a frame at a time in microseconds; what is due leaves at once. */
  put(frame: Uint8Array, now: number): void {
    if (this.flows.length === 0) this.free = Math.max(this.free, now);
    const key = this.config.fifo !== 0 ? "" : flowOf(frame, this.line.header_offset);
    const known = this.flows.find((flow) => flow.key === key);
    if (known !== undefined) known.frames.push(carrying(frame, copyOf(frame)));
    else {
      const flow = {
        key,
        frames: [carrying(frame, copyOf(frame))],
        turn: 0,
        deficit: this.config.drr,
      };
      this.insert(flow, now);
    }
    if (this.frames > this.config.queuelen) this.dropOne();
    this.work(now);
  }

  /** Lets leave what is due at a time in microseconds. */
  work(now: number): void {
    while (this.flows.length > 0 && this.free <= now) this.serve(this.flows[0]!, now);
    for (
      let next = this.delayed[0];
      next !== undefined && next.due <= now;
      next = this.delayed[0]
    ) {
      this.delayed.shift();
      this.pass(next.frame);
    }
  }

  /** Forgets what waits. */
  flush(): void {
    this.flows.length = 0;
    this.delayed.length = 0;
  }

  private get frames(): number {
    return this.flows.reduce((sum, { frames }) => sum + frames.length, 0);
  }

  /** Takes the next frame of the flow whose turn it is off the line. */
  private serve(flow: Flow, now: number): void {
    const { config, line } = this;
    const frame = flow.frames[0]!;
    if (config.drr !== 0) {
      if (flow.deficit < frame.length) {
        flow.deficit += config.drr;
        this.flows.push(this.flows.shift()!);
        return;
      }
      flow.deficit -= frame.length;
    }
    // A copy goes, and the frame itself has its turn again.
    const isCopy = config.duplicate !== 0 && Math.floor(line.random() * 100) <= config.duplicate;
    if (!isCopy) flow.frames.shift();
    this.free += this.timeOf(frame.length);
    const due = this.free + Number(line.delay);
    if (flow.frames.length === 0 || config.wfq !== 0) {
      this.flows.splice(this.flows.indexOf(flow), 1);
      if (flow.frames.length > 0) this.insert(flow, now);
    }
    const isFull = config.delaylen !== 0 && this.delayed.length >= config.delaylen;
    if (this.isDamaged(frame.length) || isFull) this.count("delayDrop", frame.length);
    else this.delayed.push({ frame, due });
  }

  /** How long so many frames of a length keep the line, whole microseconds of the sum. */
  private timeOf(length: number, frames = 1): number {
    const { bandwidth } = this.config;
    if (bandwidth === 0n) return 0;
    return Number((BigInt((length + this.line.overhead) * frames) * 8_000_000n) / bandwidth);
  }

  /** A frame passes when every bit of it does. */
  private isDamaged(length: number): boolean {
    const { BER } = this.config;
    if (BER === 0n) return false;
    const passes = (1 - 1 / Number(BER)) ** ((length + this.line.overhead) * 8);
    return this.line.random() >= passes;
  }

  /** Puts a flow where its turn is: last, or with weighted fair queueing by when its next frame would have gone if all had gone alike. */
  private insert(flow: Flow, now: number): void {
    const { wfq, bandwidth } = this.config;
    if (wfq === 0 || bandwidth === 0n) {
      this.flows.push(flow);
      return;
    }
    flow.turn = now + this.timeOf(flow.frames[0]!.length, this.flows.length + 1);
    const later = this.flows.findIndex(({ turn }) => turn > flow.turn);
    this.flows.splice(later < 0 ? this.flows.length : later, 0, flow);
  }

  /** The longest flow loses its first or its last frame. */
  private dropOne(): void {
    let longest = this.flows[0]!;
    for (const flow of this.flows) if (flow.frames.length > longest.frames.length) longest = flow;
    const { frames } = longest;
    const dropped = this.config.drophead !== 0 ? frames.shift() : frames.pop();
    this.count("queueDrop", dropped!.length);
    if (frames.length === 0) this.flows.splice(this.flows.indexOf(longest), 1);
  }

  private count(what: "Fwd" | "queueDrop" | "delayDrop", length: number): void {
    this.stats[`${what}Frames`]++;
    this.stats[`${what}Octets`] += length;
  }
}

/** The addresses of an IPv4 packet without options; everything else is one flow (ip_hash). */
function flowOf(frame: Uint8Array, offset: number): string {
  if (frame.length < offset + 20 || frame[offset] !== 0x45) return "";
  return frame.subarray(offset + 12, offset + 20).join(".");
}

function octets(frames: readonly Uint8Array[]): number {
  return frames.reduce((sum, { length }) => sum + length, 0);
}
