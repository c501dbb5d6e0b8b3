/** `jail`, `create`, `unjail` and `destroy`: eifaces more or less. */
import { variablePart } from "../../config/interfaces.ts";
import { eifaceName } from "../../config/names.ts";
import type { NodeInfo } from "../../netgraph/client.ts";
import { refuse } from "../refusal.ts";
import { removeGuest } from "./between.ts";
import { attachEiface, eifaceNamed } from "./bridge.ts";
import { onlyBridge, refuseNoBridge } from "./choice.ts";
import { configure, makeEiface, renameBack, tellOf, tellOfNew } from "./eiface.ts";
import { lossNotes } from "./losses.ts";
import { rcStep } from "./rcchange.ts";
import { namesAndBridge, refuseNearBridge } from "./several.ts";
import type { Expectation, Plan, RcChange, Step } from "./step.ts";
import {
  allLists,
  endSeen,
  nextLink,
  nodeOf,
  portHangs,
  type Seen,
  type Wanted,
  type WantedBridge,
} from "./wanted.ts";
import { without } from "./without.ts";

/** The eifaces that are to be made. */
export interface GuestsAsked {
  /** As they were typed; with the bridge behind them, unless that is an option's. */
  readonly words: readonly string[];
  /** The bridge that an option gave. */
  readonly option?: string | undefined;
  /** Are those that there are already left as they are, wherever they are? */
  readonly ifMissing?: boolean | undefined;
}

/** Eifaces on a bridge, for jails; on the only bridge of rc.conf when none is given. */
export function planJail(wanted: Wanted, seen: Seen, asked: GuestsAsked): Plan {
  const { guests, left } = guestsAsked(
    wanted,
    seen,
    "jail",
    asked,
    ({ type }) => type === "eiface",
  );
  const existing = guests.filter(({ exists }) => exists).map(({ name }) => name);
  return {
    request: requestText("jail", asked, guests),
    says: [],
    steps: guests.flatMap(({ steps }) => steps),
    done: [...left, ...existing].map((name) => `${name} already exists.`),
    notes: guests.flatMap(({ notes }) => notes),
    expect: guests.map(onBridge),
    whenKilled: "undo",
  };
}

/** The same for good: their names go into the bridge's list. */
export function planCreate(wanted: Wanted, seen: Seen, asked: GuestsAsked): Plan {
  const { guests, left } = guestsAsked(
    wanted,
    seen,
    "create",
    asked,
    ({ type, name }) =>
      type === "eiface" && [...allLists(wanted).values()].some((list) => list.includes(name)),
  );
  for (const { name, on } of guests) refuseUnlistable(wanted, name, on);
  const bridges = [...new Set(guests.map(({ on }) => on))];
  const changes = bridges.map((bridge) => ({
    variable: `ngbuddy_${bridge}_list`,
    add: guests.flatMap(({ name, on }) => (on === bridge ? [name] : [])).join(" "),
  }));
  const what = changes.map(({ variable, add }) => `${add} to ${variable}`).join(", ");
  const listed = rcStep(wanted, `add ${what} in rc.conf`, changes);
  const existing = guests.filter(({ exists }) => exists).map(({ name }) => name);
  return {
    request: requestText("create", asked, guests),
    says: [...left, ...existing].map((name) => `${name} already exists.`),
    steps: [...guests.flatMap(({ steps }) => steps), ...(guests.length > 0 ? listed.steps : [])],
    done: listed.lines,
    notes: guests.flatMap(({ notes }) => notes),
    expect: guests.map(onBridge),
    whenKilled: "undo",
  };
}

function refuseUnlistable(wanted: Wanted, name: string, on: string): void {
  const other = wanted.bridges.find((one) => one.name !== on && one.list.includes(name));
  if (other !== undefined) {
    refuse(
      "data",
      `${name} is in ngbuddy_${other.name}_list already; destroy it there first: ngbuddy destroy ${name}`,
    );
  }
  if (!wanted.bridges.some((one) => one.name === on)) {
    refuse(
      "data",
      `bridge ${on} is not in rc.conf, so that ${name} would not come back; to make it for now: ngbuddy jail ${name} ${on}`,
    );
  }
}

/** An eiface that a request is for. */
interface Guest {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly exists: boolean;
  /** The bridge that it is on, or will be. */
  readonly on: string;
  readonly notes: readonly string[];
}

function requestText(subcommand: string, { words }: GuestsAsked, guests: readonly Guest[]): string {
  if (guests.length === 0) return [subcommand, ...words].join(" ");
  const bridges = [...new Set(guests.map(({ on }) => on))];
  return [
    subcommand,
    ...guests.map(({ name }) => name),
    ...(bridges.length === 1 ? bridges : []),
  ].join(" ");
}

