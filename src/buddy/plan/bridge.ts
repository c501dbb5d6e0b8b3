/** Steps that bring one bridge to what rc.conf says of it, from whatever is there. */
import type { HostInterface } from "../../host/ifconfig.ts";
import type { NodeInfo } from "../../netgraph/client.ts";
import { interfaceName, nodeNameOf } from "../names.ts";
import { refuse } from "../refusal.ts";
import { makeEiface, renameStep } from "./eiface.ts";
import type { Expectation, Step } from "./step.ts";
import { hooksSeen, type Seen, type Wanted, type WantedBridge } from "./wanted.ts";

/** What a plan has come to while it is drawn up. */
export interface Draft {
  readonly wanted: Wanted;
  readonly seen: Seen;
  readonly steps: Step[];
  readonly notes: string[];
  readonly expect: Expectation[];
  /** The number of the next link; links are counted over all bridges. */
  nextLink: number;
  /** Which bridge has taken an interface's name in this plan. */
  readonly taken: Map<string, string>;
}

/** Adds the steps for a bridge, its interface and its list. Refuses what cannot be brought together. */
export function planBridge(draft: Draft, bridge: WantedBridge): void {
  const { seen } = draft;
  const inTheWay = seen.byName.get(bridge.name);
  if (inTheWay !== undefined && inTheWay.type !== "bridge") {
    refuse(
      "config",
      inTheWay.type === "ether"
        ? `the bridge name "${bridge.name}" conflicts with an existing interface; choose another name`
        : `a netgraph node "${bridge.name}" of type ${inTheWay.type} is in the bridge's way`,
    );
  }
  claim(draft, bridge.interface, bridge.name);
  const card = cardOf(seen, bridge);
  if (card !== undefined) planCard(draft, bridge, card, inTheWay);
  else planHostInterface(draft, bridge, inTheWay);
  planList(draft, bridge);
}

/** Two bridges cannot have the same interface. */
function claim(draft: Draft, networkInterface: string, bridge: string): void {
  const other = draft.taken.get(networkInterface);
  if (other !== undefined) {
    refuse(
      "config",
      `${networkInterface} is wanted by the bridges ${other} and ${bridge}; give it to one of them in rc.conf`,
    );
  }
  draft.taken.set(networkInterface, bridge);
}

/** The interface of a bridge, when the host has one of this name that we did not make. */
function cardOf(seen: Seen, bridge: WantedBridge): HostInterface | undefined {
  if (seen.byName.get(bridge.interface)?.type === "eiface") return undefined;
  const card = seen.interfaces?.get(bridge.interface);
  if (card !== undefined && card.ether === undefined) {
    refuse(
      "config",
      `bridge ${bridge.name}: ${card.name} is no Ethernet interface; give another one`,
    );
  }
  return card;
}

/** Capabilities with which a card changes frames that a bridge must pass on as they are, by ifconfig's arguments. */
const OFFLOADS = {
  LRO: "-lro",
  TSO4: "-tso4",
  TSO6: "-tso6",
  VLAN_HWFILTER: "-vlanhwfilter",
  VLAN_HWTSO: "-vlanhwtso",
};

