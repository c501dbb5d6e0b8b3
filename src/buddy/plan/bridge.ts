/** Steps that bring one bridge to what rc.conf says of it, from whatever is there. */
import { eifaceName } from "../../config/names.ts";
import type { NodeInfo } from "../../netgraph/client.ts";
import { isKernelsName, nodeNameOf } from "../names.ts";
import { refuse } from "../refusal.ts";
import { type Draft, makeBridge, nameBridge, takeLink } from "./draft.ts";
import {
  attachEiface,
  configure,
  eifaceNamed,
  makeEiface,
  renameBack,
  tellOf,
  tellOfNew,
} from "./eiface.ts";
import { planMembers } from "./members.ts";
import { missingInterface } from "./missing.ts";
import { nicOf, planNic, unfitFor } from "./nic.ts";
import { vlanPlanner } from "./vlanplanner.ts";
import { hooksSeen, type WantedBridge } from "./wanted.ts";

/** Adds the steps for a bridge, its interface and its list. Refuses what cannot be brought together. */
export function planBridge(draft: Draft, bridge: WantedBridge): void {
  adoptUnnamed(draft, bridge);
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
  for (const word of [bridge.interface, ...bridge.list]) refuseNameOfBridge(draft, bridge, word);
  claim(draft, bridge);
  const nic = nicOf(seen, bridge);
  const unfit = nic && unfitFor(draft.wanted, seen, nic);
  if (unfit !== undefined) {
    postpone(draft, bridge, `bridge ${bridge.name}: ${unfit.why}; ${unfit.instead}`);
    return;
  }
  if (nic !== undefined) {
    const planner = vlanPlanner();
    if (planner?.isAmongVlans(draft, bridge, nic))
      planner.planAmongVlans(draft, bridge, nic, inTheWay);
    else planNic(draft, bridge, nic, inTheWay);
  } else {
    const missing = missingInterface(draft.wanted, seen, bridge);
    const isThere = seen.byName.get(bridge.interface)?.type === "eiface";
    if (missing !== undefined && !isThere) {
      postpone(draft, bridge, missing);
      return;
    }
    if (bridge.vlan !== undefined) {
      refuse(
        "config",
        `bridge ${bridge.name}: a VLAN is one of a real interface, and ${bridge.interface} is none; give another one, or take ngbuddy_${bridge.name}_vlan out of rc.conf`,
      );
    }
    if (missing !== undefined)
      draft.notes.push(`${missing}; there is an eiface called so, and it is left`);
    planHostInterface(draft, bridge, inTheWay);
  }
  planMembers(draft, bridge);
  planList(draft, bridge);
}

/** Leaves a bridge out until its interface is there, and its list with it: no other bridge gets those eifaces meanwhile. */
function postpone(draft: Draft, bridge: WantedBridge, missing: string): void {
  draft.unmet.push(missing);
  for (const word of bridge.list) unclaimedName(draft, bridge, word);
}

/**
 * A bridge without a name at our interface is one that another tool was killed over: it gets its name, and is no other
 * than ours from then on.
 */
function adoptUnnamed(draft: Draft, bridge: WantedBridge): void {
  const { seen } = draft;
  const node = nodeNameOf(bridge.interface);
  const link = hooksSeen(seen, seen.byName.get(node)).find(
    ({ peer }) => peer.type === "bridge" && peer.name === "",
  );
  if (link === undefined || bridge.vlan !== undefined || seen.byName.has(bridge.name)) return;
  nameBridge(draft, bridge, `${node}:${link.name}`);
  const named = { ...link.peer, name: bridge.name };
  draft.seen = {
    ...seen,
    byName: new Map([...seen.byName, [bridge.name, named]]),
    hooks: new Map(
      [...seen.hooks].map(([id, links]) => [
        id,
        links.map((one) => (one.peer.id === named.id ? { ...one, peer: named } : one)),
      ]),
    ),
  };
}

