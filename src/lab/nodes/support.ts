/** What several node types have in common. */
import { decodeArgs, encodeReply } from "../../netgraph/ascii.ts";
import { errno } from "../../netgraph/errno.ts";
import { readString } from "../../netgraph/latin1.ts";
import type { InputOf, Layout } from "../../netgraph/layout.ts";
import { sizeOf } from "../../netgraph/memory.ts";
import { type Message, NG_HOOKSIZ } from "../../netgraph/message.ts";
import {
  type ArgsOf,
  type CommandName,
  type CommandTable,
  commandById,
  commandOf,
  type NodeTypeTable,
  type ReplyInput,
} from "../../netgraph/nodetype.ts";
import { idName } from "../../netgraph/path.ts";
import { FLOW_COOKIE } from "../../netgraph/types/flow.ts";
import { type Hook, type Node, refuse, type Sender } from "../kernel/node.ts";

/** Most types go when their last hook goes. */
export function goWithLastHook(node: Node): void {
  if (node.hooks.length === 0) node.graph.remove(node);
}

/** What a type does on each command of its table. `args` are the message's arguments as they are. */
export type Answers<T extends NodeTypeTable, S> = {
  readonly [name in T["commands"][number]["name"]]: (
    node: Node<S>,
    args: Uint8Array,
    from: Sender,
  ) => Uint8Array | undefined;
};

/** Answers a type's own messages; those of other types and unknown commands are refused. */
export function answerBy<T extends NodeTypeTable, S>(
  table: T,
  answers: Answers<T, S>,
): (node: Node<S>, message: Message, from: Sender) => Uint8Array | undefined {
  return (node, message, from) => {
    const command =
      message.cookie === table.cookie ? commandById(table, message.command) : undefined;
    if (command === undefined) refuse(errno.EINVAL);
    return answers[command.name as keyof typeof answers](node, message.args, from);
  };
}

/** Is it word of a link that came up or went down? Some types take all of those without a reply. */
export function isFlow(message: Message): boolean {
  return message.cookie === FLOW_COOKIE;
}

/** The arguments of a command as values. Refuses those that are not as long as the kernel's struct. */
export function read<T extends NodeTypeTable, N extends CommandName<T>>(
  table: T,
  name: N,
  args: Uint8Array,
): ArgsOf<T, N> {
  const command: CommandTable = commandOf(table, name);
  const layout = command.args!;
  if (args.length !== sizeOf(layout)) refuse(errno.EINVAL);
  return decodeArgs(layout, args) as ArgsOf<T, N>;
}

/** The arguments of a reply, by the type's table. */
export function replyTo<T extends NodeTypeTable, N extends CommandName<T>>(
  table: T,
  name: N,
  value: ReplyInput<T, N>,
): Uint8Array {
  const { reply }: CommandTable = commandOf(table, name);
  return reply === undefined ? new Uint8Array(0) : encodeReply(reply, value as InputOf<Layout>);
}

type Answer<S> = (node: Node<S>, args: Uint8Array) => Uint8Array | undefined;

/** Tells counters and sets them back to zero. */
export function thenClear<S>(tell: Answer<S>, clear: Answer<S>): Answer<S> {
  return (node, args) => {
    const reply = tell(node, args);
    clear(node, args);
    return reply;
  };
}

/** The hook that a message names in its arguments. Refuses a name that no hook has. */
export function hookNamed(node: Node, args: Uint8Array): Hook {
  if (args.length !== NG_HOOKSIZ) refuse(errno.EINVAL);
  return node.hook(readString(args, 0, NG_HOOKSIZ)) ?? refuse(errno.ENOENT);
}

/** The nodes that have said already what they do not do. */
const complained = new WeakSet<Node>();

/** Refuses a frame on a way that the lab does not have, and says so on the console, once a node: it is not the configuration that is wrong. */
export function refuseData(node: Node, what: string): number {
  if (!complained.has(node)) {
    complained.add(node);
    const { name } = node.type.table;
    node.graph.kernel.console.log(
      `ng_${name}: ${idName(node.id)}: ${what} not emulated in a lab; frames are refused`,
    );
  }
  return errno.EOPNOTSUPP;
}
