/** Every node type that is described. */
import type { NodeTypeTable } from "../nodetype.ts";
import { bpf } from "./bpf.ts";
import { bridge } from "./bridge.ts";
import { car } from "./car.ts";
import { device } from "./device.ts";
import { echo } from "./echo.ts";
import { eiface } from "./eiface.ts";
import { etf } from "./etf.ts";
import { ether } from "./ether.ts";
import { generic } from "./generic.ts";
import { hole } from "./hole.ts";
import { hub } from "./hub.ts";
import { iface } from "./iface.ts";
import { ksocket } from "./ksocket.ts";
import { macfilter } from "./macfilter.ts";
import { netflow } from "./netflow.ts";
import { one2many } from "./one2many.ts";
import { patch } from "./patch.ts";
import { pipe } from "./pipe.ts";
import { socket } from "./socket.ts";
import { source } from "./source.ts";
import { split } from "./split.ts";
import { tag } from "./tag.ts";
import { tee } from "./tee.ts";
import { vlan } from "./vlan.ts";
import { vlanRotate } from "./vlan_rotate.ts";

export {
  bpf,
  bridge,
  car,
  device,
  echo,
  eiface,
  etf,
  ether,
  generic,
  hole,
  hub,
  iface,
  ksocket,
  macfilter,
  netflow,
  one2many,
  patch,
  pipe,
  socket,
  source,
  split,
  tag,
  tee,
  vlan,
  vlanRotate,
};

/** All of them but the generic messages, which are every node's. */
export const nodeTypes: readonly NodeTypeTable[] = [
  ...[socket, ether, eiface, bridge, hub, tee, one2many, vlan, hole, echo, split, ksocket, iface],
  ...[pipe, bpf, source, patch, vlanRotate, macfilter, car, etf, netflow, device, tag],
];
