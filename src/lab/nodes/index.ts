/** Everything that kldload can load in a lab. */
import type { Module } from "../kernel/kernel.ts";
import type { NodeBehaviour } from "../kernel/node.ts";
import { socket } from "../kernel/socket.ts";
import { bpf } from "./bpf.ts";
import { bridge } from "./bridge.ts";
import { controlOnlyTypes } from "./control.ts";
import { echo } from "./echo.ts";
import { eiface } from "./eiface.ts";
import { etherModule } from "./ether.ts";
import { hole } from "./hole.ts";
import { hub } from "./hub.ts";
import { iface } from "./iface.ts";
import { ksocket } from "./ksocket.ts";
import { one2many } from "./one2many.ts";
import { pipe } from "./pipe.ts";
import { split } from "./split.ts";
import { tee } from "./tee.ts";
import { vlan } from "./vlan.ts";

// biome-ignore lint/suspicious/noExplicitAny: each type knows its own state.
const types: readonly NodeBehaviour<any>[] = [
  ...[
    socket,
    eiface,
    bridge,
    hub,
    tee,
    one2many,
    vlan,
    hole,
    echo,
    split,
    ksocket,
    iface,
    pipe,
    bpf,
  ],
  ...controlOnlyTypes,
];

export const modules: readonly Module[] = [
  etherModule,
  ...types.map((type) => ({ name: `ng_${type.table.name}`, type })),
];
