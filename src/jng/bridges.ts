/** The bridges of a NIC as jng makes them: `em0bridge` between the NIC and the host's stack, and others behind it. */
import { nodeNameOf } from "../buddy/names.ts";
import { type Draft, makeBridge, nameBridge } from "../buddy/plan/draft.ts";
import { prepareNic, setNic } from "../buddy/plan/nic.ts";
import { hooksSeen } from "../buddy/plan/wanted.ts";
import { MAX_NODE_NAME } from "../config/names.ts";
import type { HostInterface } from "../host/ifconfig.ts";
import type { HookInfo, NodeInfo } from "../netgraph/client.ts";
import { nameOrId } from "../netgraph/path.ts";
import { fail } from "./failure.ts";

/** The numbers of links that are there or planned, by bridge. */
export type Links = Map<string, Set<number>>;

/** A NIC, its first bridge, and the one that is meant, which may be the same. */
export interface Place {
  readonly nic: HostInterface;
  readonly first: string;
  readonly bridge: string;
}

/** Adds the steps that make what is missing of a NIC's bridges. Throws a JngFailure when something is in the way. */
export function prepareBridges(draft: Draft, links: Links, { nic, first, bridge }: Place): void {
  for (const name of [first, bridge]) checkName(name);
  const node = etherNode(draft, nic);
  if (!isPlanned(links, first)) {
    const isNew = !isBridge(draft, links, first);
    prepareNic(draft, nic, isNew, true);
    setNic(draft, nic);
    if (isNew) makeFirst(draft, links, node, nic, first);
  }
  if (isPlanned(links, bridge) || isBridge(draft, links, bridge)) return;
  const hook = `link${takeLink(links, first)}`;
  makeBridge(draft, { name: bridge }, `${first}:`, hook, { peerHook: "link1" });
  nameBridge(draft, { name: bridge }, `${first}:${hook}`);
  links.set(bridge, new Set([1]));
}

/** Returns the lowest free number from 2 on: 0 and 1 are the NIC's. */
export function takeLink(links: Links, bridge: string): number {
  const taken = links.get(bridge) ?? new Set();
  let number = 2;
  while (taken.has(number)) number++;
  links.set(bridge, taken.add(number));
  return number;
}

function isPlanned(links: Links, bridge: string): boolean {
  return links.has(bridge);
}

/** Is there a bridge of this name? Then its links are noted. */
function isBridge({ seen }: Draft, links: Links, name: string): boolean {
  const node = seen.byName.get(name);
  if (node === undefined) return false;
  if (node.type !== "bridge")
    fail("ngctl", `jng: a node ${name} of type ${node.type} is in the bridge's way`);
  const numbers = hooksSeen(seen, node).map((hook) => Number(/^link(\d+)$/.exec(hook.name)?.[1]));
  links.set(name, new Set(numbers));
  return true;
}

function checkName(name: string): void {
  if (!/^[\w-]+$/.test(name))
    fail("failed", `jng: a bridge cannot be called "${name}"; use letters, digits, _ and -`);
  if (name.length > MAX_NODE_NAME)
    fail(
      "failed",
      `jng: the name "${name}" has ${name.length} characters; a bridge's has at most ${MAX_NODE_NAME}`,
    );
}

/** Returns the NIC's node; undefined when it is not there until its module is loaded. */
function etherNode({ seen }: Draft, nic: HostInterface): NodeInfo | undefined {
  const name = nodeNameOf(nic.name);
  const node = seen.byName.get(name);
  if (node !== undefined && node.type !== "ether")
    fail("ngctl", `jng: ${nic.name} is a node of type ${node.type}; give a NIC`);
  const comes = seen.types?.has("ether") === false && nic.ether !== undefined;
  if (node === undefined && !comes) fail("ngctl", "ngctl: send msg: No such file or directory");
  return node;
}

function makeFirst(
  draft: Draft,
  links: Links,
  node: NodeInfo | undefined,
  nic: HostInterface,
  name: string,
): void {
  const path = `${nodeNameOf(nic.name)}:`;
  const hooks = hooksSeen(draft.seen, node);
  const [lower, upper] = ["lower", "upper"].map((hook) => hooks.find((one) => one.name === hook));
  // Whoever made it before was killed before it had its name.
  const unnamed = lower?.peer.type === "bridge" && lower.peer.name === "" ? lower.peer : undefined;
  for (const hook of [lower, upper])
    if (hook !== undefined && hook.peer.id !== unnamed?.id) refuseTaken(nic, name, hook);
  if (lower === undefined) makeBridge(draft, { name }, path, "lower", { peerHook: "link0" });
  if (upper === undefined) {
    draft.steps.push({
      description: `connect ${nic.name}'s upper hook to ${name} (link1)`,
      do: { op: "connect", path, peerPath: `${path}lower`, hook: "upper", peerHook: "link1" },
      undo: [{ op: "rmhook", path, hook: "upper" }],
    });
  }
  nameBridge(draft, { name }, `${path}lower`);
  links.set(name, new Set([0, 1]));
  for (const hook of ["lower", "upper"])
    draft.expect.push({ node: nodeNameOf(nic.name), type: "ether", hook, peer: name });
}

function refuseTaken(nic: HostInterface, name: string, { name: hook, peer }: HookInfo): never {
  const remedy =
    peer.type === "bridge"
      ? `; to put an interface on that bridge: ngbuddy jail INTERFACE ${nameOrId(peer)}`
      : "";
  return fail(
    "ngctl",
    `jng: cannot make ${name}: the ${hook} hook of ${nic.name} is connected to ${nameOrId(peer)} already${remedy}`,
  );
}
