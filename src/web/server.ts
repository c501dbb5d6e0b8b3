/** The live page's server: one process, nothing to install, read-only unless told otherwise. */
import type { Server } from "node:http";
import { createDoor, type DoorOptions } from "./door.ts";
import { type HostOptions, HostPages, MAX_WAITING } from "./hostpages.ts";
import { Turns } from "./turns.ts";

/** What the server needs of the rest of the program. */
export type WebOptions = HostOptions & Omit<DoorOptions, "program">;

/** A server of one host. */
export interface WebServer {
  readonly server: Server;
  /** Tells every open page of a new reading. */
  push(): void;
  /** Tells every open page why the host could not be read. */
  trouble(reason: string): void;
  /** Ends all connections and listens no more. */
  close(): void;
}

/** Makes the server of one host's page. */
export function createWebServer(options: WebOptions): WebServer {
  const pages = new HostPages(options, new Turns(MAX_WAITING), options.sessions);
  const door = { ...options, program: "ngbuddy web" };
  const server = createDoor(door, options.changes !== undefined, (visit) =>
    pages.answer(visit, visit.url.pathname),
  );
  return {
    server,
    push: () => pages.push(),
    trouble: (reason) => pages.trouble(reason),
    close() {
      pages.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
