/** What is known of a node type, as data: the client and the lab read the same table. */
import { errno, NetgraphError } from "./errno.ts";
import type { InputOf, Layout, Value, ValueOf } from "./layout.ts";

/** One control message of a type. */
export interface CommandTable {
  /** As ngctl(8) takes it: `getstats`. */
  readonly name: string;
  /** The command number in the message header; replies carry it too. */
  readonly id: number;
  /** Layout of the request's arguments; absent when it takes none. */
  readonly args?: Layout;
  /** Layout of the reply's arguments; absent when there is no reply or it carries none. */
  readonly reply?: Layout;
}

/** A node type: what NGM_… messages it answers. */
export interface NodeTypeTable {
  /** The type's name, as mkpeer takes it: `bridge`. */
  readonly name: string;
  /** The typecookie of its messages (NGM_BRIDGE_COOKIE …). */
  readonly cookie: number;
  readonly commands: readonly CommandTable[];
}

/** The names of a type's commands. */
export type CommandName<T extends NodeTypeTable> = T["commands"][number]["name"];
/** A command of a type, by its name. */
export type CommandOf<T extends NodeTypeTable, N extends CommandName<T>> = Extract<
  T["commands"][number],
  { readonly name: N }
>;
/** Of a command that is known by name only, nothing is known: any value. */
type Read<C, L> = CommandTable extends C
  ? Value | undefined
  : L extends Layout
    ? ValueOf<L>
    : undefined;
type Given<C, L> = CommandTable extends C
  ? Value | undefined
  : L extends Layout
    ? InputOf<L>
    : undefined;
type ArgsLayout<C> = C extends { readonly args: infer L } ? L : undefined;
type ReplyLayout<C> = C extends { readonly reply: infer L } ? L : undefined;
/** The values of a command's arguments, as they are read; undefined when it takes none. */
export type ArgsOf<T extends NodeTypeTable, N extends CommandName<T>> = Read<
  CommandOf<T, N>,
  ArgsLayout<CommandOf<T, N>>
>;
/** The values of a command's arguments, as they may be given; undefined when it takes none. */
export type ArgsInput<T extends NodeTypeTable, N extends CommandName<T>> = Given<
  CommandOf<T, N>,
  ArgsLayout<CommandOf<T, N>>
>;
/** The values of a command's reply, as they are read; undefined when there are none. */
export type ReplyOf<T extends NodeTypeTable, N extends CommandName<T>> = Read<
  CommandOf<T, N>,
  ReplyLayout<CommandOf<T, N>>
>;
/** The values of a command's reply, as they may be given; undefined when there are none. */
export type ReplyInput<T extends NodeTypeTable, N extends CommandName<T>> = Given<
  CommandOf<T, N>,
  ReplyLayout<CommandOf<T, N>>
>;

/** The command of this name, which the type has. */
export function commandOf<T extends NodeTypeTable, N extends CommandName<T>>(
  type: T,
  name: N,
): CommandOf<T, N> {
  const command = commandByName(type, name);
  if (command === undefined) throw new NetgraphError(name, type.name, errno.ENOSYS);
  return command as CommandOf<T, N>;
}
/** The command of this name; undefined when the type has none. */
export function commandByName(type: NodeTypeTable, name: string): CommandTable | undefined {
  return type.commands.find((command) => command.name === name);
}
/** The command of this number; undefined when the type has none. */
export function commandById(type: NodeTypeTable, id: number): CommandTable | undefined {
  return type.commands.find((command) => command.id === id);
}
