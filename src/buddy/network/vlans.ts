/** Steps that put bridges on VLANs of a NIC, without vlan(4): an ng_vlan(4) at the NIC hands each its frames. */
import { isSameVlan, isWithin, tagsText, type VlanTags } from "../../config/vlans.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import type { NodeInfo } from "../../netgraph/client.ts";
import { nodeNameOf } from "../names.ts";
import { type BridgeHook, type Draft, type End, nameBridge, takeLink } from "../plan/draft.ts";
import { prepareNic, restoredNic, setNic } from "../plan/nic.ts";
import type { Action } from "../plan/step.ts";
import { hooksSeen, type WantedBridge } from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import { isSplitterName, placeOf, splitterName } from "./splitters.ts";
import { endAt, type Place, unwired, wired } from "./wiring.ts";

/** Does a bridge share its NIC with tags, by rc.conf or as the host is? */
export function isAmongVlans(draft: Draft, bridge: WantedBridge, nic: HostInterface): boolean {
  if (familyOf(draft, bridge).some(({ vlan }) => vlan !== undefined)) return true;
  return endAt(draft, placeOf(nic.name, []))?.node === splitterName(nic.name, []);
}

/** Puts a bridge on its VLAN of a NIC, or on what has no tag. Makes what ng_vlan(4) nodes are missing for that. */
export function planAmongVlans(
  draft: Draft,
  bridge: WantedBridge,
  nic: HostInterface,
  exists: NodeInfo | undefined,
): void {
  const family = familyOf(draft, bridge);
  const tags = bridge.vlan ?? [];
  noteOthers(draft, bridge, nic);
  // Nobody wants the link of a NIC in use to go down and up: what ifconfig does was done when it was connected.
  const rest = family.find(({ vlan }) => vlan === undefined);
  if (endAt(draft, placeOf(nic.name, [])) === undefined)
    prepareNic(draft, nic, true, rest?.upper ?? true);
  setNic(draft, nic);
  const isSplit = (at: VlanTags) =>
    family.some(({ vlan = [] }) => vlan.length > at.length && isWithin(vlan, at)) ||
    endAt(draft, placeOf(nic.name, at))?.node === splitterName(nic.name, at);
  for (let depth = 0; depth <= tags.length; depth++) {
    const at = tags.slice(0, depth);
    if (isSplit(at)) planSplitter(draft, nic, family, at);
  }
  const place = isSplit(tags)
    ? { node: splitterName(nic.name, tags), hook: "nomatch" }
    : placeOf(nic.name, tags);
  attachBridge(draft, bridge, nic, place, exists !== undefined);
  if (tags.length === 0 && bridge.upper) attachUpper(draft, bridge, nic);
}

/** The bridges of one NIC, as rc.conf has them and as this one is to be. */
function familyOf({ wanted }: Draft, bridge: WantedBridge): WantedBridge[] {
  const nic = nodeNameOf(bridge.interface);
  const others = wanted.bridges.filter(
    (one) => one.name !== bridge.name && !one.eiface && nodeNameOf(one.interface) === nic,
  );
  return [...others, bridge];
}

/** The node that hands out the tags within `at`, at the NIC or at another such node. */
function planSplitter(
  draft: Draft,
  nic: HostInterface,
  family: readonly WantedBridge[],
  at: VlanTags,
): void {
  const name = splitterName(nic.name, at);
  const place = placeOf(nic.name, at);
  const there = endAt(draft, place);
  const rest = family.find(({ vlan }) => isSameVlan(vlan, at));
  draft.expect.push({ ...expected(place), peer: name });
  if (there?.node === name && there.type === "vlan") {
    if (at.length === 0 && rest === undefined) giveRestToHost(draft, nic, name);
    return;
  }
  if (draft.seen.byName.has(name)) {
    refuse(
      "unavailable",
      `a netgraph node "${name}" is in the way of the VLANs of ${nic.name}, and not at its ${place.hook} hook; remove it first: ngctl shutdown ${name}:`,
    );
  }
  if (there === undefined) makeSplitter(draft, place, name);
  else if (there.type === "bridge" && there.node === rest?.name)
    putSplitterBefore(draft, nic, place, there, name);
  else refuseTaken(draft, nic, place, there);
  if (at.length > 0) tag(draft, place, at.at(-1)!);
  if (at.length === 0 && rest === undefined) giveRestToHost(draft, nic, name);
}

function makeSplitter(draft: Draft, place: Place, name: string): void {
  const path = `${place.node}:`;
  draft.steps.push(
    {
      description: `make ng_vlan ${name} at ${path}${place.hook}`,
      do: { op: "mkpeer", path, type: "vlan", hook: place.hook, peerHook: "downstream" },
      undo: [{ op: "shutdown", path: `${path}${place.hook}`, type: "vlan", name }],
    },
    {
      description: `name it ${name}`,
      do: { op: "name", path: `${path}${place.hook}`, name },
      undo: [],
    },
  );
  wired(draft, { ...place, type: typeOf(place) }, { node: name, type: "vlan", hook: "downstream" });
}