function onBridge({ name, on }: Guest): Expectation {
  return { node: name, type: "eiface", hook: "ether", peer: on };
}

/** What is asked for, and the names of what is left as it is: those that `isThere` says of that it is what was asked for. */
function guestsAsked(
  wanted: Wanted,
  seen: Seen,
  subcommand: "jail" | "create",
  { words, option, ifMissing }: GuestsAsked,
  isThere: (node: NodeInfo) => boolean,
): { readonly guests: readonly Guest[]; readonly left: readonly string[] } {
  const bridges = [
    ...wanted.bridges.map(({ name }) => name),
    ...seen.nodes.flatMap(({ type, name }) => (type === "bridge" ? [name] : [])),
  ];
  refuseNearBridge(words, option, bridges);
  const { names, bridge } = namesAndBridge(words, option, bridges);
  const guests: Guest[] = [];
  const left: string[] = [];
  let link = nextLink(seen);
  for (const text of names) {
    const node = seen.byName.get(text);
    if (ifMissing && node !== undefined && isThere(node)) {
      left.push(text);
      continue;
    }
    const name = eifaceName(text);
    const one = guest(wanted, seen, name, {
      bridge,
      otherwise: () => onlyBridge(wanted, subcommand, names),
      hook: `link${link}`,
    });
    guests.push(one);
    if (!one.exists) link++;
  }
  return { guests, left };
}

function guest(
  wanted: Wanted,
  seen: Seen,
  name: string,
  place: {
    readonly bridge: string | undefined;
    /** The bridge, where none was named and there is no such eiface. */
    readonly otherwise: () => string;
    readonly hook: string;
  },
): Guest {
  const { bridge, hook } = place;
  const existing = seen.byName.get(name);
  const present =
    existing?.type === "eiface" && !portHangs(seen, existing)
      ? endSeen(seen, existing)?.name
      : undefined;
  // Asked for without a bridge, one that is there is meant, wherever it is.
  const on = bridge ?? present ?? place.otherwise();
  const settings = wanted.bridges.find((one) => one.name === on);
  checkBridge(seen, on, settings);
  const owner = wanted.bridges.find((one) => one.interface === name || one.host === name);
  if (owner !== undefined)
    refuse("data", `${name} is the interface of bridge ${owner.name} itself; choose another name`);
  const eiface = eifaceNamed(seen, name, on);
  const steps = eiface
    ? [
        // Its bridge may have gone and come again.
        ...(eiface.attached ? [] : [attachEiface(name, on, hook), tellOf(name, on)]),
        ...renameBack(seen, eiface.node, settings),
      ]
    : [
        ...makeEiface(wanted, seen, { name, on: { bridge: on, hook }, settings, up: false }),
        ...configure(wanted, name),
        tellOfNew(wanted, seen, name, on),
      ];
  const notes = eiface === undefined ? variableNotes(wanted, name) : [];
  return { name, steps, exists: eiface !== undefined, on, notes };
}

/** A variable of sh's cannot have every character of an interface's name; who looks for one should know what it is called. */
function variableNotes(wanted: Wanted, name: string): string[] {
  const variable = `ifconfig_${variablePart(name)}`;
  return variable === `ifconfig_${name}` || wanted.value(variable) !== undefined
    ? []
    : [`rc.conf can have no ifconfig_${name}; what is for ${name} is called ${variable}`];
}

function checkBridge(seen: Seen, name: string, settings: WantedBridge | undefined): void {
  if (nodeOf(seen, name, "bridge") !== undefined) return;
  if (settings !== undefined) {
    refuse("unavailable", `bridge ${name} is in rc.conf but not up; start it: ngbuddy start`);
  }
  const bridges = seen.nodes.filter(({ type }) => type === "bridge").map((node) => node.name);
  const what = bridges.length === 0 ? "; make one" : "; or make it";
  const example = `ngbuddy bridge ${/^\w+$/.test(name) ? name : "NAME"} INTERFACE`;
  refuseNoBridge(name, bridges, `${what}: ${example}`);
}

/** Where the interface of an eiface is. */
export type Whereabouts =
  | { readonly in: "host" }
  | { readonly in: "jail"; readonly jail: string; readonly interface: string };

