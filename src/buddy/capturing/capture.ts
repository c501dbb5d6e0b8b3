/** Capturing: the frames that come in by a data socket, as pcapng, until it is enough. */
import {
  countsBlock,
  frameBlock,
  interfaceBlock,
  linkType,
  sectionBlock,
} from "../../capture/pcapng.ts";
import { type Netgraph, raiseReceiveBuffer } from "../../netgraph/client.ts";
import { NetgraphError } from "../../netgraph/errno.ts";
import type { Datagram } from "../../netgraph/socket.ts";
import { tee as teeTable } from "../../netgraph/types/tee.ts";
import { unlessGone } from "../observe/nodes.ts";
import { macBytes } from "./addresses.ts";
import type { FrameFilter } from "./filter.ts";
import type { CaptureTap } from "./plan.ts";

/** What is captured, and how far. */
export interface CaptureOptions {
  /** Frames that are written. */
  readonly count?: number | undefined;
  /** Bytes of each frame that are written. */
  readonly bytes?: number | undefined;
  readonly seconds?: number | undefined;
  readonly filter?: FrameFilter | undefined;
  /** The host's time, seconds since the epoch. */
  now(): number;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Where a capture goes. */
export interface CaptureTarget {
  /** Takes the next bytes of the file. Returns false when nobody reads them any more. */
  write(bytes: Uint8Array): boolean;
  /** Returns what resolves when it takes more; undefined when it does already. Absent for one that always does. */
  ready?(): Promise<void> | undefined;
}

/** What became of a capture. */
export interface CaptureResult {
  readonly written: number;
  /** Came in, and the filter did not want them. */
  readonly filtered: number;
  /** Went through the links and did not come in, since the socket's receive buffer was full. */
  readonly lost: number;
  /** Why it ended, where nobody asked for that; empty otherwise. */
  readonly why: string;
}

/** How often is looked whether the links are still there, milliseconds. */
const LOOK = 1000;
/** Frames are taken for so long without a pause, milliseconds: signals and timers have their turn then. */
const STREAK = 5;
/** So many bytes are written at once where frames come fast. */
const CHUNK = 64 * 1024;
/** At the end, what waits in the socket is still taken, up to so many frames. */
const MAX_REST = 50_000;

/** Captures what the tees copy to the socket of `netgraph`, until it is ended or enough. The tees are in their links already. */
export async function captureFrames(
  netgraph: Netgraph,
  taps: readonly CaptureTap[],
  target: CaptureTarget,
  options: CaptureOptions,
): Promise<CaptureResult> {
  const data = await netgraph.socket.openData();
  await raiseReceiveBuffer(data);
  const capture = new Capture(taps, target, options);
  const over = new Ending(options);
  const watch = watchLinks(netgraph, taps, over);
  let next: Promise<Datagram | undefined> | undefined;
  try {
    capture.begin();
    let since = performance.now();
    while (!over.isOver && !capture.isEnough) {
      // What comes meanwhile waits in the socket's receive buffer.
      const ready = target.ready?.();
      if (ready !== undefined) {
        await Promise.race([ready, over.ended]);
        continue;
      }
      const received = next ?? data.receive();
      let datagram: Datagram | undefined;
      if (received instanceof Promise) {
        next = received;
        capture.flush();
        // Nobody reads any more: no further frame is waited for.
        if (capture.isEnough) break;
        const first = await Promise.race([received.then((one) => ({ one })), over.ended]);
        since = performance.now();
        if (first === undefined) break;
        next = undefined;
        datagram = first.one;
      } else datagram = received;
      if (datagram === undefined) {
        over.end("the socket was shut down");
        break;
      }
      capture.add(datagram);
      if (performance.now() - since < STREAK) continue;
      await new Promise((resolve) => setImmediate(resolve));
      since = performance.now();
    }
    const counts = await countsOf(netgraph, taps);
    if (!capture.isEnough) await takeRest(data.receive.bind(data), next, capture);
    return { ...capture.finish(counts), why: over.why };
  } finally {
    watch();
    over.end("");
    await data.close();
  }
}

/** What ended a capture. */
class Ending {
  readonly ended: Promise<undefined>;
  isOver = false;
  why = "";
  private tell: () => void = () => {};
  private readonly timer: ReturnType<typeof setTimeout> | undefined;
  private readonly stop = () => this.end("");

  constructor(private readonly options: Pick<CaptureOptions, "signal" | "seconds">) {
    this.ended = new Promise((resolve) => {
      this.tell = () => resolve(undefined);
    });
    const { signal, seconds } = options;
    if (signal.aborted) this.end("");
    else signal.addEventListener("abort", this.stop);
    if (seconds !== undefined) this.timer = setTimeout(this.stop, seconds * 1000);
  }

  end(why: string): void {
    if (!this.isOver) this.why = why;
    this.isOver = true;
    this.options.signal.removeEventListener("abort", this.stop);
    clearTimeout(this.timer);
    this.tell();
  }
}

/** Ends a capture whose links are all gone. Returns the function that ends the watching. */
function watchLinks(netgraph: Netgraph, taps: readonly CaptureTap[], over: Ending): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async () => {
    for (const { tee } of taps) {
      const node = await unlessGone(netgraph.show(`${tee}:`));
      const names = node?.links.map(({ name }) => name) ?? [];
      if (names.includes("left") && names.includes("right")) {
        timer = setTimeout(start, LOOK);
        return;
      }
    }
    over.end(taps.length === 1 ? "the link is gone" : "the links are gone");
  };
  const start = () => {
    look().catch(() => over.end("the socket was shut down"));
  };
  timer = setTimeout(start, LOOK);
  return () => clearTimeout(timer);
}

