/** A vnet with its netgraph. */
import type { InterfaceIndexes } from "../net/indexes.ts";
import { Vnet } from "../net/vnet.ts";
import { Graph } from "./graph.ts";
import type { NodeKernel } from "./node.ts";

/** The network stack knows nothing of the netgraph on top of it; the netgraph knows its vnet. */
export class NetgraphVnet extends Vnet {
  readonly graph: Graph;

  constructor(kernel: NodeKernel, indexes: InterfaceIndexes, isHost: boolean) {
    super(kernel.clock, indexes, isHost, (line) => kernel.console.log(line));
    this.graph = new Graph(kernel, this);
  }
}
