/** The library `ngbuddy/lab`: an emulated FreeBSD network host in this process, for tests of programs that use netgraph. */
import type { NetgraphSocket } from "../netgraph/socket.ts";
import { createClock } from "./base/clock.ts";
import { defaultHost, type HostDescription } from "./base/description.ts";
import { memoryFiles } from "./files/memoryfiles.ts";
import { openSocket } from "./kernel/socket.ts";
import { Lab } from "./lab.ts";

export { type Clock, createClock } from "./base/clock.ts";
export { defaultHost, type HostDescription } from "./base/description.ts";
export { type Cable, CableError, cable } from "./cable.ts";
export { Lab } from "./lab.ts";
export type { Captured } from "./process/process.ts";

/** Boots a lab in memory. Its clock stands still until it is moved on (`lab.clock.advance`); it has FreeBSD's commands, not ngbuddy's. */
export function bootLab(description: HostDescription = defaultHost): Lab {
  return new Lab({ description, files: memoryFiles(), clock: createClock({ bootEpoch: 0 }) });
}

/** Opens a control socket of the lab's host; its node has this name. Throws a NetgraphError when the name is refused. */
export function openNetgraphSocket(lab: Lab, name: string): NetgraphSocket {
  return openSocket(lab.host.graph, name);
}
