/** One capture for the fleet's owner: it runs while he asks for more, within its bounds, and leaves nothing behind. */
import { type CaptureResult, captureFrames } from "../../buddy/capturing/capture.ts";
import { compileFilter, FilterError, type FrameFilter } from "../../buddy/capturing/filter.ts";
import { type CaptureTap, captureRequest } from "../../buddy/capturing/plan.ts";
import { carryOut } from "../../buddy/carryout.ts";
import { refuse } from "../../buddy/refusal.ts";
import type { Host } from "../../host/host.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import { Bell } from "../bell.ts";
import { type CapturePart, type CaptureWish, captureLimits } from "../capture.ts";

/** What it needs. */
export interface RunningOptions {
  readonly host: Host;
  /** Ends it. */
  readonly signal: AbortSignal;
  remark(line: string): void;
  explain(error: unknown): string;
  /** Sees to what is left when this process is killed. Returns the function that says that there is no need any more. */
  ifKilled(): () => void;
  /** Nobody who does not ask for more within so many seconds is captured for. */
  readonly lease: number;
}

/** So many bytes wait at most for somebody to ask for them; then frames wait in the socket, and go by when that is full. */
const MAX_WAITING = 1024 * 1024;
/** Said to whoever asks an agent that ends. */
export const AGENT_ENDED = "its agent has ended";
/** The most bytes of one answer. */
const MAX_PART = 128 * 1024;
/** Where there is nothing, an answer waits so long for something, milliseconds. */
const HOLD = 1_000;

/** A capture from its beginning on. */
export class RunningCapture {
  /** Resolves to the names of what is captured when the tees are in; rejects when that cannot be. */
  readonly begun: Promise<readonly string[]>;
  /** Resolves when the tees are out. */
  readonly ended: Promise<void>;
  /** Resolves when there is nothing more to be asked for, or nobody asks. */
  readonly taken: Promise<void>;

  private readonly ending = new AbortController();
  private readonly end = () => this.ending.abort();
  private readonly came = new Bell();
  private readonly waiting: Uint8Array[] = [];
  private size = 0;
  private total = 0;
  private drained: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;
  private result: CaptureResult | undefined;
  private over = false;
  private why = "";
  private lease: ReturnType<typeof setTimeout> | undefined;
  private leave: () => void = () => {};
  private last: { readonly at: number; readonly part: Promise<CapturePart> } | undefined;

  constructor(
    private readonly options: RunningOptions,
    private readonly wish: CaptureWish,
  ) {
    const { signal } = options;
    signal.addEventListener("abort", this.end);
    if (signal.aborted) this.end();
    this.taken = new Promise((resolve) => {
      this.leave = resolve;
    });
    let running: Promise<void> = Promise.resolve();
    this.begun = new Promise((resolve, reject) => {
      running = this.run(resolve).catch((error: unknown) => {
        this.why = options.explain(error);
        reject(error);
        // Whoever is told that by an answer to the beginning asks for nothing more.
        if (this.last === undefined) this.release();
      });
    });
    this.ended = running;
    // It may end before anybody waits for it.
    this.begun.catch(() => {});
  }

  /** Returns a part of the file: the next one, or the last one again. `room`: bytes of an answer. */
  async part(
    at: number,
    { end, room }: { readonly end: boolean; readonly room: number },
  ): Promise<CapturePart> {
    if (end) this.end();
    if (at !== this.last?.at) {
      const before = this.last;
      if (at !== (before?.at ?? 0) + 1) return refuse("data", `part ${at} is not the next one`);
      this.last = { at, part: this.next(at, room, before?.part) };
    }
    // Whoever waits for an answer is there.
    clearTimeout(this.lease);
    try {
      return await this.last!.part;
    } finally {
      this.renew();
    }
  }

  /** Is nothing captured any more? */
  get isOver(): boolean {
    return this.over;
  }