/** Bridges and interfaces are nodes: no two have the same name. */
function refuseNameOfBridge({ wanted }: Draft, bridge: WantedBridge, word: string): void {
  const name = nodeNameOf(word);
  if (name === bridge.name || wanted.bridges.some((other) => other.name === name))
    refuse("config", `bridge ${bridge.name} has ${word}, which is a bridge's name; rename one`);
}

/** Two bridges cannot have the same interface, however it is written, but with different tags. */
function claim(draft: Draft, bridge: WantedBridge): void {
  const { vlan } = bridge;
  const node = nodeNameOf(bridge.interface);
  // No eiface has such a name.
  const claimed = vlan === undefined ? node : `${node}, VLAN ${vlan.join(".")}`;
  const other = draft.taken.get(claimed);
  if (other !== undefined) {
    refuse(
      "config",
      `${vlan === undefined ? "" : `VLAN ${vlan.join(".")} of `}${bridge.interface} is wanted by the bridges ${other} and ${bridge.name}; give it to one of them in rc.conf`,
    );
  }
  draft.taken.set(claimed, bridge.name);
}

/** A private bridge: an eiface of the host's own, and a bridge at its ether hook. */
function planHostInterface(draft: Draft, bridge: WantedBridge, exists: NodeInfo | undefined): void {
  const { seen, wanted } = draft;
  const name = eifaceName(bridge.interface);
  draft.expect.push({ node: name, type: "eiface", hook: "ether", peer: bridge.name });
  const eiface = eifaceNamed(seen, name, bridge.name);
  const description = { name, settings: bridge, up: true };
  if (eiface?.attached) {
    finishEiface(draft, bridge, eiface.node, true);
    return;
  }
  const at = takeLink(draft);
  const hook = at.peerHook;
  if (eiface === undefined) {
    const on = exists === undefined ? {} : { on: { bridge: bridge.name, hook } };
    draft.steps.push(...makeEiface(wanted, seen, { ...description, ...on }));
  } else finishEiface(draft, bridge, eiface.node, true);
  if (exists === undefined) {
    makeBridge(draft, bridge, `${name}:`, "ether", at);
    nameBridge(draft, bridge, `${name}:ether`);
  } else if (eiface !== undefined) draft.steps.push(attachEiface(name, bridge.name, hook));
  // DHCP and announcements have a use for the bridge.
  if (eiface === undefined) draft.steps.push(...configure(wanted, name));
  draft.steps.push(
    eiface === undefined ? tellOfNew(wanted, seen, name, bridge.name) : tellOf(name, bridge.name),
  );
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
      finishEiface(draft, bridge, eiface.node, false);
      continue;
    }
    const hook = takeLink(draft).peerHook;
    if (eiface === undefined) {
      made.push(name);
      draft.steps.push(
        ...makeEiface(wanted, seen, {
          name,
          on: { bridge: bridge.name, hook },
          settings: bridge,
          up: false,
        }),
        ...configure(wanted, name),
      );
    } else {
      finishEiface(draft, bridge, eiface.node, false);
      draft.steps.push(attachEiface(name, bridge.name, hook));
    }
    draft.steps.push(
      eiface === undefined ? tellOfNew(wanted, seen, name, bridge.name) : tellOf(name, bridge.name),
    );
  }
  const step = draft.steps[first];
  if (made.length > 0 && step !== undefined) {
    draft.steps[first] = {
      ...step,
      says: [`Creating bridge ${bridge.name} eiface nodes: ${made.join(" ")}`],
    };
  }
}

/** A word of a list, unless another bridge has it: the ports' ngbuddy(8) left such lists behind, and only one can be right. */
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

/** An eiface that another tool left half made still has the kernel's name for its interface. */
function finishEiface(draft: Draft, bridge: WantedBridge, node: NodeInfo, up: boolean): void {
  const current = draft.seen.interfaceNames.get(node.id) ?? "";
  // Any other name is somebody's wish, and one that is a node's belongs to that.
  if (isKernelsName(current) && !draft.seen.byName.has(current))
    draft.steps.push(...renameBack(draft.seen, node, bridge, up));
}
