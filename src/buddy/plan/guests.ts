/** `jail`, `create`, `unjail` and `destroy`: one eiface more or less. */
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
import type { Plan, RcChange, Step } from "./step.ts";
import {
  allLists,
  endSeen,
  nextLink,
  nodeOf,
  type Seen,
  type Wanted,
  type WantedBridge,
} from "./wanted.ts";

/** An eiface on a bridge, for a jail; the only bridge of rc.conf when none is given. */
export function planJail(
  wanted: Wanted,
  seen: Seen,
  name: string,
  bridge: string | undefined,
): Plan {
  const { steps, exists, on, notes } = guest(wanted, seen, "jail", name, bridge);
  return {
    request: ["jail", name, on].join(" "),
    says: [],
    steps,
    done: exists ? [`${name} already exists.`] : [],
    notes,
    expect: [{ node: name, type: "eiface", hook: "ether", peer: on }],
    whenKilled: "undo",
  };
}

/** The same for good: its name goes into the bridge's list. */
export function planCreate(
  wanted: Wanted,
  seen: Seen,
  name: string,
  bridge: string | undefined,
): Plan {
  const { steps, exists, on, notes } = guest(wanted, seen, "create", name, bridge);
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
  const variable = `ngbuddy_${on}_list`;
  const listed = rcStep(wanted, `add ${name} to ${variable} in rc.conf`, [{ variable, add: name }]);
  return {
    request: ["create", name, on].join(" "),
    says: exists ? [`${name} already exists.`] : [],
    steps: [...steps, ...listed.steps],
    done: listed.lines,
    notes,
    expect: [{ node: name, type: "eiface", hook: "ether", peer: on }],
    whenKilled: "undo",
  };
}

function guest(
  wanted: Wanted,
  seen: Seen,
  subcommand: "jail" | "create",
  text: string,
  bridge: string | undefined,
) {
  const name = eifaceName(text);
  const existing = seen.byName.get(name);
  const present = existing?.type === "eiface" ? endSeen(seen, existing)?.name : undefined;
  // Asked for without a bridge, one that is there is meant, wherever it is.
  const on = bridge ?? present ?? onlyBridge(wanted, subcommand, name);
  const settings = wanted.bridges.find((one) => one.name === on);
  checkBridge(seen, on, settings);
  const owner = wanted.bridges.find((one) => one.interface === name);
  if (owner !== undefined)
    refuse("data", `${name} is the interface of bridge ${owner.name} itself; choose another name`);
  const eiface = eifaceNamed(seen, name, on);
  const hook = `link${nextLink(seen)}`;
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
  return { steps, exists: eiface !== undefined, on, notes };
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

/** Takes an interface back from its jail and away. */
export function planUnjail(wanted: Wanted, seen: Seen, name: string, where: Whereabouts): Plan {
  refuseBridges(wanted, name);
  const node = seen.byName.get(name);
  if (node === undefined) return nothingToTake(name);
  const eiface = refuseOthers(node);
  const moved = where.in === "jail";
  const back: Step[] = [];
  if (moved) {
    const move = { op: "vnet", node: name, interface: where.interface, jail: where.jail } as const;
    back.push({
      description: `take ${where.interface} back from jail ${where.jail}`,
      do: { ...move, to: "host" },
      undo: [{ ...move, to: "jail" }],
    });
  }
  const gone = removeGuest(wanted, seen, eiface);
  const steps = [...back, ...gone.steps];
  return {
    request: `unjail ${name}`,
    says: [removingLine(seen, eiface)],
    steps,
    done: [],
    // In exec.poststop it has come back by itself already.
    notes: gone.notes,
    expect: [{ absent: name }],
    whenKilled: "finish",
  };
}

/** A jail whose interface has gone before it must not be kept from stopping: what it asks for is so already. */
function nothingToTake(name: string): Plan {
  return {
    request: `unjail ${name}`,
    says: [],
    steps: [],
    done: [],
    notes: [
      `there is no interface "${name}": nothing to take back; ngbuddy status shows those there are`,
    ],
    expect: [{ absent: name }],
    whenKilled: "finish",
  };
}

/** Takes an eiface away for good: from the graph and from its bridge's list. */
export function planDestroy(wanted: Wanted, seen: Seen, name: string): Plan {
  refuseBridges(wanted, name);
  const lists = [...allLists(wanted)]
    .filter(([, list]) => list.includes(name))
    .map(([bridge]) => `ngbuddy_${bridge}_list`);
  const node = seen.byName.get(name);
  if (node === undefined && lists.length === 0) {
    refuse(
      "data",
      `no eiface "${name}", neither in the graph nor in a list of rc.conf; ngbuddy status shows those there are`,
    );
  }
  const eiface = node && refuseOthers(node);
  const gone = eiface && removeGuest(wanted, seen, eiface);
  const port = `ngbuddy_port_${variablePart(name)}`;
  const changes: RcChange[] = [
    ...lists.map((variable) => ({ variable, drop: name })),
    ...(wanted.value(port) === undefined ? [] : [{ variable: port, unset: true } as const]),
  ];
  const from = changes.map(({ variable }) => variable).join(", ");
  const unlisted = rcStep(wanted, `take ${name} from ${from} in rc.conf`, changes);
  return {
    request: `destroy ${name}`,
    says: eiface === undefined ? [] : [removingLine(seen, eiface)],
    steps: [
      // First what can be taken back without a trace, then what cannot.
      ...unlisted.steps,
      ...(gone?.steps ?? []),
    ],
    done: [],
    notes: [
      ...(eiface === undefined ? [] : lossNotes(seen, [eiface], () => "up")),
      ...(gone?.notes ?? []),
    ],
    expect: [{ absent: name }],
    whenKilled: "finish",
  };
}

/** A bridge's own interface goes with the bridge. */
function refuseBridges(wanted: Wanted, name: string): void {
  const owner = wanted.bridges.find((bridge) => bridge.interface === name);
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
