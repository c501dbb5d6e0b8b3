/** ng_device(4): a character device whose reads and writes are frames. A lab has no device that could be opened: frames fill its queue. */
import { errno } from "../../netgraph/errno.ts";
import { writeString } from "../../netgraph/latin1.ts";
import { device as table } from "../../netgraph/types/device.ts";
import { type NodeBehaviour, type NodeKernel, refuse } from "../kernel/node.ts";
import { InterfaceIndexes } from "../net/indexes.ts";
import { nameAfter } from "./eiface.ts";
import { answerBy } from "./support.ts";

interface DeviceState {
  readonly unit: number;
  /** Frames that nobody reads. */
  waiting: number;
}

/** ng_device.c makes room for `ngd` and three digits, and a NUL. */
const NAME_SIZE = 7;
/** net.link.ifqmaxlen. */
const QUEUE_LENGTH = 50;

/** Units are those of the whole system, not of a vnet. */
const units = new WeakMap<NodeKernel, InterfaceIndexes>();

function unitsOf(kernel: NodeKernel): InterfaceIndexes {
  const found = units.get(kernel) ?? new InterfaceIndexes();
  units.set(kernel, found);
  return found;
}

export const device: NodeBehaviour<DeviceState> = {
  table,
  create(node) {
    const unit = unitsOf(node.graph.kernel).take() - 1;
    nameAfter(node, `ngd${unit}`);
    return { unit, waiting: 0 };
  },
  newHook(node) {
    if (node.hooks.length > 0) refuse(errno.EISCONN);
  },
  receiveMessage: answerBy<typeof table, DeviceState>(table, {
    getdevname({ state }) {
      const bytes = new Uint8Array(NAME_SIZE);
      writeString(bytes, 0, NAME_SIZE, `ngd${state.unit}`);
      return bytes;
    },
    etheralign: () => undefined,
  }),
  receiveData({ state }) {
    if (state.waiting >= QUEUE_LENGTH) return errno.ENOBUFS;
    state.waiting++;
    return 0;
  },
  disconnect: (node) => node.graph.remove(node),
  shutdown({ graph, state }) {
    unitsOf(graph.kernel).give(state.unit + 1);
    return false;
  },
};
