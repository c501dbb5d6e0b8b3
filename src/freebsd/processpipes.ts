/** The three pipes to a process: what it is given, and what it prints. */
import { closeSync, readSync, writeSync } from "node:fs";
import type { SpawnCalls } from "./spawncalls.ts";
import type { Started } from "./startprocess.ts";

/** sys/poll.h */
const POLLIN = 0x1;
const POLLOUT = 0x4;
const POLLFD_SIZE = 8;
/** A pipe that can be written to takes so much without blocking (limits.h, _POSIX_PIPE_BUF). */
const MAX_PIECE = 512;
const ROOM = 64 * 1024;
const CLOSED = -1;

/** Standard input, standard output, standard error, in this order. */
export class ProcessPipes {
  private readonly ours: number[] = [];
  /** The process's own ends, until it has been started. */
  readonly theirs: number[] = [];
  private given: Uint8Array;
  private readonly printed: Uint8Array[][] = [[], []];
  private readonly sizes = [0, 0];

  constructor(
    private readonly calls: Pick<SpawnCalls, "pipe2" | "poll" | "errno">,
    private readonly started: Pick<Started, "stdin" | "maxOutput">,
  ) {
    this.given = Buffer.from(started.stdin);
  }

  /** Makes the pipes. Returns 0, or the errno of pipe2(2). */
  open(flags: number): number {
    for (let index = 0; index < 3; index++) {
      const ends = new Int32Array(2);
      if (this.calls.pipe2(ends, flags) !== 0) return this.calls.errno();
      const [reads = CLOSED, writes = CLOSED] = ends;
      this.theirs.push(index === 0 ? reads : writes);
      this.ours.push(index === 0 ? writes : reads);
    }
    return 0;
  }

  /** Closes what the process has got. */
  closeTheirs(): void {
    for (const fd of this.theirs.splice(0)) closeSync(fd);
  }

  /** Waits so many milliseconds for anything to be read or written, and reads and writes it. */
  exchange(milliseconds: number): void {
    const fds = new DataView(new ArrayBuffer(POLLFD_SIZE * 3));
    if (this.given.length === 0) this.close(0);
    for (const [index, fd] of this.ours.entries()) {
      // A descriptor below 0 is passed over.
      fds.setInt32(index * POLLFD_SIZE, fd, true);
      fds.setInt16(index * POLLFD_SIZE + 4, index === 0 ? POLLOUT : POLLIN, true);
    }
    const bytes = new Uint8Array(fds.buffer);
    if (this.calls.poll(bytes, 3, Math.ceil(milliseconds)) <= 0) return;
    for (const index of this.ours.keys()) {
      if (fds.getInt16(index * POLLFD_SIZE + 6, true) === 0) continue;
      if (index === 0) this.write();
      else this.read(index);
    }
  }

  private write(): void {
    try {
      const written = writeSync(this.ours[0]!, this.given.subarray(0, MAX_PIECE));
      this.given = this.given.subarray(written);
    } catch {
      // One that does not read what it is given (EPIPE) is judged by its exit status alone.
      this.given = new Uint8Array(0);
    }
  }

  private read(index: number): void {
    const room = new Uint8Array(ROOM);
    const size = readSync(this.ours[index]!, room);
    if (size === 0) this.close(index);
    this.sizes[index - 1]! += size;
    if (!this.hasTooMuch) this.printed[index - 1]!.push(room.subarray(0, size));
  }

  private close(index: number): void {
    const fd = this.ours[index];
    if (fd !== undefined && fd !== CLOSED) closeSync(fd);
    this.ours[index] = CLOSED;
  }

  /** Was all read that will ever be printed? */
  get areRead(): boolean {
    return this.ours[1] === CLOSED && this.ours[2] === CLOSED;
  }

  get hasTooMuch(): boolean {
    return this.sizes.some((size) => size > this.started.maxOutput);
  }

  /** Closes all that is open. Returns what was printed. */
  end(): { readonly stdout: string; readonly stderr: string } {
    this.closeTheirs();
    for (const index of this.ours.keys()) this.close(index);
    const [stdout = "", stderr = ""] = this.printed.map((pieces) =>
      Buffer.concat(pieces).toString(),
    );
    return { stdout, stderr };
  }
}