  private async next(
    at: number,
    room: number,
    before: Promise<CapturePart> | undefined,
  ): Promise<CapturePart> {
    await before;
    if (this.size === 0 && !this.over) await this.came.wait(HOLD);
    const bytes = this.take(Math.min(MAX_PART, Math.floor(room / 2)));
    const data = bytes.toString("base64");
    // It has not ended as it was to, and an agent that ends tells nothing more.
    if (this.options.signal.aborted && bytes.length === 0)
      return refuse("unavailable", AGENT_ENDED);
    if (this.options.signal.aborted) return { version: 1, at, data };
    if (!this.over || this.size > 0) return { version: 1, at, data };
    const { written = 0, filtered = 0, lost = 0, why = "" } = this.result ?? {};
    return { version: 1, at, data, result: { written, filtered, lost, why: this.why || why } };
  }

  /** Takes whole writes, as far as they fit: what was taken can be read, wherever it ends. */
  private take(most: number): Buffer {
    const taken: Uint8Array[] = [];
    for (let length = 0; ; ) {
      const [first] = this.waiting;
      if (first === undefined || (taken.length > 0 && length + first.length > most)) break;
      const fits = first.subarray(0, most);
      taken.push(fits);
      length += fits.length;
      this.size -= fits.length;
      if (fits.length === first.length) this.waiting.shift();
      else this.waiting[0] = first.subarray(most);
    }
    if (this.size < MAX_WAITING) {
      this.drained?.resolve();
      this.drained = undefined;
    }
    return Buffer.concat(taken);
  }

  private async run(began: (links: readonly string[]) => void): Promise<void> {
    const { wish } = this;
    const { host, remark, ifKilled } = this.options;
    const filter = filterOf(wish.filter);
    let taps: readonly CaptureTap[] = [];
    let allIsWell = () => {};
    const request = captureRequest(wish.link, (planned) => {
      taps = planned;
      allIsWell = ifKilled();
    });
    const meanwhile = async (netgraph: Netgraph) => {
      const links = taps.map(({ name }) => name);
      remark(`the fleet's owner captures on ${links.join(", ")}, for ${wish.seconds} s at most`);
      this.renew();
      began(links);
      this.result = await captureFrames(netgraph, taps, this, {
        ...{ seconds: wish.seconds, bytes: wish.bytes, filter, signal: this.ending.signal },
        count: wish.count ?? captureLimits.frames,
        now: () => host.now(),
      });
      if (this.total > captureLimits.bytes)
        this.why = `${captureLimits.bytes / 1024 / 1024} MB are the most that is captured from afar`;
    };
    const output = {
      say: remark,
      remark,
      recovered: () => {},
      progress: () => {},
      signal: this.ending.signal,
    };
    try {
      await carryOut(host, request, output, { meanwhile });
      // Otherwise whatever is left is cleared up when this process has ended.
      allIsWell();
      remark(`the capture on ${taps.map(({ name }) => name).join(", ")} has ended`);
    } finally {
      this.over = true;
      // Nobody asks an agent that ends.
      if (this.options.signal.aborted) this.release();
      this.options.signal.removeEventListener("abort", this.end);
      this.came.ring();
    }
  }

  /** Takes what was captured. Returns false when it is too much. */
  write(bytes: Uint8Array): boolean {
    this.waiting.push(bytes);
    this.size += bytes.length;
    this.total += bytes.length;
    this.came.ring();
    return this.total <= captureLimits.bytes;
  }

  /** Returns what resolves when somebody has taken what waits. */
  ready(): Promise<void> | undefined {
    if (this.size < MAX_WAITING) return undefined;
    if (this.drained === undefined) {
      let resolve = () => {};
      const promise = new Promise<void>((done) => {
        resolve = done;
      });
      this.drained = { promise, resolve };
    }
    return this.drained.promise;
  }

  /** Somebody asks: it goes on for another while. */
  private renew(): void {
    clearTimeout(this.lease);
    this.lease = setTimeout(() => this.release(), this.options.lease * 1000);
  }

  private release(): void {
    clearTimeout(this.lease);
    this.end();
    void this.ended.then(this.leave);
  }
}

function filterOf(text: string | undefined): FrameFilter | undefined {
  try {
    return text === undefined ? undefined : compileFilter(text);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return refuse("data", `the filter: ${error.message}`);
  }
}
