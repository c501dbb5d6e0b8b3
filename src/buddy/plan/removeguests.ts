/** `unjail` and `destroy`: eifaces less. */
import { variablePart } from "../../config/interfaces.ts";
import { nearestGuest } from "../../config/nearest.ts";
import type { NodeInfo } from "../../netgraph/client.ts";
import { refuse } from "../refusal.ts";
import { removeGuest } from "./between.ts";
import { lossNotes } from "./losses.ts";
import { rcStep } from "./rcchange.ts";
import type { Plan, RcChange, Step } from "./step.ts";
import { allLists, endSeen, type Seen, type Wanted } from "./wanted.ts";
import { without } from "./without.ts";

/** Where the interface of an eiface is. */
export type Whereabouts =
  | { readonly in: "host" }
  | { readonly in: "jail"; readonly jail: string; readonly interface: string };

/** What is said of interfaces that there are not. */
export interface UnjailOptions {
  /** Are they no news? */
  readonly ifExists?: boolean | undefined;
  /** The interface that was named where the jail is named. */
  readonly swapped?: string | undefined;
}

/** Takes interfaces back from their jails and away. */
export function planUnjail(
  wanted: Wanted,
  seen: Seen,
  where: ReadonlyMap<string, Whereabouts>,
  { ifExists, swapped }: UnjailOptions = {},
): Plan {
  const steps: Step[] = [];
  const says: string[] = [];
  const notes: string[] = [];
  let then = seen;
  for (const [name, place] of where) {
    refuseBridges(wanted, name);
    const node = then.byName.get(name);
    if (node === undefined) {
      if (!ifExists) notes.push(nothingToTake(name, swapped));
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
function nothingToTake(name: string, swapped: string | undefined): string {
  const advice =
    swapped === undefined
      ? "ngbuddy status shows those there are"
      : `did you mean ngbuddy unjail ${swapped} ${name}?`;
  return `there is no interface "${name}": nothing to take back; ${advice}`;
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
        const meant = nearestGuest(name, [...allLists(wanted).values()].flat());
        const advice =
          meant === undefined ? "ngbuddy status shows those there are" : `did you mean ${meant}?`;
        refuse(
          "data",
          `no eiface "${name}", neither in the graph nor in a list of rc.conf; ${advice}`,
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
