import type { Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { pipelined, unlessGone } from "../observe/nodes.ts";
import { walk } from "../observe/walk.ts";
import type { Action, Expectation, Plan, Step } from "../plan/step.ts";
import { hooksSeen, nextLink, nodeOf, type Seen, type Wanted } from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import { clearHanging } from "./hanging.ts";
import { leftMirrors, mirrors } from "./portmirrors.ts";
import { bridgeEnd, type PortNode } from "./portnode.ts";
import { portNodes } from "./portnodes.ts";
import { change } from "./portrebuild.ts";
import { guardSeen, type SeenPort, seenPort, settingsSeen } from "./portseen.ts";
import { build, disconnect, type Far } from "./portsteps.ts";
import { bridgesOfVlans, joinSteps, otherBridges } from "./portvlans.ts";
import { type Around, joinedFor, settingsFor } from "./portwanted.ts";

/** Adds to a plan what it takes for the ports of the guests that it is about. Throws a Refusal for settings that cannot be. */
export async function withPorts(
  netgraph: Netgraph,
  wanted: Wanted,
  seen: Seen,
  plan: Plan,
): Promise<Plan> {
  const guests = guestsOf(wanted, seen, plan);
  const ports = new Map<string, SeenPort>();
  for (const eiface of guests.values()) {
    const port = await seenPort(netgraph, seen, eiface);
    if (port !== undefined) ports.set(eiface.name, port);
  }
  const around: Around = {
    wanted,
    seen: await withNamed(netgraph, seen, [
      ...nodesOfPlan({ wanted, plan }, plan.expect),
      ...[...ports.values()].flatMap(({ nodes }) => settingsSeen(nodes).mirror ?? []),
    ]),
    plan,
    ports,
    copied: new Map(),
  };
  const placed = new Map<string, readonly PortNode[]>();
  let steps: Step[] = [];
  const rejoined = new Map<SeenPort, Far>();
  const list = withSettings(plan.steps, ports);
  for (let at = 0; at < list.length; at++) {
    const step = list[at]!;
    const { do: action } = step;
    const joined = action.op === "connect" ? guestJoined(action, seen) : undefined;
    if (action.op === "eiface" && action.bridge !== undefined && action.hook !== undefined) {
      steps.push(step);
      const far = { path: `${action.bridge}:`, hook: action.hook };
      const nodes = nodesFor(around, action.name, action.bridge);
      placed.set(action.name, nodes);
      // Its interface gets its name and its address first: that is what its guard goes by.
      while (list[at + 1] !== undefined && isAbout(list[at + 1]!.do, action.name))
        steps.push(list[++at]!);
      if (nodes.length > 0)
        steps.push(
          ...mirrors(around, action.name, nodes),
          disconnect(action.name, far),
          ...build(action.name, nodes, far),
        );
      continue;
    }
    if (action.op === "connect" && joined !== undefined) {
      const bridge = action.peerPath.slice(0, -1);
      // Connected to something else, an eiface is not joined to a bridge: its port can only hang.
      const hanging = ports.get(joined);
      const nodes = nodesFor(around, joined, bridge, hanging);
      placed.set(joined, nodes);
      if (hanging !== undefined) steps.push(...clearHanging(hanging));
      if (nodes.length > 0) {
        const far = { path: action.peerPath, hook: action.peerHook };
        steps.push(...mirrors(around, joined, nodes), ...build(joined, nodes, far));
        continue;
      }
    }
    if (action.op === "connect")
      for (const port of rejoinedBy(action, ports))
        rejoined.set(port, { path: action.peerPath, hook: action.peerHook });
    steps.push(step);
  }
  const changes: Step[] = [];
  const goes = new Set(plan.steps.flatMap((step) => goneBy(step, ports)));
  for (const [name, port] of ports) {
    if (placed.has(name) || goes.has(name)) continue;
    const { peer } = port.walked.hook;
    const nodes = nodesFor(around, name, peer.name, port);
    placed.set(name, nodes);
    changes.push(...change(around, port, nodes, rejoined.get(port)));
  }
  const joins = [...placed.values()].flatMap((nodes) => nodes.flatMap(({ joins = [] }) => joins));
  const made = new Set(
    steps.concat(changes).flatMap(({ do: one }) => (one.op === "name" ? [one.name] : [])),
  );
  changes.push(
    ...joinSteps(
      joins.filter(({ node }) => made.has(node)),
      nextLink(seen) + plan.steps.length,
    ),
  );
  changes.push(...leftMirrors(around));
  const edits = plan.steps.length > 0 && plan.steps.at(-1)!.do.op === "rcconf" ? 1 : 0;
  steps.splice(steps.length - edits, 0, ...changes);
  steps = steps.map((step) => told(step, placed));
  const expect = plan.expect.flatMap((one) => expectation(one, ports, placed));
  return { ...plan, steps, expect };
}

/** Is an action about the interface of an eiface that was just made? */
function isAbout(action: Action, name: string): boolean {
  return (
    (action.op === "rename" && action.node === name) ||
    ((action.op === "ifconfig" || action.op === "netif") && action.interface === name)
  );
}

/** Has a bridge told of a guest's address at the end of its port. */
function told(step: Step, placed: ReadonlyMap<string, readonly PortNode[]>): Step {
  const { do: action } = step;
  if (action.op !== "movehost") return step;
  const last = placed.get(action.node)?.at(-1);
  return last === undefined ? step : { ...step, do: { ...action, at: bridgeEnd(last) } };
}

/** The eifaces that are there and that the plan is about: those that it is to end with, that it removes, or that are behind bridges it is about. */
function guestsOf(wanted: Wanted, seen: Seen, plan: Plan): Map<number, NodeInfo> {
  const all = new Map<number, NodeInfo>();
  const add = (node: NodeInfo | undefined) => {
    const own = wanted.bridges.some((bridge) => bridge.interface === node?.name);
    if (node?.type === "eiface" && node.name !== "" && !own) all.set(node.id, node);
  };
  for (const one of plan.expect) add(seen.byName.get("node" in one ? one.node : one.absent));
  if (plan.expect.length === 0) return all;
  const shut = plan.steps.flatMap(({ do: action }) =>
    action.op === "shutdown" && action.type === "bridge" && action.name ? [action.name] : [],
  );
  const behind = (names: readonly string[]) =>
    names.flatMap((name) =>
      hooksSeen(seen, nodeOf(seen, name, "bridge")).map((link) => walk(link, seen.hooks).hook.peer),
    );
  const every = wanted.bridges.map(({ name }) => name);
  const isStarted = /^(?:(?:re)?start|apply)$/.test(plan.request);
  for (const node of behind([...shut, ...(isStarted ? every : [])])) add(node);
  // A VLAN that gets a bridge of its own is no longer where the guests had it.
  if (plan.request.startsWith("bridge ")) {
    for (const node of behind(every))
      if (/\b(?:vlan|trunk)=/.test(wanted.portText(node.name))) add(node);
  }
  return all;
}

/** The names that the ports of the guests have a use for which a plan is to end with. */
function nodesOfPlan(around: Pick<Around, "wanted" | "plan">, expect: Plan["expect"]): string[] {
  return expect.flatMap((one) => {
    if (!("node" in one) || one.type !== "eiface") return [];
    const settings = settingsFor(around, one.node);
    const { bridges } = around.wanted;
    const others = bridges.flatMap(({ name }) => [
      ...bridgesOfVlans(bridges, name, settings).values(),
    ]);
    const joined = new Map((settings.trunk ?? [settings.vlan ?? 0]).map((tag) => [tag, ""]));
    const nodes = portNodes(settings, { name: one.node, bridge: "", joined });
    return [
      ...nodes.map(({ name }) => name),
      ...(settings.mirror ? [settings.mirror] : []),
      ...others,
    ];
  });
}

/** Adds what there is of these names and was not asked for. */
async function withNamed(netgraph: Netgraph, seen: Seen, names: readonly string[]): Promise<Seen> {
  const unknown = names.filter((name) => !seen.byName.has(name));
  const found = await pipelined(unknown, (name) => unlessGone(netgraph.nodeInfo(`${name}:`)));
  const more = found.flatMap((node) => (node === undefined ? [] : [[node.name, node] as const]));
  return more.length === 0 ? seen : { ...seen, byName: new Map([...seen.byName, ...more]) };
}

/** The nodes that a guest's port needs on a bridge; `port`: what it has. Refuses what no bridge has, and names that others have. */
function nodesFor(
  around: Around,
  name: string,
  bridge: string,
  port?: SeenPort,
): readonly PortNode[] {
  const settings = settingsFor(around, name);
  // A guest that has taken another MAC address since is not let out by it because something else is changed.
  const ether = port && guardSeen(port.nodes)?.ether;
  const joined = joinedFor(around, name, bridge);
  const nodes = portNodes(settings, { name, bridge, ether, joined });
  const own = around.ports.get(name);
  for (const node of nodes) {
    const there = around.seen.byName.get(node.name);
    if (there !== undefined && !own?.nodes.some((one) => one.node.id === there.id))
      refuse(
        "unavailable",
        `${name} needs a node ${node.name}, and there is one of type ${there.type} already; shut it down first: ngctl shutdown ${node.name}:`,
      );
  }
  return nodes;
}

/** The guest whose eiface is connected to a bridge itself. */
function guestJoined(
  { path, hook }: Extract<Action, { op: "connect" }>,
  seen: Seen,
): string | undefined {
  const name = path.slice(0, -1);
  return hook === "ether" && seen.byName.get(name)?.type === "eiface" ? name : undefined;
}

/** The guests whose ports are connected to their bridge again. */
function rejoinedBy(
  { path, hook }: Extract<Action, { op: "connect" }>,
  ports: ReadonlyMap<string, SeenPort>,
): SeenPort[] {
  return [...ports.values()].filter(({ walked }) => {
    const last = walked.between.at(-1);
    return last !== undefined && path === `[${last.node.id.toString(16)}]:` && hook === last.exit;
  });
}

/** The guests that a step takes away. */
function goneBy({ do: action }: Step, ports: ReadonlyMap<string, SeenPort>): string[] {
  if (action.op !== "shutdown" || action.type !== "eiface") return [];
  return action.name !== undefined && ports.has(action.name) ? [action.name] : [];
}

/**
 * Adds to what undoes steps the settings of the ports that come back by it. Where several bridges of a port go, the first one
 * comes back last, and only then all of them are there.
 */
function withSettings(steps: readonly Step[], ports: ReadonlyMap<string, SeenPort>): Step[] {
  const back = new Map<number, Action[]>();
  for (const { eiface, walked, nodes } of ports.values()) {
    const bridges = [walked.hook.peer.name, ...otherBridges(nodes)];
    const goes = (type: string, names: readonly string[]) =>
      steps.findIndex(
        ({ do: action, undo }) =>
          action.op === "shutdown" &&
          action.type === type &&
          undo.length > 0 &&
          names.includes(action.name ?? ""),
      );
    const settings = nodes.flatMap((node) => node.configure);
    for (const at of [goes("bridge", bridges), goes("eiface", [eiface.name])])
      back.set(at, [...(back.get(at) ?? []), ...settings]);
  }
  return steps.map((step, at) => ({ ...step, undo: [...step.undo, ...(back.get(at) ?? [])] }));
}

/** What is to be seen at the eiface's hook: the first node of its port, or what is between besides. */
function expectation(
  one: Expectation,
  ports: ReadonlyMap<string, SeenPort>,
  placed: ReadonlyMap<string, readonly PortNode[]>,
): Expectation[] {
  if (!("node" in one) || one.type !== "eiface") return [one];
  const port = ports.get(one.node);
  const first = placed.get(one.node)?.[0]?.name;
  const foreign = port?.walked.between[port.nodes.length]?.node.name;
  const peer = first ?? foreign ?? one.peer;
  return peer === "" ? [] : [{ ...one, peer }];
}
