/** Control messages of any node type, by its table. */
import type { Netgraph } from "../../netgraph/client.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { type CommandTable, commandByName } from "../../netgraph/nodetype.ts";
import { nodeTypes } from "../../netgraph/types/index.ts";
import type { Action } from "../plan/step.ts";

/** Sends a message of a type. Throws a NetgraphError when the kernel refuses it, or nobody knows the type. */
export async function sendMessage(
  netgraph: Netgraph,
  { path, type, command, value }: Extract<Action, { op: "message" }>,
): Promise<void> {
  const table = nodeTypes.find(({ name }) => name === type);
  const sent: CommandTable | undefined = table && commandByName(table, command);
  if (table === undefined || sent === undefined)
    throw new NetgraphError(command, path, errno.EINVAL);
  // A socket of UDP is connected when the message has come, and says nothing more (ng_ksocket(4)).
  const { reply, ...silent } = sent;
  await netgraph.send(path, { ...table, commands: [silent] }, command, value);
}