/** Takes interfaces back from their jails and away. `ifExists`: those that there are not are no news. */
export function planUnjail(
  wanted: Wanted,
  seen: Seen,
  where: ReadonlyMap<string, Whereabouts>,
  ifExists = false,
): Plan {
  const steps: Step[] = [];
  const says: string[] = [];
  const notes: string[] = [];
  let then = seen;
  for (const [name, place] of where) {
    refuseBridges(wanted, name);
    const node = then.byName.get(name);
    if (node === undefined) {
      if (!ifExists) notes.push(nothingToTake(name));
      continue;
    }
    const eiface = refuseOthers(node);
    const gone = removeGuest(wanted, then, eiface);
    says.push(removingLine(then, eiface));
    steps.push(...takeBack(name, place), ...gone.steps);
    // In exec.poststop it has come back by itself already.
    notes.push(...gone.notes);
    then = without(then, gone);
  }
  const names = [...where.keys()];
  return {
    request: `unjail ${names.join(" ")}`,
    says,
    steps,
    done: [],
    notes,
    expect: names.map((name) => ({ absent: name })),
    whenKilled: "finish",
  };
}

function takeBack(name: string, where: Whereabouts): Step[] {
  if (where.in === "host") return [];
  const move = { op: "vnet", node: name, interface: where.interface, jail: where.jail } as const;
  return [
    {
      description: `take ${where.interface} back from jail ${where.jail}`,
      do: { ...move, to: "host" },
      undo: [{ ...move, to: "jail" }],
    },
  ];
}

/** A jail whose interface has gone before it must not be kept from stopping: what it asks for is so already. */
function nothingToTake(name: string): string {
  return `there is no interface "${name}": nothing to take back; ngbuddy status shows those there are`;
}

/** Takes eifaces away for good: from the graph and from their bridges' lists. `ifExists`: those that there are not are no reason to refuse. */
export function planDestroy(
  wanted: Wanted,
  seen: Seen,
  asked: readonly string[],
  ifExists = false,
): Plan {
  const names = [...new Set(asked)];
  const steps: Step[] = [];
  const notes: string[] = [];
  const says: string[] = [];
  const eifaces: NodeInfo[] = [];
  let then = seen;
  for (const name of names) {
    refuseBridges(wanted, name);
    const node = then.byName.get(name);
    if (node === undefined) {
      if (!ifExists && listsOf(wanted, name).length === 0) {
        refuse(
          "data",
          `no eiface "${name}", neither in the graph nor in a list of rc.conf; ngbuddy status shows those there are`,
        );
      }
      continue;
    }
    const eiface = refuseOthers(node);
    const gone = removeGuest(wanted, then, eiface);
    eifaces.push(eiface);
    says.push(removingLine(then, eiface));
    steps.push(...gone.steps);
    notes.push(...gone.notes);
    then = without(then, gone);
  }
  const lists = [...new Set(names.flatMap((name) => listsOf(wanted, name)))];
  const ports = names
    .map((name) => `ngbuddy_port_${variablePart(name)}`)
    .filter((port) => wanted.value(port) !== undefined);
  const changes: RcChange[] = [
    ...lists.map((variable) => ({
      variable,
      drop: names.filter((name) => listsOf(wanted, name).includes(variable)).join(" "),
    })),
    ...ports.map((variable) => ({ variable, unset: true }) as const),
  ];
  const edits = [
    ...(lists.length > 0 ? [`take ${names.join(", ")} from ${lists.join(", ")} in rc.conf`] : []),
    ...(ports.length > 0 ? [`take ${ports.join(", ")} out of rc.conf`] : []),
  ];
  const unlisted = rcStep(wanted, edits.join(", "), changes);
  return {
    request: `destroy ${names.join(" ")}`,
    says,
    steps: [
      // First what can be taken back without a trace, then what cannot.
      ...unlisted.steps,
      ...steps,
    ],
    done: [],
    notes: [...lossNotes(seen, eifaces, () => "up"), ...notes],
    expect: names.map((name) => ({ absent: name })),
    whenKilled: "finish",
  };
}

/** The variables of the lists that have this name. */
function listsOf(wanted: Wanted, name: string): string[] {
  return [...allLists(wanted)]
    .filter(([, list]) => list.includes(name))
    .map(([bridge]) => `ngbuddy_${bridge}_list`);
}

/** A bridge's own interface goes with the bridge. */
function refuseBridges(wanted: Wanted, name: string): void {
  const owner = wanted.bridges.find((bridge) => bridge.interface === name || bridge.host === name);
  if (owner !== undefined) {
    refuse(
      "data",
      `${name} is the interface of bridge ${owner.name}; to remove both: ngbuddy unbridge ${owner.name}`,
    );
  }
}

function refuseOthers(node: NodeInfo): NodeInfo {
  if (node.type !== "eiface") {
    refuse(
      "data",
      `${node.name} is no eiface but a node of type ${node.type}; only eifaces can be removed this way`,
    );
  }
  return node;
}

function removingLine(seen: Seen, eiface: NodeInfo): string {
  const peer = endSeen(seen, eiface);
  return peer?.type === "bridge"
    ? `Removing ${eiface.name} from ${peer.name}`
    : `Removing orphaned interface ${eiface.name}`;
}
