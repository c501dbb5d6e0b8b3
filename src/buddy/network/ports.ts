/** The ports of guests in a plan: whatever makes, connects or leaves a guest's eiface, its port becomes what rc.conf says. */
import { variablePart } from "../../config/interfaces.ts";
import { PortError, type PortSettings, readPort } from "../../config/ports.ts";
import { SettingsError } from "../../config/settings.ts";
import { readTags } from "../../config/vlans.ts";
import type { Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { pipelined, unlessGone } from "../observe/nodes.ts";
import { walk } from "../observe/walk.ts";
import { tellOf } from "../plan/eiface.ts";
import { partName } from "../plan/portparts.ts";
import { changedValue } from "../plan/rcchange.ts";
import type { Action, Expectation, Plan, Step } from "../plan/step.ts";
import {
  allLists,
  highestLink,
  hooksSeen,
  nextLink,
  nodeOf,
  type Seen,
  type Wanted,
  type WantedBridge,
} from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import { guardedBy } from "./guardprogram.ts";
import { clearHanging } from "./hanging.ts";
import { bridgeEnd, type PortNode } from "./portnode.ts";
import { portNodes } from "./portnodes.ts";
import { guardSeen, type SeenPort, seenPort, settingsSeen } from "./portseen.ts";
import { build, configure, disconnect, type Far, takeOut } from "./portsteps.ts";
import { bridgesOfVlans, hasVlans, joinSteps, otherBridges, VLAN_PARTS } from "./portvlans.ts";

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
    seen: await withNamed(netgraph, seen, nodesOfPlan({ wanted, plan }, plan.expect)),
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

/** What a port is planned with. */
interface Around {
  readonly wanted: Wanted;
  readonly seen: Seen;
  readonly plan: Plan;
  readonly ports: ReadonlyMap<string, SeenPort>;
  /** Whose copies an eiface gets that the plan makes or connects, by its name. */
  readonly copied: Map<string, string>;
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
  const isStarted = /^(?:re)?start$/.test(plan.request);
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

/** The port that rc.conf wants once the plan is carried out. */
export function settingsFor(
  { wanted, plan }: Pick<Around, "wanted" | "plan">,
  name: string,
): PortSettings {
  const variable = portVariable(name);
  for (const { do: action } of plan.steps) {
    const change =
      action.op === "rcconf" && action.file === undefined
        ? action.changes.find((one) => one.variable === variable)
        : undefined;
    if (change !== undefined) return readPort(changedValue(wanted.value(variable), change) ?? "");
  }
  return writtenPort(wanted, name);
}

/** Returns what rc.conf says of a guest's port now. Throws a SettingsError. */
export function writtenPort(wanted: Wanted, name: string): PortSettings {
  try {
    return readPort(wanted.portText(name));
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    const variable = portVariable(name);
    throw new SettingsError(
      `${wanted.placeOf(variable) ?? "rc.conf"}: ${variable}: ${error.message}`,
    );
  }
}

/** Returns the variable that has the settings of a guest's port. */
export function portVariable(name: string): string {
  return `ngbuddy_port_${variablePart(name)}`;
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

/** Makes the eifaces that get copies of a guest's frames, where there are none of these names. */
function mirrors(around: Around, guest: string, nodes: readonly PortNode[]): Step[] {
  return nodes.flatMap(({ configure: actions }) =>
    actions.flatMap((action) => {
      if (action.op !== "connect" || action.hook !== "ether") return [];
      return mirrorFor(around, guest, action.path.slice(0, -1));
    }),
  );
}

function mirrorFor(around: Around, guest: string, name: string): Step[] {
  const { wanted, seen, ports, copied } = around;
  const cannot = (why: string) =>
    refuse(
      "unavailable",
      `${name} cannot get copies of ${guest}: ${why}; give mirror= an eiface of its own`,
    );
  if (name === guest) cannot("it would get its own frames twice");
  const other = copied.get(name);
  if (other !== undefined) cannot(`it gets those of ${other}`);
  copied.set(name, guest);
  const list = [...allLists(wanted)].find(([, names]) => names.includes(name))?.[0];
  if (list !== undefined) cannot(`it is a guest of bridge ${list}`);
  const owner = wanted.bridges.find((bridge) => bridge.interface === name);
  if (owner !== undefined) cannot(`it is the interface of bridge ${owner.name}`);
  const there = seen.byName.get(name);
  if (there === undefined) return newMirror(name);
  if (there.type !== "eiface") cannot(`it is a node of type ${there.type}, and no eiface`);
  const own = ports.get(guest);
  const isOwn = own !== undefined && settingsSeen(own.nodes).mirror === name;
  if (there.hooks > 0 && !isOwn) cannot("it is connected already");
  return [];
}

function newMirror(name: string): Step[] {
  return [
    {
      description: `make eiface ${name}, for copies`,
      do: { op: "eiface", name },
      undo: [{ op: "unmake", name }],
    },
    {
      description: `name its interface ${name}, up`,
      do: { op: "rename", node: name, args: ["up"] },
      undo: [],
    },
  ];
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

/** The bridges that have VLANs of a guest's port themselves and are there once the plan is carried out, by the tag. */
function joinedFor(around: Around, name: string, home: string): Map<number, string> {
  const { seen, plan } = around;
  const settings = settingsFor(around, name);
  const { vlan, trunk } = settings;
  const bridges = bridgesAfter(around);
  const own = bridges.find((one) => one.name === home)?.vlan ?? [];
  if ((vlan !== undefined || trunk !== undefined) && own.length > 1)
    refuse(
      "config",
      `${portVariable(name)}: bridge ${home} is on VLAN ${own.join(".")} already, and there are no three tags; take vlan= or trunk= out`,
    );
  const made = new Set(plan.steps.flatMap(({ do: one }) => (one.op === "name" ? [one.name] : [])));
  const all = bridgesOfVlans(bridges, home, settings);
  return new Map(
    [...all].filter(([, bridge]) => made.has(bridge) || nodeOf(seen, bridge, "bridge")),
  );
}

/** The bridges of rc.conf, and the one that the plan gives an interface and a VLAN. */
function bridgesAfter({ wanted, plan }: Pick<Around, "wanted" | "plan">): readonly WantedBridge[] {
  const changes = plan.steps.flatMap(({ do: action }) =>
    action.op === "rcconf" && action.file === undefined ? action.changes : [],
  );
  const setTo = (variable: string) =>
    changes.flatMap((one) => ("set" in one && one.variable === variable ? [one.set] : []))[0];
  const more = changes.flatMap(({ variable }) => {
    const name = /^ngbuddy_(\w+)_vlan$/.exec(variable)?.[1];
    const vlan = readTags(setTo(variable) ?? "");
    const on = name === undefined ? undefined : setTo(`ngbuddy_${name}_if`);
    if (name === undefined || vlan === undefined || on === undefined) return [];
    return [{ ...wanted.bridgeOn(name, { interface: on, eiface: false }), vlan }];
  });
  return [...wanted.bridges.filter(({ name }) => !more.some((one) => one.name === name)), ...more];
}

/** What has to be done with a port that is there. `rejoined`: where it was connected to a bridge again. */
function change(
  around: Around,
  port: SeenPort,
  nodes: readonly PortNode[],
  rejoined: Far | undefined,
): Step[] {
  const { eiface } = port;
  // With nodes of somebody else's behind it, it stays connected to those.
  const isLast = port.walked.between.length === port.nodes.length;
  const far = isLast && rejoined ? rejoined : port.far;
  const isVlan = ({ part }: PortNode) => VLAN_PARTS.includes(part);
  const same =
    nodes.length === port.nodes.length &&
    nodes.every((node, at) => {
      const there = port.nodes[at]!;
      if (node.part !== there.part) return false;
      // A bridge that was made anew has lost what was connected to it.
      return !isVlan(node) || (hasVlans(node, there) && !(rejoined && node.joins?.length));
    });
  if (!same) {
    const [out, ...rest] = takeOut({ ...port, far });
    const ins = nodes.length === 0 ? [connect(eiface.name, far)] : build(eiface.name, nodes, far);
    const { peer } = port.walked.hook;
    const tell = peer.type === "bridge" && isLast ? [tellAgain(port, nodes)] : [];
    const steps = held(around, { ...port, far }, [out!, ...rest, ...ins]);
    return [...mirrors(around, eiface.name, nodes), ...steps, ...tell];
  }
  const settings = nodes.flatMap((node, at) => {
    const there = port.nodes[at]!;
    if (isVlan(node) || (!rejoined && isSet(node, there.configure))) return [];
    if (node.part === "mirror") return rejoined ? [] : remirror(around, port, node);
    const [first, ...others] = configure(node);
    return first === undefined ? [] : [{ ...first, undo: there.configure }, ...others];
  });
  return rejoined && isLast && nodes.length > 0 ? [...settings, tellAgain(port, nodes)] : settings;
}

function connect(name: string, far: Far): Step {
  return {
    description: `connect ${name} to ${far.path}${far.hook}`,
    do: { op: "connect", path: `${name}:`, peerPath: far.path, hook: "ether", peerHook: far.hook },
    undo: [{ op: "rmhook", path: `${name}:`, hook: "ether" }],
  };
}

/** Sends a guest's copies to another eiface. */
function remirror(around: Around, { eiface, nodes }: SeenPort, node: PortNode): Step[] {
  const there = nodes.find(({ part }) => part === "mirror")!;
  const copies = node.name.replace(/_mirror$/, "_copies");
  return [
    ...mirrors(around, eiface.name, [node]),
    {
      description: `shut down bpf ${copies}`,
      do: { op: "shutdown", path: `${copies}:`, type: "bpf", name: copies },
      undo: there.configure,
    },
    ...configure(node),
  ];
}

/** The bridge forgot the guest's address with its link; a guard's is the one that it may have. */
function tellAgain({ eiface, walked, nodes: before }: SeenPort, nodes: readonly PortNode[]): Step {
  const ether = nodes.some(({ part }) => part === "guard") ? guardSeen(before)?.ether : undefined;
  const tell = tellOf(eiface.name, walked.hook.peer.name);
  return ether === undefined ? tell : { ...tell, do: { op: "movehost", node: eiface.name, ether } };
}

/** A bridge that loses its last link goes (ng_bridge(4)): meanwhile an ng_hole(4) holds it. */
function held(
  { wanted }: Around,
  { eiface, walked, nodes, far }: SeenPort,
  steps: readonly Step[],
): readonly Step[] {
  const { peer } = walked.hook;
  const isDirect = walked.between.length === nodes.length;
  const persistent = wanted.bridges.some((one) => one.name === peer.name && one.persistent);
  if (peer.type !== "bridge" || peer.hooks > 1 || !isDirect || persistent) return steps;
  const path = `${peer.name}:`;
  const hook = `link${1 + highestLink([{ name: far.hook }])}`;
  const name = partName(eiface.name, "hold");
  const make: Action = { op: "mkpeer", path, type: "hole", hook, peerHook: "hold" };
  const call: Action = { op: "name", path: `${path}${hook}`, name };
  const gone: Action = { op: "shutdown", path: `${path}${hook}`, type: "hole", name };
  return [
    { description: `hold bridge ${peer.name} by an ng_hole(4)`, do: make, undo: [gone] },
    { description: `name it ${name}`, do: call, undo: [] },
    ...steps,
    { description: `let bridge ${peer.name} go`, do: gone, undo: [make, call] },
  ];
}

/** Is a node set as it is to be? */
function isSet(node: PortNode, configured: readonly Action[]): boolean {
  return node.configure.every((action) => {
    if (action.op === "guard") {
      const program = configured.flatMap((one) =>
        one.op === "message" && isProgramOf(one.value, "guest") ? [one.value.bpf_prog] : [],
      )[0];
      const guarded = program && guardedBy(program as never);
      return guarded !== undefined && sorted(guarded.addresses) === sorted(action.addresses);
    }
    if (action.op === "mkpeer" || action.op === "name") return true;
    return configured.some((one) => textOf(one) === textOf(action));
  });
}

function isProgramOf(
  value: unknown,
  hook: string,
): value is { readonly thisHook: string; readonly bpf_prog: readonly unknown[] } {
  return (value as { readonly thisHook?: unknown } | undefined)?.thisHook === hook;
}

function sorted(addresses: readonly string[]): string {
  return [...addresses].sort().join(" ");
}

/** An action as text: the same for the same, in whatever order its fields are. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
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
