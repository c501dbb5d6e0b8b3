/** What nc(1) does whatever the protocol: it passes on what it reads, and waits. */
import type { Process } from "../../process/process.ts";

/** What was asked for. */
export interface NcSettings {
  /** Does it read its standard input? */
  readonly takesInput: boolean;
  /** Does it say that this was all when its input ends? */
  readonly saysEnd: boolean;
  /** Milliseconds to wait for a connection, and for something to come; undefined for no end. */
  readonly timeout: number | undefined;
  readonly sourcePort: number | undefined;
}

/** A scan says nothing and reads nothing. */
export interface ClientSettings extends NcSettings {
  readonly isScan: boolean;
}

/** Who is connected to. The address is an unsigned number of 32 bits. */
export interface Peer {
  readonly address: number;
  readonly port: number;
}

/** Something that is waited for, which happens once. */
export interface Outcome {
  /** An errno, 0 for success. */
  readonly result: number | undefined;
  readonly done: Promise<void>;
  set(result: number): void;
}

export function newOutcome(): Outcome {
  let result: number | undefined;
  let resolve = () => {};
  const done = new Promise<void>((settle) => {
    resolve = settle;
  });
  return {
    get result() {
      return result;
    },
    done,
    set(value) {
      result ??= value;
      resolve();
    },
  };
}

const SLICE = 100;

/** Waits on the lab's clock until there is an outcome, or the time is over. */
export async function awaitOutcome(
  { lab, signal }: Process,
  outcome: Outcome,
  milliseconds: number,
): Promise<void> {
  const isOver = () => outcome.result !== undefined;
  for (let left = milliseconds; left > 0 && !isOver() && !signal.aborted; left -= SLICE) {
    lab.kernel.work.settle();
    if (!isOver()) await lab.clock.sleep(Math.min(SLICE, left), { signal, isOver });
  }
}

/** Waits until there is an outcome, as long as it takes, or the program is ended. */
export async function lingerFor({ signal }: Process, outcome: Outcome): Promise<void> {
  const interrupted = newOutcome();
  const interrupt = () => interrupted.set(0);
  signal.addEventListener("abort", interrupt);
  if (!signal.aborted) await Promise.race([outcome.done, interrupted.done]);
  signal.removeEventListener("abort", interrupt);
}

/** Passes on what the program reads, piece by piece, and its end. */
export async function passInput(
  { stdin }: Process,
  send: (data: Uint8Array) => void,
  end: () => void = () => {},
): Promise<void> {
  for (let piece = await stdin.piece(); piece !== undefined; piece = await stdin.piece())
    send(new TextEncoder().encode(piece));
  end();
}
