/** Bytes that are written in small pieces and go out in few: a system call costs more than what it carries. */

/** The stream of bytes below. */
export interface Stream {
  write(bytes: Uint8Array): unknown;
  end(): unknown;
  /** Must one wait for `drain` before more is written? */
  readonly writableNeedDrain: boolean;
}

/** So many bytes wait at most. */
const MAX_WAITING = 1 << 16;

/** Gathers what is written in one go, until `flush`, at the latest until the program has nothing else to do. */
export class Gathered {
  private readonly waiting: Uint8Array[] = [];
  private size = 0;

  constructor(private readonly stream: Stream) {}

  /** Writes bytes, which must not be changed any more. Returns false when the stream has enough for now, and `drain` will come. */
  write(bytes: Uint8Array): boolean {
    if (this.size === 0) queueMicrotask(() => this.flush());
    this.waiting.push(bytes);
    this.size += bytes.length;
    if (this.size >= MAX_WAITING) this.flush();
    return !this.stream.writableNeedDrain;
  }

  /** Sends what waits. */
  flush(): void {
    if (this.size === 0) return;
    const [first, ...more] = this.waiting;
    const bytes = more.length === 0 ? first! : Buffer.concat(this.waiting, this.size);
    this.waiting.length = 0;
    this.size = 0;
    this.stream.write(bytes);
  }

  /** Ends the stream behind all that was written. */
  close(): void {
    this.flush();
    this.stream.end();
  }
}
