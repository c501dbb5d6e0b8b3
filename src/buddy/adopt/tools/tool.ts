/** What makes a jail's interface: a record a tool, found by the commands that call it. */
import type { HookCommand, Operand } from "../commands.ts";

/** The names by which a jail's commands speak of its interfaces. */
export interface Scope {
  /** Each name of an interface of the jail's or of its other end, and the name that `vnet.interface` has for it. */
  readonly names: ReadonlyMap<string, string>;
  /** Variables of sh that hold the name of an epair which was made in the same place. */
  readonly variables: ReadonlySet<string>;
}

/** What the other end of a jail's interface is connected to. */
export interface Attachment {
  /** As `vnet.interface` has it. */
  readonly interface: string;
  /** An if_bridge(4), or the NIC that such a bridge, or one of jng's, is on. */
  readonly to: { readonly bridge: string } | { readonly nic: string };
}

/** A way to make jails' interfaces. */
export interface NetworkTool {
  /** For people: `jib`. */
  readonly title: string;
  /** Does the command make, connect, set up or remove an interface of the jail's, and nothing else? */
  owns(command: HookCommand, scope: Scope): boolean;
  /** What the command connects. `earlier`: the jail's commands before it. */
  attaches?(
    command: HookCommand,
    scope: Scope,
    earlier: readonly HookCommand[],
  ): readonly Attachment[];
  /** The Ethernet address that the command gives an interface of the jail's, when the tool computes it. `etherOf`: the address of a NIC. */
  ethers?(
    command: HookCommand,
    earlier: readonly HookCommand[],
    etherOf: (nic: string) => string | undefined,
  ): readonly { readonly interface: string; readonly ether: string }[];
}

/** The literal words that a command is given, up to the first that only sh can tell. */
export function literals({ operands }: HookCommand): string[] {
  const unknown = operands.findIndex(({ text }) => text === undefined);
  return operands.slice(0, unknown < 0 ? undefined : unknown).map(({ text }) => text!);
}

/** The name that `vnet.interface` has for the interface that an operand means; `""` for one that only sh can tell; undefined for any other. */
export function interfaceMeant(operand: Operand | undefined, scope: Scope): string | undefined {
  if (operand === undefined) return undefined;
  const known = operand.text === undefined ? undefined : scope.names.get(operand.text);
  if (known !== undefined) return known;
  return operand.variables.some((name) => scope.variables.has(name)) ? "" : undefined;
}
