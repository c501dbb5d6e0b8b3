/** ng_ksocket(4): a socket of the kernel's as a node; of it the lab has names and addresses, no traffic. */
import { errno } from "../../netgraph/errno.ts";
import { ksocket as table } from "../../netgraph/types/ksocket.ts";
import { type NodeBehaviour, refuse } from "../kernel/node.ts";
import { goWithLastHook, refuseData } from "./support.ts";

const FAMILIES = new Set(["local", "inet", "inet6"]);
const TYPES = new Set(["stream", "dgram", "raw", "rdm", "seqpacket"]);
const PROTOCOLS = new Set([
  "ip",
  "raw",
  "icmp",
  "igmp",
  "tcp",
  "udp",
  "gre",
  "esp",
  "ah",
  "divert",
  "pim",
]);
/** family, type and protocol as numbers, for those who know them. */
const NUMBER = /^\d+$/;

interface KsocketState {
  bound: Uint8Array | undefined;
  peer: Uint8Array | undefined;
}

export const ksocket: NodeBehaviour<KsocketState> = {
  table,
  create: () => ({ bound: undefined, peer: undefined }),
  newHook(node, hook) {
    if (node.hooks.length > 0) refuse(errno.EISCONN);
    const [family = "", type = "", protocol = "", ...rest] = hook.name.split("/");
    const known = (names: Set<string>, word: string) => names.has(word) || NUMBER.test(word);
    const right = known(FAMILIES, family) && known(TYPES, type) && known(PROTOCOLS, protocol);
    if (rest.length > 0 || !right) refuse(errno.EINVAL);
  },
  receiveMessage({ state }, message) {
    const name = table.commands.find(
      ({ id }) => message.cookie === table.cookie && id === message.command,
    )?.name;
    switch (name) {
      case "bind":
        if (state.bound !== undefined) refuse(errno.EINVAL);
        state.bound = message.args.slice();
        return undefined;
      case "connect":
        state.peer = message.args.slice();
        return undefined;
      case "getname":
        return state.bound ?? refuse(errno.EINVAL);
      case "getpeername":
        return state.peer ?? refuse(errno.ENOTCONN);
      default:
        return refuse(errno.EINVAL);
    }
  },
  receiveData: refuseData,
  disconnect: goWithLastHook,
};
