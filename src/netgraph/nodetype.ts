/** What is known of a node type, as data: the client and the lab read the same table. */
import type { Layout } from "./layout.ts";

/** One control message of a type. */
export interface CommandTable {
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

/** The command of this name; undefined when the type has none. */
export function commandByName(type: NodeTypeTable, name: string): CommandTable | undefined {
  return type.commands.find((command) => command.name === name);
}
/** The command of this number; undefined when the type has none. */
export function commandById(type: NodeTypeTable, id: number): CommandTable | undefined {
  return type.commands.find((command) => command.id === id);
}
