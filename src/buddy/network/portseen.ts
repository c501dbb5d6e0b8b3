/** The ports of guests as they are: which of the nodes between a guest and its bridge are its port's, and how they are set. */
import { type PortSettings, wordsOfPort } from "../../config/ports.ts";
import type { Netgraph, NodeInfo } from "../../netgraph/client.ts";
import type { Value } from "../../netgraph/layout.ts";
import { bpf } from "../../netgraph/types/bpf.ts";
import { car } from "../../netgraph/types/car.ts";
import { tag } from "../../netgraph/types/tag.ts";
import { pathOf, unlessGone } from "../observe/nodes.ts";
import type { Hooks, Passed, Walked } from "../observe/walk.ts";
import { type Part, partName, partOf } from "../plan/portparts.ts";
import type { Action, MessageValue } from "../plan/step.ts";
import { type Seen, waySeen } from "../plan/wanted.ts";
import type { Port } from "../topology.ts";
import type { Instruction } from "./bpfprogram.ts";
import { type Guarded, guardedBy } from "./guardprogram.ts";
import { vlanSettings, vlansSeen } from "./portvlans.ts";

/** A node of a port that is there. */
export interface SeenNode extends Passed {
  readonly part: Part;
  /** What brings its settings back. */
  readonly configure: readonly Action[];
}

/** A guest's port as it is. */
export interface SeenPort {
  readonly eiface: NodeInfo;
  readonly walked: Walked;
  /** Those of the nodes between that are the port's, from the guest on. */
  readonly nodes: readonly SeenNode[];
  /** What is behind them: the bridge, or a node of somebody else's; nothing that is of use for a port that hangs. */
  readonly far: { readonly path: string; readonly hook: string };
}

/** Returns the port of an eiface; undefined when that is connected to nothing. */
export async function seenPort(
  netgraph: Netgraph,
  seen: Seen,
  eiface: NodeInfo,
): Promise<SeenPort | undefined> {
  const walked = waySeen(seen, eiface);
  if (walked === undefined) return undefined;
  const nodes = await seenNodes(netgraph, eiface.name, walked.between, seen.hooks);
  const next = walked.between[nodes.length];
  const far =
    next === undefined
      ? { path: `${walked.hook.peer.name}:`, hook: walked.hook.peerHook }
      : { path: pathOf(next.node), hook: next.entry };
  return { eiface, walked, nodes, far };
}

/** Reads the nodes of a guest's port among those between, which are given from the guest on. */
export async function seenNodes(
  netgraph: Netgraph,
  name: string,
  between: readonly Passed[],
  known: Hooks,
): Promise<SeenNode[]> {
  const nodes: SeenNode[] = [];
  for (const passed of between) {
    const { node, entry, exit } = passed;
    const part = partOf(name, node.name);
    if (part === undefined) break;
    const copies = partName(name, "copies");
    const isCopied = known.get(node.id)?.some(({ peer }) => peer.name === copies);
    const configure = [
      ...(isCopied ? await mirrored(netgraph, copies) : []),
      ...(node.type === "vlan"
        ? await vlanSettings(netgraph, node, known.get(node.id))
        : await settingsOf(netgraph, node, [entry, exit])),
    ];
    nodes.push({ ...passed, part, configure });
  }
  return nodes;
}

/** Reads how a guest's port is set. `between`: the nodes on the way, from the bridge on. Undefined when none of them is the port's. */
export async function portOf(
  netgraph: Netgraph,
  name: string,
  between: readonly Passed[],
  hooks: Hooks,
): Promise<{ readonly port: Port; readonly parts: ReadonlyMap<number, Part> } | undefined> {
  const nodes = await seenNodes(netgraph, name, [...between].reverse(), hooks);
  if (nodes.length === 0) return undefined;
  const settings = settingsSeen(nodes);
  const words = wordsOfPort(settings).map((word) => word.replace("=", " "));
  return {
    port: { words, ...settings },
    parts: new Map(nodes.map(({ node, part }) => [node.id, part])),
  };
}