/** A public bridge: the card's lower hook is the outside world, its upper hook the host's own stack. */
function planCard(
  draft: Draft,
  bridge: WantedBridge,
  card: HostInterface,
  exists: NodeInfo | undefined,
): void {
  const { seen } = draft;
  const node = nodeNameOf(card.name);
  const missing = (["lower", "upper"] as const).filter((hook) => {
    const link = hooksSeen(seen, seen.byName.get(node)).find(({ name }) => name === hook);
    if (link === undefined) return true;
    if (link.peer.type === "bridge" && link.peer.name === bridge.name) return false;
    return refuse(
      "unavailable",
      `bridge ${bridge.name}: the ${hook} hook of ${card.name} is connected to ${link.peer.name || `[${link.peer.id.toString(16)}]`} already`,
    );
  });
  for (const hook of ["lower", "upper"])
    draft.expect.push({ node, type: "ether", hook, peer: bridge.name });
  if (missing.length === 0) return;
  prepareCard(draft, card);
  for (const hook of missing) {
    const peerHook = hook === "lower" && bridge.uplink ? "uplink1" : `link${draft.nextLink}`;
    draft.nextLink++;
    if (exists === undefined && hook === missing[0])
      makeBridge(draft, bridge, `${node}:`, hook, peerHook);
    else {
      draft.steps.push({
        description: `connect ${card.name}'s ${hook} hook to ${bridge.name} (${peerHook})`,
        // Until it has its name, a bridge made a step ago is what is behind the card's other hook.
        do: {
          op: "connect",
          path: `${node}:`,
          peerPath: exists ? `${bridge.name}:` : `${node}:${missing[0]}`,
          hook,
          peerHook,
        },
        undo: [{ op: "rmhook", path: `${node}:`, hook }],
      });
    }
  }
  if (exists === undefined) nameBridge(draft, bridge, `${node}:${missing[0]}`);
}

function prepareCard(draft: Draft, card: HostInterface): void {
  const off = Object.entries(OFFLOADS).filter(([capability]) => card.options.includes(capability));
  const args = [...off.map(([, argument]) => argument), ...(card.up ? [] : ["up"])];
  if (args.length > 0) {
    draft.steps.push({
      description: `ifconfig ${card.name} ${args.join(" ")}`,
      do: { op: "ifconfig", interface: card.name, args },
      undo: [
        {
          op: "ifconfig",
          interface: card.name,
          args: [...off.map(([, argument]) => argument.slice(1)), ...(card.up ? [] : ["down"])],
        },
      ],
    });
  }
  const path = `${nodeNameOf(card.name)}:`;
  const settings = draft.seen.cards.get(nodeNameOf(card.name));
  const set = (command: string, value: number, before: number | undefined, description: string) => {
    if (before === value) return;
    draft.steps.push({
      description,
      do: { op: "message", path, type: "ether", command, value },
      undo:
        before === undefined
          ? []
          : [{ op: "message", path, type: "ether", command, value: before }],
    });
  };
  set("setpromisc", 1, settings?.promisc ?? 0, `make ${card.name} promiscuous`);
  set("setautosrc", 0, settings?.autosrc, `make ${card.name} leave source addresses as they are`);
}

/** A private bridge: an eiface of the host's own, and a bridge at its ether hook. */
function planHostInterface(draft: Draft, bridge: WantedBridge, exists: NodeInfo | undefined): void {
  const { seen, wanted } = draft;
  const name = interfaceName(bridge.interface);
  draft.expect.push({ node: name, type: "eiface", hook: "ether", peer: bridge.name });
  const eiface = eifaceNamed(seen, name, bridge.name);
  const hook = `link${draft.nextLink}`;
  const description = { name, settings: bridge, up: true };
  if (eiface?.attached) {
    finishEiface(draft, bridge, name, eiface.node, true);
    return;
  }
  draft.nextLink++;
  if (eiface === undefined) {
    const on = exists === undefined ? {} : { on: { bridge: bridge.name, hook } };
    draft.steps.push(...makeEiface(wanted, seen, { ...description, ...on }));
  } else finishEiface(draft, bridge, name, eiface.node, true);
  if (exists === undefined) {
    makeBridge(draft, bridge, `${name}:`, "ether", hook);
    nameBridge(draft, bridge, `${name}:ether`);
  } else if (eiface !== undefined) draft.steps.push(attachEiface(name, bridge.name, hook));
}