/** What went through a link, and what of it was copied. */
interface TapCounts {
  readonly seen: number;
  readonly copied: number;
}

/** What the tees have counted; a tee that has gone has counted nothing. */
async function countsOf(netgraph: Netgraph, taps: readonly CaptureTap[]): Promise<TapCounts[]> {
  const counts: TapCounts[] = [];
  for (const { tee, ways } of taps) {
    const stats = await netgraph.send(`${tee}:`, teeTable, "getstats").catch(orNone);
    const both = ways === "both";
    counts.push({
      seen: Number(stats?.left.inFrames ?? 0) + (both ? Number(stats?.right.inFrames ?? 0) : 0),
      copied:
        Number(stats?.left2right.outFrames ?? 0) +
        (both ? Number(stats?.right2left.outFrames ?? 0) : 0),
    });
  }
  return counts;
}

/** What came in is a whole file, whatever the tee or the socket has become. */
function orNone(error: unknown): undefined {
  if (!(error instanceof NetgraphError)) throw error;
}

/** Takes what waits in the socket, and nothing that still comes. */
async function takeRest(
  receive: () => Datagram | undefined | Promise<Datagram | undefined>,
  pending: Promise<Datagram | undefined> | undefined,
  capture: Capture,
): Promise<void> {
  if (pending !== undefined) {
    const soon = new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)));
    const one = await Promise.race([pending, soon]);
    if (one === undefined) return;
    capture.add(one);
  }
  for (let taken = 0; taken < MAX_REST && !capture.isEnough; taken++) {
    const one = receive();
    if (one === undefined || one instanceof Promise) return;
    capture.add(one);
  }
}

class Capture {
  private written = 0;
  private filtered = 0;
  private isRead = true;
  private chunk: Uint8Array[] = [];
  private size = 0;
  private readonly hooks = new Map<
    string,
    { readonly interface: number; readonly way: "in" | "out" }
  >();
  private readonly received: number[];
  /** When it began: the host's time, and the clock that nobody sets at that moment. */
  private readonly epoch: number;
  private readonly since = performance.now();

  constructor(
    private readonly taps: readonly CaptureTap[],
    private readonly target: CaptureTarget,
    private readonly options: CaptureOptions,
  ) {
    this.epoch = options.now();
    this.received = taps.map(() => 0);
    for (const [at, { toBridge, fromBridge, fromWire }] of taps.entries()) {
      this.hooks.set(toBridge, { interface: at, way: fromWire ? "in" : "out" });
      this.hooks.set(fromBridge, { interface: at, way: fromWire ? "out" : "in" });
    }
  }

  get isEnough(): boolean {
    return !this.isRead || this.written >= (this.options.count ?? Number.POSITIVE_INFINITY);
  }

  begin(): void {
    this.put(sectionBlock({ os: "FreeBSD", application: "ngbuddy capture" }));
    for (const { name, description, ether } of this.taps)
      this.put(
        interfaceBlock({
          name,
          linkType: linkType.ethernet,
          description,
          ether: ether === undefined ? undefined : macBytes(ether),
          maxBytes: this.options.bytes,
        }),
      );
    this.flush();
  }

  add({ from, bytes }: Datagram): void {
    const hook = this.hooks.get(from);
    // What the bridge floods to the hook that held it is nobody's link.
    if (hook === undefined) return;
    this.received[hook.interface]!++;
    const { filter, bytes: most = bytes.length } = this.options;
    if (filter !== undefined && !filter(bytes)) {
      this.filtered++;
      return;
    }
    this.written++;
    this.put(
      frameBlock({
        interface: hook.interface,
        time: this.time(),
        bytes: bytes.length > most ? bytes.subarray(0, most) : bytes,
        length: bytes.length,
        way: hook.way,
      }),
    );
  }

  /** Writes what has gathered. */
  flush(): void {
    if (this.size === 0) return;
    const whole = Buffer.concat(this.chunk, this.size);
    this.chunk = [];
    this.size = 0;
    if (this.isRead) this.isRead = this.target.write(whole);
  }

  finish(counts: readonly TapCounts[]): Omit<CaptureResult, "why"> {
    let lost = 0;
    for (const [at, { seen, copied }] of counts.entries()) {
      const dropped = Math.max(0, seen - copied);
      lost += dropped;
      this.put(
        countsBlock({
          interface: at,
          time: this.time(),
          received: BigInt(this.received[at]! + dropped),
          dropped: BigInt(dropped),
        }),
      );
    }
    this.flush();
    return { written: this.written, filtered: this.filtered, lost };
  }

  private time(): bigint {
    const microseconds = this.epoch * 1e6 + (performance.now() - this.since) * 1e3;
    return BigInt(Math.round(microseconds)) * 1000n;
  }

  private put(block: Uint8Array): void {
    this.chunk.push(block);
    this.size += block.length;
    if (this.size >= CHUNK) this.flush();
  }
}
