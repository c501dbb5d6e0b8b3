/** Sending and receiving for a measurement, as a process of this machine or one of a lab does it. */

/** Sending and receiving by TCP, as whoever does it has that. */
export interface Traffic {
  /** Takes what one sender says at a port, within so many seconds. Throws an Error that says why there was nothing. */
  receive(port: number, limit: number, signal: AbortSignal): Promise<Taken>;
  /** Sends as much as goes to a port for so many seconds, once somebody listens there. Throws an Error that says why it could not. */
  send(address: string, port: number, seconds: number, signal: AbortSignal): Promise<void>;
}

/** What was taken. */
export interface Taken {
  readonly bytes: number;
  /** From the connection to the last byte. */
  readonly seconds: number;
}

/** How long the one who listens is waited for, and the pause between two attempts, milliseconds. */
export const PATIENCE = 10_000;
export const PAUSE = 50;
/** So many bytes are sent at once. */
export const CHUNK = 128 * 1024;
