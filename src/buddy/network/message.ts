/** Control messages of any node type, by its table. */
import type { Netgraph } from "../../netgraph/client.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { nodeTypes } from "../../netgraph/types/index.ts";
import type { Action } from "../plan/step.ts";

/** Sends a message of a type. Throws a NetgraphError when the kernel refuses it, or nobody knows the type. */
export async function sendMessage(
  netgraph: Netgraph,
  { path, type, command, value }: Extract<Action, { op: "message" }>,
): Promise<void> {
  const table = nodeTypes.find(({ name }) => name === type);
  if (table === undefined) throw new NetgraphError(command, path, errno.EINVAL);
  await netgraph.send(path, table, command, value);
}
