/** Everything that kldload can load in a lab. */
import type { Module } from "../kernel/kernel.ts";
import type { NodeBehaviour } from "../kernel/node.ts";
import { socket } from "../kernel/socket.ts";
import { bridge } from "./bridge.ts";
import { eiface } from "./eiface.ts";
import { etherModule } from "./ether.ts";
import { hub } from "./hub.ts";

// biome-ignore lint/suspicious/noExplicitAny: each type knows its own state.
const types: readonly NodeBehaviour<any>[] = [socket, eiface, bridge, hub];

export const modules: readonly Module[] = [
  etherModule,
  ...types.map((type) => ({ name: `ng_${type.table.name}`, type })),
];
