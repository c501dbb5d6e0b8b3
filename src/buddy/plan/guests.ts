/** `jail` and `create`: eifaces more. */
import { variablePart } from "../../config/interfaces.ts";
import { eifaceName } from "../../config/names.ts";
import type { NodeInfo } from "../../netgraph/client.ts";
import { refuse } from "../refusal.ts";
import { onlyBridge, refuseNoBridge } from "./choice.ts";
import {
  attachEiface,
  configure,
  eifaceNamed,
  makeEiface,
  renameBack,
  tellOf,
  tellOfNew,
} from "./eiface.ts";
import { rcStep } from "./rcchange.ts";
import { namesAndBridge, refuseNearBridge, refuseSwapped } from "./several.ts";
import type { Expectation, Plan, Step } from "./step.ts";
import {
  allLists,
  endSeen,
  nextLink,
  nodeOf,
  portHangs,
  type Seen,
  type Wanted,
} from "./wanted.ts";

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
  refuseSwapped(subcommand, words, option, bridges);
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
  checkBridge(wanted, seen, on);
  const owner = wanted.bridges.find((one) => one.interface === name || one.host === name);
  if (owner !== undefined)
    refuse("data", `${name} is the interface of bridge ${owner.name} itself; choose another name`);
  if (existing === undefined && wanted.bridges.some((one) => one.name === name))
    refuse("data", `${name} is a bridge of rc.conf; choose another name`);
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

function checkBridge({ bridges: written }: Wanted, seen: Seen, name: string): void {
  if (nodeOf(seen, name, "bridge") !== undefined) return;
  const owner = written.find((one) => one.interface === name || one.host === name);
  if (owner !== undefined)
    refuse(
      "data",
      `no bridge "${name}": it is the interface of bridge ${owner.name}; did you mean ${owner.name}?`,
    );
  if (written.some((one) => one.name === name)) {
    refuse("unavailable", `bridge ${name} is in rc.conf but not up; start it: ngbuddy start`);
  }
  const bridges = seen.nodes.filter(({ type }) => type === "bridge").map((node) => node.name);
  const what = bridges.length === 0 ? "; make one" : "; or make it";
  const example = `ngbuddy bridge ${/^\w+$/.test(name) ? name : "NAME"} INTERFACE`;
  refuseNoBridge(name, bridges, `${what}: ${example}`);
}