/** Where a bridge is connected already: it is cut off for two messages only, and keeps its name and all its guests. */
function putSplitterBefore(
  draft: Draft,
  nic: HostInterface,
  place: Place,
  bridge: End,
  name: string,
): void {
  const hook = anotherHook(draft, bridge);
  const path = `${bridge.node}:`;
  draft.steps.push(
    {
      description: `make ng_vlan ${name} at bridge ${bridge.node} (${hook})`,
      do: { op: "mkpeer", path, type: "vlan", hook, peerHook: "nomatch" },
      undo: [{ op: "shutdown", path: `${path}${hook}`, type: "vlan", name }],
    },
    {
      description: `name it ${name}`,
      do: { op: "name", path: `${path}${hook}`, name },
      undo: [],
    },
    {
      description: `disconnect ${place.node}'s ${place.hook} hook from ${bridge.node}`,
      do: { op: "rmhook", path: `${place.node}:`, hook: place.hook },
      undo: [
        connect(place, { node: bridge.node, hook: bridge.hook }),
        ...(place.hook === "lower" ? restoredNic(nic) : [tagAction(place)]),
      ],
    },
    {
      description: `connect ${place.node}'s ${place.hook} hook to ${name} (downstream)`,
      do: connect(place, { node: name, hook: "downstream" }),
      undo: [{ op: "rmhook", path: `${place.node}:`, hook: place.hook }],
    },
  );
  unwired(draft, place);
  wired(
    draft,
    { node: bridge.node, type: "bridge", hook },
    { node: name, type: "vlan", hook: "nomatch" },
  );
  wired(draft, { ...place, type: typeOf(place) }, { node: name, type: "vlan", hook: "downstream" });
  // A NIC that lost its last hook for a moment is as new (ng_ether.c, ng_ether_disconnect).
  if (place.hook === "lower" && endAt(draft, { node: place.node, hook: "upper" }) === undefined)
    draft.steps.push(
      ...restoredNic(nic).map((action) => ({
        description: `set ${nic.name} again as it was`,
        do: action,
        undo: [],
      })),
    );
}

/** Without a bridge for what has no tag, the host's own stack has that, as before. */
function giveRestToHost(draft: Draft, nic: HostInterface, name: string): void {
  const upper = { node: nodeNameOf(nic.name), hook: "upper" };
  const rest = { node: name, hook: "nomatch" };
  const there = endAt(draft, upper);
  if (there?.node === name && there.hook === rest.hook) return;
  if (there !== undefined) refuseTaken(draft, nic, upper, there);
  if (endAt(draft, rest) !== undefined) return;
  draft.steps.push({
    description: `connect ${nic.name}'s upper hook to ${name} (nomatch)`,
    do: connect(upper, rest),
    undo: [{ op: "rmhook", path: `${upper.node}:`, hook: upper.hook }],
  });
  draft.expect.push({ ...expected(upper), peer: name });
  wired(draft, { ...upper, type: "ether" }, { ...rest, type: "vlan" });
}

function attachBridge(
  draft: Draft,
  bridge: WantedBridge,
  nic: HostInterface,
  place: Place,
  exists: boolean,
): void {
  draft.expect.push({ ...expected(place), peer: bridge.name });
  const there = endAt(draft, place);
  if (there?.type === "bridge" && there.node === bridge.name) {
    if (bridge.vlan !== undefined && place.hook !== "nomatch") tagAgain(draft, place);
    return;
  }
  if (there?.type === "ether" && there.hook === "upper" && place.hook === "nomatch")
    takeFromHost(draft, place, there);
  else if (there !== undefined) refuseTaken(draft, nic, place, there);
  const at = nextHook(draft, bridge);
  const hook = at.peerHook;
  const path = `${place.node}:`;
  if (exists) {
    draft.steps.push({
      description: `connect ${place.node}'s ${place.hook} hook to ${bridge.name} (${hook})`,
      do: { ...connect(place, { node: bridge.name, hook }), ...at },
      undo: [{ op: "rmhook", path, hook: place.hook }],
    });
  } else {
    draft.steps.push({
      description: `make bridge ${bridge.name} at ${path}${place.hook} (${hook})`,
      do: { op: "mkpeer", path, type: "bridge", hook: place.hook, ...at },
      undo: [{ op: "shutdown", path: `${path}${place.hook}`, type: "bridge", name: bridge.name }],
    });
    nameBridge(draft, bridge, `${path}${place.hook}`);
  }
  wired(draft, { ...place, type: typeOf(place) }, { node: bridge.name, type: "bridge", hook });
  if (bridge.vlan !== undefined && place.hook !== "nomatch") tag(draft, place, bridge.vlan.at(-1)!);
}

/** What has no tag was the host's alone, and gets a bridge. */
function takeFromHost(draft: Draft, place: Place, upper: End): void {
  draft.steps.push({
    description: `disconnect ${upper.node}'s upper hook from ${place.node}`,
    do: { op: "rmhook", path: `${upper.node}:`, hook: "upper" },
    undo: [connect(upper, place)],
  });
  unwired(draft, place);
}

