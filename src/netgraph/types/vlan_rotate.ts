/** ng_vlan_rotate(4): reorders the VLAN tags of a frame. */
import { struct, uint8 } from "../layout.ts";
import type { NodeTypeTable } from "../nodetype.ts";

const config = struct({ rot: uint8, min: uint8, max: uint8 });

export const vlanRotate = {
  name: "vlan_rotate",
  cookie: 1568378766,
  commands: [
    { name: "getconf", id: 1, reply: config },
    { name: "setconf", id: 2, args: config },
  ],
} as const satisfies NodeTypeTable;