function planList(draft: Draft, bridge: WantedBridge): void {
  const { seen, wanted } = draft;
  const made: string[] = [];
  const first = draft.steps.length;
  for (const word of bridge.list) {
    const name = unclaimedName(draft, bridge, word);
    if (name === undefined) continue;
    draft.expect.push({ node: name, type: "eiface", hook: "ether", peer: bridge.name });
    const eiface = eifaceNamed(seen, name, bridge.name);
    if (eiface?.attached) {
      finishEiface(draft, bridge, name, eiface.node, false);
      continue;
    }
    const hook = `link${draft.nextLink++}`;
    if (eiface === undefined) {
      made.push(name);
      draft.steps.push(
        ...makeEiface(wanted, seen, {
          name,
          on: { bridge: bridge.name, hook },
          settings: bridge,
          up: false,
        }),
      );
    } else {
      finishEiface(draft, bridge, name, eiface.node, false);
      draft.steps.push(attachEiface(name, bridge.name, hook));
    }
  }
  const step = draft.steps[first];
  if (made.length > 0 && step !== undefined) {
    draft.steps[first] = {
      ...step,
      says: [`Creating bridge ${bridge.name} eiface nodes: ${made.join(" ")}`],
    };
  }
}

/** A word of a list, unless another bridge has it: the reference left such lists behind, and only one can be right. */
function unclaimedName(draft: Draft, bridge: WantedBridge, word: string): string | undefined {
  const other = draft.taken.get(word);
  if (other !== undefined) {
    draft.notes.push(
      `${word} is wanted on the bridges ${other} and ${bridge.name}; it stays on ${other}`,
    );
    return undefined;
  }
  draft.taken.set(word, bridge.name);
  return word;
}

/** The eiface of this name, if there is one, and whether it is on the bridge. Refuses one that is elsewhere. */
export function eifaceNamed(
  seen: Seen,
  name: string,
  bridge: string,
): { readonly node: NodeInfo; readonly attached: boolean } | undefined {
  const node = seen.byName.get(name);
  if (node === undefined) {
    if (seen.interfaces?.has(name))
      refuse("unavailable", `an interface ${name} exists that is no eiface; choose another name`);
    return undefined;
  }
  if (node.type !== "eiface") {
    refuse(
      "unavailable",
      `${name} exists and is no eiface but a node of type ${node.type}; choose another name`,
    );
  }
  const peer = hooksSeen(seen, node)[0]?.peer;
  if (peer !== undefined && peer.name !== bridge) {
    refuse(
      "unavailable",
      `${name} exists already, on ${peer.name === "" ? "another node" : `bridge ${peer.name}`}`,
    );
  }
  return { node, attached: peer !== undefined };
}

/** An eiface that another tool left half made still has the kernel's name for its interface. */
function finishEiface(
  draft: Draft,
  bridge: WantedBridge,
  name: string,
  node: NodeInfo,
  up: boolean,
): void {
  const current = draft.seen.interfaceNames.get(node.id);
  if (
    current !== undefined &&
    current !== name &&
    /^ngeth\d+$/.test(current) &&
    draft.seen.interfaces?.has(current)
  ) {
    const rename = renameStep(name, bridge, up);
    draft.steps.push({
      ...rename,
      undo: [{ op: "ifconfig", interface: name, args: ["name", current] }],
    });
  }
}

function attachEiface(name: string, bridge: string, peerHook: string): Step {
  return {
    description: `connect eiface ${name} to ${bridge} (${peerHook})`,
    do: { op: "connect", path: `${name}:`, peerPath: `${bridge}:`, hook: "ether", peerHook },
    undo: [{ op: "rmhook", path: `${name}:`, hook: "ether" }],
  };
}

function makeBridge(
  draft: Draft,
  bridge: WantedBridge,
  path: string,
  hook: string,
  peerHook: string,
): void {
  draft.steps.push({
    description: `make bridge ${bridge.name} at ${path}${hook} (${peerHook})`,
    do: { op: "mkpeer", path, type: "bridge", hook, peerHook },
    undo: [{ op: "shutdown", path: `${path}${hook}`, type: "bridge", name: bridge.name }],
  });
}

function nameBridge(draft: Draft, bridge: WantedBridge, path: string): void {
  draft.steps.push({
    description: `name the bridge ${bridge.name}`,
    do: { op: "name", path, name: bridge.name },
    undo: [],
  });
  if (bridge.persistent) {
    draft.steps.push({
      description: `keep ${bridge.name} when it has no links`,
      do: { op: "message", path: `${bridge.name}:`, type: "bridge", command: "setpersistent" },
      undo: [],
    });
  }
}
