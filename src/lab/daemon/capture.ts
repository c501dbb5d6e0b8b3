/** A capture that is sent to a client of the lab's process. */
import { interfaceCalled, NoInterface, startCapture } from "../capture.ts";
import type { Lab } from "../lab.ts";
import type { Reply } from "./protocol.ts";

/** How many bytes may wait for a client that is slow; what comes then is counted, and left out. */
const MAX_WAITING = 16 * 1024 * 1024;
/** How many bytes go into one line at least, before it is sent at once. */
const FULL = 48 * 1024;

/** The client's end of the connection. */
export interface CaptureClient {
  send(reply: Reply): void;
  end(): void;
  /** How many bytes have not been taken yet. */
  waiting(): number;
}

/** A capture for a client. */
export interface LabCapture {
  /** Ends it, and says why when that is not what the client wanted. */
  end(why?: string): void;
}

/** Captures for a client until `end` is called, or the capture is over by itself. What comes at one go is sent at one go. */
export function sendCapture(
  lab: Lab,
  { capture: name, count }: { readonly capture: string; readonly count?: number },
  client: CaptureClient,
): LabCapture {
  let pieces: Uint8Array[] = [];
  let size = 0;
  let isDue = false;
  let isOver = false;
  const flush = (ended?: string) => {
    isDue = false;
    if (isOver || (size === 0 && ended === undefined)) return;
    const captured = Buffer.concat(pieces).toString("base64");
    pieces = [];
    size = 0;
    const { frames = 0, dropped = 0 } = running ?? {};
    client.send({ captured, frames, dropped, ...(ended !== undefined && { ended }) });
  };
  const end = (why = "") => {
    running?.stop();
    flush(why);
    isOver = true;
    client.end();
  };
  let running: ReturnType<typeof startCapture> | undefined;
  try {
    running = startCapture(
      lab,
      interfaceCalled(lab, name),
      { name, ...(count && { count }) },
      {
        write(bytes) {
          pieces.push(bytes);
          size += bytes.length;
          if (size >= FULL) flush();
          else if (!isDue) {
            isDue = true;
            setImmediate(() => flush());
          }
        },
        isFull: () => client.waiting() > MAX_WAITING,
        ended: end,
      },
    );
    // Whoever waits for it to be under way hears it now.
    flush();
  } catch (error) {
    if (!(error instanceof NoInterface)) throw error;
    client.send({ noSuch: error.message });
    client.end();
  }
  return { end };
}
