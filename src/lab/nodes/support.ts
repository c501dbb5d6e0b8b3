/** What several node types have in common. */
import { decodeArgs, encodeArgs } from "../../netgraph/ascii.ts";
import { errno } from "../../netgraph/errno.ts";
import type { Value } from "../../netgraph/layout.ts";
import { type Message, NG_HOOKSIZ, readString } from "../../netgraph/message.ts";
import { commandById, type NodeTypeTable } from "../../netgraph/nodetype.ts";
import { type Hook, type Node, refuse } from "../kernel/node.ts";

/** Most types go when their last hook goes. */
export function goWithLastHook(node: Node): void {
  if (node.hooks.length === 0) node.graph.remove(node);
}

/** Takes a message's command and arguments apart by the type's table. Refuses other types' messages and wrong arguments. */
export function parseRequest(
  table: NodeTypeTable,
  message: Message,
): { name: string; args: Value } {
  const command = message.cookie === table.cookie ? commandById(table, message.command) : undefined;
  if (command === undefined) refuse(errno.EINVAL);
  return {
    name: command.name,
    args: command.args === undefined ? "" : decodeArgs(command.args, message.args),
  };
}

/** The arguments of a reply, by the type's table. */
export function replyTo(table: NodeTypeTable, name: string, value: Value): Uint8Array {
  const layout = table.commands.find((command) => command.name === name)?.reply;
  return layout === undefined ? new Uint8Array(0) : encodeArgs(layout, value);
}

/** The hook that a message names in its arguments. Refuses a name that no hook has. */
export function hookNamed(node: Node, message: Message): Hook {
  if (message.args.length !== NG_HOOKSIZ) refuse(errno.EINVAL);
  return node.hook(readString(message.args, 0, NG_HOOKSIZ)) ?? refuse(errno.ENOENT);
}

/** Answers a data path that the lab does not have: the frame is refused, not lost silently. */
export function refuseData(): number {
  return errno.EOPNOTSUPP;
}
