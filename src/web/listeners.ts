/** The pages that are open, which are told what is new by events that the server sends. */
import type { ServerResponse } from "node:http";
import type { Visit } from "./door.ts";
import { HEADERS } from "./send.ts";
import type { Sessions } from "./session.ts";

interface Listener {
  readonly visit: Visit;
  /** Has it missed something, as it did not take what it was sent before? */
  behind: boolean;
}

/** Open pages. */
export class Listeners {
  private readonly all = new Map<ServerResponse, Listener>();

  /** `changed`: called when a page has come or gone. */
  constructor(
    private readonly sessions: Sessions,
    private readonly changed: () => void = () => {},
  ) {}

  /** How many there are. */
  get size(): number {
    return this.all.size;
  }

  /** Takes a page in, and tells it this first. */
  add(visit: Visit, first: string): void {
    const { response } = visit;
    response.writeHead(200, { ...HEADERS, "Content-Type": "text/event-stream" });
    response.write(`retry: 1000\n${first}`);
    this.all.set(response, { visit, behind: false });
    response.on("close", () => {
      this.all.delete(response);
      this.changed();
    });
    this.changed();
  }

  /** Tells all of them; `whole` is for one that has missed something before. */
  tell(message: string, whole: () => string = () => message): void {
    for (const [response, listener] of this.all) {
      const { cookie, scope } = listener.visit;
      // Its time may be over by now, or it was revoked.
      if (!this.sessions.accepts(cookie, scope)) response.end();
      // Who has not taken the last one yet does without this one.
      else if (response.writableNeedDrain) listener.behind = true;
      else {
        response.write(listener.behind ? whole() : message);
        listener.behind = false;
      }
    }
  }

  /** Ends all of them. */
  close(): void {
    for (const response of this.all.keys()) response.end();
  }
}

/** Returns a message of the events: a name and what it is about. */
export function eventOf(name: string, about: unknown): string {
  return `${name === "" ? "" : `event: ${name}\n`}data: ${JSON.stringify(about)}\n\n`;
}
