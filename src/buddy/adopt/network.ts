/** How a jail gets its network, by what its configuration says. */
import { type HookCommand, hookCommands } from "./commands.ts";
import { type JailSetup, type SaidValue, saidValues, valuesOf } from "./setup.ts";
import { makesEpair } from "./tools/epair.ts";
import { networkTools } from "./tools/index.ts";
import { type Attachment, interfaceMeant, literals, type Scope } from "./tools/tool.ts";

/** The hooks that run on the host, in the order in which they run (jail(8)). */
export const HOST_HOOKS = [
  "exec.prepare",
  "exec.prestart",
  "exec.created",
  "exec.poststart",
  "exec.prestop",
  "exec.poststop",
  "exec.release",
] as const;
/** One of them. */
export type HostHook = (typeof HOST_HOOKS)[number];

/** A value of a hook, and how much of it is about the jail's interfaces. */
export interface HookValue extends SaidValue {
  readonly share: "all" | "some" | "none";
}

/** The parameters that give a jail addresses of the host's stack, or all of it; a vnet jail can have none of them. */
export const SHARED = ["ip4.addr", "ip6.addr", "interface", "ip4", "ip6", "ip_hostname"] as const;

/** What was found out. */
export interface JailNetwork {
  /** `shared`: the jail has addresses of the host's stack. */
  readonly kind: "vnet" | "shared" | "none";
  /** As `vnet.interface` has them. */
  readonly interfaces: readonly string[];
  /** Those of them that can be others: ends of epairs, and what a tool that is known makes. NICs, tunnels and the like stay. */
  readonly movable: readonly string[];
  /** Who makes them, for people. */
  readonly tools: readonly string[];
  readonly hooks: ReadonlyMap<HostHook, readonly HookValue[]>;
  readonly attached: readonly Attachment[];
  /** The commands that are about the interfaces. */
  readonly commands: readonly HookCommand[];
  readonly scope: Scope;
}

export function networkOf(setup: JailSetup): JailNetwork {
  const said = new Map(HOST_HOOKS.map((hook) => [hook, saidValues(setup, hook)] as const));
  const shells = [...said.values()].flat().map(({ text }) => hookCommands(text) ?? []);
  const all = shells.flat();
  const interfaces = interfacesOf(setup, all);
  const movable = movableOf(interfaces, shells);
  const scope = scopeOf(movable, shells);
  const owners = (command: HookCommand) => networkTools.filter((tool) => tool.owns(command, scope));
  const hooks = new Map(
    [...said].map(([hook, values]) => [
      hook,
      values.map((value): HookValue => ({ ...value, share: shareOf(value.text, owners) })),
    ]),
  );
  const commands = all.filter((command) => owners(command).length > 0);
  return {
    kind: kindOf(setup, interfaces),
    interfaces,
    movable,
    tools: [...new Set(commands.flatMap(owners).map(({ title }) => title))],
    hooks,
    attached: attachedBy(all, scope),
    commands,
    scope,
  };
}

/** Those that jail(8) gives the jail, and those that a hook does: `ifconfig epair0b vnet web1`. */
function interfacesOf(setup: JailSetup, commands: readonly HookCommand[]): readonly string[] {
  const given = (valuesOf(setup, "vnet.interface") ?? [])
    .flatMap((value) => value.split(/[\s,]+/))
    .filter(Boolean);
  const moved = commands.flatMap((command) => {
    const [name, action, jail] = literals(command);
    return command.name === "ifconfig" && action === "vnet" && jail === setup.name ? [name!] : [];
  });
  return [...new Set([...given, ...moved])];
}

/** Those that are ends of epairs, under whichever name, or of what a tool that is known makes and connects. */
function movableOf(
  given: readonly string[],
  shells: readonly (readonly HookCommand[])[],
): readonly string[] {
  const scope = scopeOf(given, shells);
  const connected = attachedBy(shells.flat(), scope).map((one) => one.interface);
  const isEpair = (name: string) =>
    [...scope.names].some(([one, of]) => of === name && /^(?:epair\d|\$)/.test(one));
  return given.filter((name) => connected.includes(name) || isEpair(name));
}

/** What the commands connect, one after the other. */
function attachedBy(commands: readonly HookCommand[], scope: Scope): Attachment[] {
  return commands.flatMap((command, at) =>
    networkTools.flatMap((tool) => tool.attaches?.(command, scope, commands.slice(0, at)) ?? []),
  );
}