function attachUpper(draft: Draft, bridge: WantedBridge, nic: HostInterface): void {
  const upper = { node: nodeNameOf(nic.name), hook: "upper" };
  const there = endAt(draft, upper);
  draft.expect.push({ ...expected(upper), peer: bridge.name });
  if (there?.type === "bridge" && there.node === bridge.name) return;
  if (there !== undefined) refuseTaken(draft, nic, upper, there);
  const at = nextHook(draft, bridge);
  const hook = at.peerHook;
  draft.steps.push({
    description: `connect ${nic.name}'s upper hook to ${bridge.name} (${hook})`,
    do: { ...connect(upper, { node: bridge.name, hook }), ...at },
    undo: [{ op: "rmhook", path: `${upper.node}:`, hook: "upper" }],
  });
  wired(draft, { ...upper, type: "ether" }, { node: bridge.name, type: "bridge", hook });
}

function tag(draft: Draft, place: Place, vid: number): void {
  draft.steps.push({
    description: `hand VLAN ${vid} to ${place.node}'s ${place.hook} hook`,
    do: tagAction(place),
    // It goes with the hook.
    undo: [],
  });
}

/** A hook that is connected and has lost its VLAN. */
function tagAgain(draft: Draft, place: Place): void {
  const node = draft.seen.byName.get(place.node);
  const filters = node && draft.seen.tags?.get(node.id);
  const vid = Number(place.hook.slice("vlan".length));
  if (filters?.get(place.hook) !== vid) tag(draft, place, vid);
}

function tagAction({ node, hook }: Place): Action {
  return { op: "tag", path: `${node}:`, hook, vid: Number(hook.slice("vlan".length)) };
}

function connect(place: Place, peer: Place) {
  return {
    op: "connect" as const,
    path: `${place.node}:`,
    peerPath: `${peer.node}:`,
    hook: place.hook,
    peerHook: peer.hook,
  } satisfies Action;
}

/** A NIC has but these hooks, and an ng_vlan(4) the others. */
function typeOf({ hook }: Place): "ether" | "vlan" {
  return hook === "lower" || hook === "upper" ? "ether" : "vlan";
}

function expected(place: Place) {
  return { node: place.node, type: typeOf(place), hook: place.hook };
}

/**
 * The next hook of a bridge for a NIC or a VLAN. It is an uplink where the bridge has its others so; one that has none yet
 * gets what rc.conf says, and a link where nobody has asked for uplinks and the kernel has none.
 */
function nextHook(draft: Draft, bridge: WantedBridge): BridgeHook {
  const there = hooksSeen(draft.seen, draft.seen.byName.get(bridge.name)).filter(
    ({ peer }) => peer.type === "ether" || isSplitterName(peer.name, bridge.interface),
  );
  const uplink =
    there.length === 0 ? bridge.uplink : there.every(({ name }) => name.startsWith("uplink"));
  if (!uplink) return takeLink(draft);
  draft.links++;
  const peerHook = freeUplink(draft, bridge.name);
  return bridge.isUplinkWritten
    ? { peerHook }
    : { peerHook, olderHook: olderName(draft, peerHook) };
}

function olderName({ nextLink }: Draft, uplink: string): string {
  return `link${nextLink + Number(uplink.slice("uplink".length)) - 1}`;
}

/** One more hook of the kind that a bridge has there already. */
function anotherHook(draft: Draft, { node, hook }: End): string {
  if (!hook.startsWith("uplink")) return takeLink(draft).peerHook;
  draft.links++;
  return freeUplink(draft, node);
}

function freeUplink(draft: Draft, node: string): string {
  let number = 1;
  while (endAt(draft, { node, hook: `uplink${number}` }) !== undefined) number++;
  return `uplink${number}`;
}

function refuseTaken(draft: Draft, nic: HostInterface, place: Place, there: End): never {
  const isOurs =
    there.node === splitterName(nic.name, []) ||
    draft.wanted.bridges.some(({ name }) => name === there.node);
  return refuse(
    "unavailable",
    `the ${place.hook} hook of ${place.node === nodeNameOf(nic.name) ? nic.name : place.node} is connected to ${there.node} already${isOurs ? "; to have all as rc.conf says: ngbuddy restart" : ""}`,
  );
}

/** What a vlan(4) had of the same tag goes to the bridge; and not every NIC takes frames that a tag makes longer. */
function noteOthers(draft: Draft, bridge: WantedBridge, nic: HostInterface): void {
  const [tag] = bridge.vlan ?? [];
  if (tag === undefined) return;
  for (const one of draft.seen.interfaces?.values() ?? []) {
    if (one.parent !== nic.name || one.tag !== tag) continue;
    draft.notes.push(
      `${one.name} gets nothing while bridge ${bridge.name} has VLAN ${tagsText([tag])} of ${nic.name}; for the host itself, an interface on that bridge`,
    );
  }
  if (!nic.options.includes("VLAN_MTU") && (bridge.mtu ?? nic.mtu) > nic.mtu - TAG_BYTES)
    draft.notes.push(
      `${nic.name} may not take frames of ${nic.mtu} bytes with a tag; if large ones get lost: ngbuddy_${bridge.name}_mtu="${nic.mtu - TAG_BYTES}"`,
    );
}

const TAG_BYTES = 4;