/** Returns the settings that a port has by its nodes. */
export function settingsSeen(nodes: readonly SeenNode[]): PortSettings {
  const [limits] = sentTo(nodes, "rate", "setconf") as [Limits?];
  const guarded = guardSeen(nodes);
  const mirror = nodes
    .flatMap(({ configure }) => configure)
    .flatMap((action) =>
      (action.op === "connect" || action.op === "mkpeer") && action.hook === "ether"
        ? [action.path.slice(0, -1)]
        : [],
    )[0];
  return {
    ...(limits && { rate: { in: limits.upstream.cir, out: limits.downstream.cir } }),
    ...(guarded && { guard: guarded.addresses }),
    ...(nodes.some(({ part }) => part === "mark") && { isolate: true }),
    ...vlansSeen(nodes),
    ...(mirror !== undefined && { mirror }),
  };
}

/** Returns whose frames a port's guard lets out; undefined when it has none. */
export function guardSeen(nodes: readonly SeenNode[]): Guarded | undefined {
  return (sentTo(nodes, "guard", "setprogram") as readonly unknown[] as readonly Program[])
    .filter(({ thisHook }) => thisHook === "guest")
    .map(({ bpf_prog }) => guardedBy(bpf_prog))[0];
}

function sentTo(nodes: readonly SeenNode[], part: Part, command: string) {
  return nodes
    .filter((node) => node.part === part)
    .flatMap(({ configure }) => configure)
    .flatMap((action) =>
      action.op === "message" && action.command === command ? [action.value] : [],
    );
}

interface Limits {
  readonly upstream: { readonly cir: number };
  readonly downstream: { readonly cir: number };
}
interface Program {
  readonly thisHook: string;
  readonly bpf_prog: readonly Instruction[];
}

/** The messages that set a node as it is. */
async function settingsOf(
  netgraph: Netgraph,
  node: NodeInfo,
  hooks: readonly string[],
): Promise<Action[]> {
  const path = pathOf(node);
  const named = `${node.name}:`;
  const again = (type: string, command: string, value: Value): Action => ({
    op: "message",
    path: named,
    type,
    command,
    value: plain(value),
  });
  const all: Action[] = [];
  if (node.type === "car") {
    const conf = await unlessGone(netgraph.send(path, car, "getconf"));
    if (conf !== undefined) all.push(again("car", "setconf", conf));
  }
  for (const hook of hooks) {
    if (node.type === "bpf") {
      const program = await unlessGone(netgraph.send(path, bpf, "getprogram", hook));
      if (program !== undefined) all.push(again("bpf", "setprogram", program));
    }
    if (node.type === "tag") {
      const [into, out] = await Promise.all([
        unlessGone(netgraph.send(path, tag, "gethookin", hook)),
        unlessGone(netgraph.send(path, tag, "gethookout", hook)),
      ]);
      if (into !== undefined) all.push(again("tag", "sethookin", into));
      if (out !== undefined && out.tag_cookie !== 0) all.push(again("tag", "sethookout", out));
    }
  }
  return all;
}

/** What connects a tee's copies again. */
async function mirrored(netgraph: Netgraph, copies: string): Promise<readonly Action[]> {
  const node = await unlessGone(netgraph.show(`${copies}:`));
  if (node === undefined) return [];
  const programs = await settingsOf(
    netgraph,
    node,
    node.links.map(({ name }) => name),
  );
  const [first, ...others] = [...node.links].reverse();
  if (first === undefined) return [];
  const join = others.map(
    ({ name, peer, peerHook }): Action => ({
      op: "connect",
      path: `${peer.name}:`,
      peerPath: `${copies}:`,
      hook: peerHook,
      peerHook: name,
    }),
  );
  return [
    {
      op: "mkpeer",
      path: `${first.peer.name}:`,
      type: node.type,
      hook: first.peerHook,
      peerHook: first.name,
    },
    { op: "name", path: `${first.peer.name}:${first.peerHook}`, name: copies },
    ...join,
    ...programs,
  ];
}

/** A value as JSON can hold it: rates and bursts are far below 2^53. */
function plain(value: Value): MessageValue {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object") return value;
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map((one) => plain(one as Value));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}