function kindOf(setup: JailSetup, interfaces: readonly string[]): JailNetwork["kind"] {
  const { parameters } = setup.said;
  const isVnet = parameters.some(
    ({ name, values }) => name === "vnet" && !/^(?:inherit|2)$/.test(values.at(-1) ?? "new"),
  );
  if (isVnet || interfaces.length > 0) return "vnet";
  const isShared = SHARED.some((name) => valuesOf(setup, name) !== undefined);
  return isShared ? "shared" : "none";
}

function shareOf(
  text: string,
  owners: (command: HookCommand) => readonly unknown[],
): HookValue["share"] {
  const commands = hookCommands(text) ?? [];
  // What does nothing by itself goes with the rest.
  const owned = commands
    .filter((command) => !doesNothing(command))
    .map((command) => owners(command).length > 0);
  if (!owned.includes(true)) return "none";
  return owned.includes(false) ? "some" : "all";
}

/** Does a hook of the jail's make an interface of its own, or is it there before and after? */
export function isMadeByHooks({ attached, commands, scope }: JailNetwork, name: string): boolean {
  const isMeant = (one: string | undefined) => one === name || one === "";
  return (
    attached.some((one) => isMeant(one.interface)) ||
    commands.some(({ operands }) => operands.some((one) => isMeant(interfaceMeant(one, scope))))
  );
}

/** A pause, an end, a question; and modules that epairs and bridges need. */
function doesNothing(command: HookCommand): boolean {
  if (/^(?::|true|false|exit|set|sleep|test|\[)$/.test(command.name ?? "")) return true;
  return (
    /^kld(?:load|stat)$/.test(command.name ?? "") &&
    literals(command).every((word) => /^(?:-\w+|if_bridge|if_epair|bridgestp)$/.test(word))
  );
}

/** The names of a pair, one of which is an interface of the jail's: of epair(4), and as jib and Bastille call them. */
function pairOf(name: string): string[] {
  const [, epair] = /^(epair\d+)[ab]?$/.exec(name) ?? [];
  if (epair !== undefined) return [epair, `${epair}a`, `${epair}b`];
  const [, number, of] = /^(e\d+)[ab]_(.+)$/.exec(name) ?? [];
  if (number !== undefined) return [`${number}a_${of}`, `${number}b_${of}`];
  const [, kind, appjail] = /^([es])[ab]_(.+)$/.exec(name) ?? [];
  return appjail === undefined ? [name] : [`${kind}a_${appjail}`, `${kind}b_${appjail}`];
}

/** All names that the commands have for the jail's interfaces, through every `ifconfig X name Y`; those of a hook's value share a shell. */
function scopeOf(
  interfaces: readonly string[],
  shells: readonly (readonly HookCommand[])[],
): Scope {
  const names = new Map(interfaces.flatMap((name) => pairOf(name).map((one) => [one, name])));
  const commands = shells.flat();
  const variables = new Set(
    commands.flatMap(({ printed }) =>
      printed.filter(({ command }) => makesEpair(command)).map(({ variable }) => variable),
    ),
  );
  const renames = shells.flatMap((shell, number) =>
    shell.flatMap((command) => renameBy(command, variables, number)),
  );
  for (let count = -1; count !== names.size; ) {
    count = names.size;
    for (const [from, to] of renames) {
      const known = names.get(from) ?? names.get(to);
      if (known === undefined) continue;
      for (const one of [...pairOf(from), ...pairOf(to)])
        if (!names.has(one)) names.set(one, known);
    }
  }
  return { names, variables };
}

/** What `ifconfig X name Y` makes of what: an epair of a variable has no name that is known, but the same in all of its shell. */
function renameBy(
  command: HookCommand,
  variables: ReadonlySet<string>,
  shell: number,
): (readonly [from: string, to: string])[] {
  const [first, ...rest] = command.operands;
  const to = rest[rest.findIndex(({ text }) => text === "name") + 1]?.text;
  if (command.name !== "ifconfig" || first === undefined) return [];
  if (!rest.some(({ text }) => text === "name") || to === undefined) return [];
  const variable = first.variables.find((name) => variables.has(name));
  const from = first.text ?? (variable === undefined ? undefined : `$${variable} ${shell}`);
  return from === undefined ? [] : [[from, to]];
}
