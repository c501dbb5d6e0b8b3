/** Every node type that is described. */
import type { NodeTypeTable } from "../nodetype.ts";
import { bridge } from "./bridge.ts";
import { eiface } from "./eiface.ts";
import { ether } from "./ether.ts";
import { hub } from "./hub.ts";
import { socket } from "./socket.ts";

export const nodeTypes: readonly NodeTypeTable[] = [socket, ether, eiface, bridge, hub];
