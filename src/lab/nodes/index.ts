/** Everything that kldload can load in a lab. */
import type { Module } from "../kernel/kernel.ts";
import type { NodeBehaviour } from "../kernel/node.ts";
import { socket } from "../kernel/socket.ts";
import { bpf } from "./bpf.ts";
import { bridge } from "./bridge.ts";
import { car } from "./car.ts";
import { device } from "./device.ts";
import { echo } from "./echo.ts";
import { eiface } from "./eiface.ts";
import { etf } from "./etf.ts";
import { etherModule } from "./ether.ts";
import { hole } from "./hole.ts";
import { hub } from "./hub.ts";
import { iface } from "./iface.ts";
import { ksocket } from "./ksocket.ts";
import { macfilter } from "./macfilter.ts";
import { netflow } from "./netflow.ts";
import { one2many } from "./one2many.ts";
import { patch } from "./patch.ts";
import { pipe } from "./pipe.ts";
import { source } from "./source.ts";
import { split } from "./split.ts";
import { tag } from "./tag.ts";
import { tee } from "./tee.ts";
import { vlan } from "./vlan.ts";
import { vlanRotate } from "./vlan_rotate.ts";

// biome-ignore lint/suspicious/noExplicitAny: each type knows its own state.
const types: readonly NodeBehaviour<any>[] = [
  ...[socket, eiface, bridge, hub, tee, one2many, vlan, hole, echo, split, ksocket, iface, pipe],
  ...[bpf, car, etf, source, patch, vlanRotate, macfilter, netflow, device, tag],
];

export const modules: readonly Module[] = [
  etherModule,
  ...types.map((type) => ({ name: `ng_${type.table.name}`, type })),
];
