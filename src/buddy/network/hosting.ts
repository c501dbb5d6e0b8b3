/** The host on an eiface of a bridge, in a plan: its interface comes and goes with the bridge, and its addresses with that. */
import { asksDhcp, netifText } from "../../config/hostmove.ts";
import { variablePart } from "../../config/interfaces.ts";
import { readTags } from "../../config/vlans.ts";
import { interfaceNamed, interfaces, staticRoutes } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import { inOrder, isToLink, type KeptRoute } from "../../host/netstat.ts";
import type { Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { ethersOf, refuseCollisions } from "../ethers.ts";
import { nodeNameOf } from "../names.ts";
import { unlessGone } from "../observe/nodes.ts";
import { configure, makeEiface, renameStep, tellOf, tellOfNew } from "../plan/eiface.ts";
import { removeEiface } from "../plan/removal.ts";
import type { Action, Plan, Step } from "../plan/step.ts";
import {
  highestLink,
  hooksSeen,
  nextLink,
  nodeOf,
  type Seen,
  type Wanted,
  type WantedBridge,
} from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import { beforeRecord } from "./planplaces.ts";

/** What a plan is changed with. */
interface Around {
  readonly host: Host;
  readonly netgraph: Netgraph;
  readonly wanted: Wanted;
  readonly seen: Seen;
  readonly plan: Plan;
}

/** A bridge whose host interface is an eiface, and that. */
interface Hosted {
  readonly bridge: WantedBridge;
  readonly name: string;
  /** The NIC; undefined while there is none. */
  readonly nic: HostInterface | undefined;
  /** The eiface's node, and its interface on the host. */
  readonly node: NodeInfo | undefined;
  readonly own: HostInterface | undefined;
}

/** Adds to a plan what it takes for the host to be on an eiface of a bridge, or on its NIC again. */
export async function withHost(around: Around): Promise<Plan> {
  const { plan } = around;
  const [word = "", named] = plan.request.split(" ");
  if (!/^(?:start|stop|restart|bridge|unbridge|apply)$/.test(word)) return plan;
  const asked = hostedBy(around).filter(
    ({ name }) => named === undefined || /^-/.test(named) || name === named,
  );
  let changed = await leftHosts(around);
  for (const bridge of asked) {
    const one = await observe(around, bridge);
    const goes = changed.steps.some(
      ({ do: action }) => action.op === "shutdown" && action.name === one.name,
    );
    const isBack = goes || word === "unbridge";
    const moved = isBack ? await backSteps(around, one) : [];
    const isDhcp =
      moved.length > 0 && asksDhcp(around.wanted.value(`ifconfig_${variablePart(one.name)}`));
    const renews = word === "unbridge" && isDhcp;
    const back = renews ? moved.map((step) => renewedWhenUndone(step, one.name)) : moved;
    changed = {
      ...changed,
      steps: [
        ...(back.length === 0
          ? bareAway(around, changed.steps, one, word)
          : withFirst(away(changed.steps, one, word), back)),
        // While the bridge is there, it gets the answers.
        ...(renews ? [dhclient(bridge.interface, "start", true)] : []),
      ],
    };
    if (word === "stop" && isDhcp)
      changed = {
        ...changed,
        notes: [
          ...changed.notes,
          `${bridge.interface} has the addresses of ${one.name} until ngbuddy starts again, and no dhclient(8) renews their lease meanwhile`,
        ],
      };
    if (word === "stop" || word === "unbridge") continue;
    const there = { ...around, plan: changed };
    changed = await made(there, one, back);
  }
  return changed;
}

/** The host leaves the eifaces that rc.conf had it on, and will not any more. */
async function leftHosts(around: Around): Promise<Plan> {
  const { before, bridges } = around.wanted;
  let changed = around.plan;
  for (const bridge of before?.bridges ?? []) {
    if (bridge.host === undefined) continue;
    if (bridges.some(({ name, host }) => name === bridge.name && host === bridge.host)) continue;
    const one = await observe(around, bridge);
    const goes = changed.steps.some(
      ({ do: action }) => action.op === "shutdown" && action.name === bridge.name,
    );
    const hook = hooksSeen(around.seen, nodeOf(around.seen, bridge.name, "bridge")).find(
      ({ peer }) => peer.name === bridge.host,
    )?.name;
    const on = goes || hook === undefined ? undefined : { bridge: bridge.name, hook };
    const steps = away(changed.steps, one, "unbridge", on);
    const back = await backSteps(around, one);
    const isDhcp = asksDhcp(before?.value(`ifconfig_${variablePart(one.name)}`));
    const renews = back.length > 0 && isDhcp ? [dhclient(bridge.interface, "start", true)] : [];
    changed = { ...changed, steps: withFirst(steps, [...back, ...renews]) };
  }
  return changed;
}

/** The bridges that have their host on an eiface, as rc.conf has them or as this plan puts it there. */
function hostedBy({ wanted, plan }: Around): WantedBridge[] {
  const changes = plan.steps.flatMap(({ do: action }) =>
    action.op === "rcconf" && action.file === undefined ? action.changes : [],
  );
  const more = changes.flatMap((change) => {
    const name = /^ngbuddy_(\w+)_host$/.exec(change.variable)?.[1];
    if (name === undefined || !("set" in change)) return [];
    const isSet = (field: string) =>
      changes.flatMap((one) =>
        "set" in one && one.variable === `ngbuddy_${name}_${field}` ? [one.set] : [],
      )[0];
    const on = isSet("if");
    const vlan = readTags(isSet("vlan") ?? "");
    const bridge =
      wanted.bridges.find((one) => one.name === name) ??
      (on === undefined ? undefined : wanted.bridgeOn(name, { interface: on, eiface: false }));
    return bridge === undefined ? [] : [{ ...bridge, ...(vlan && { vlan }), host: change.set }];
  });
  return [
    ...wanted.bridges.filter(
      ({ name, host }) => host !== undefined && !more.some((one) => one.name === name),
    ),
    ...more,
  ];
}

async function observe({ host, netgraph }: Around, bridge: WantedBridge): Promise<Hosted> {
  const name = bridge.host!;
  return {
    bridge,
    name,
    nic: await interfaceNamed(host, bridge.interface),
    node: await unlessGone(netgraph.nodeInfo(`${name}:`)),
    own: await interfaceNamed(host, name),
  };
}

/** The addresses that somebody has set: the kernel makes those of links itself. */
function addressesOf({ inet, inet6 }: HostInterface) {
  return { inet, inet6: inet6.filter((address) => !address.startsWith("fe80:")) };
}

/** Returns `, and the routes by 10.0.0.1, to 10.9.0.1 on the link`, behind what else is moved; nothing where there are none. */
export function withRoutes(routes: readonly KeptRoute[]): string {
  const ways = inOrder(routes).map((route) =>
    isToLink(route) ? `to ${route.destination} on the link` : `by ${route.gateway}`,
  );
  return ways.length === 0 ? "" : `, and the routes ${ways.join(", ")}`;
}

async function moveStep(
  { host }: Around,
  from: HostInterface,
  to: string,
): Promise<Step | undefined> {
  const { inet, inet6 } = addressesOf(from);
  if (inet.length + inet6.length === 0) return undefined;
  const routes = (await staticRoutes(host))
    .filter((route) => route.interface === from.name)
    .map(({ family, destination, gateway }) => ({ family, destination, gateway }));
  const move = { op: "readdress", inet, inet6, routes } as const;
  return {
    description: `move ${[...inet, ...inet6].join(", ")} from ${from.name} to ${to}${withRoutes(routes)}`,
    do: { ...move, from: from.name, to },
    undo: [{ ...move, from: to, to: from.name }],
  };
}

/** The host's addresses go to the NIC before the eiface goes. Those on a VLAN are not of the NIC's network. */
async function backSteps(around: Around, { nic, own, bridge }: Hosted): Promise<Step[]> {
  if (own === undefined || nic === undefined || bridge.vlan !== undefined) return [];
  const step = await moveStep(around, own, bridge.interface);
  return step === undefined ? [] : [step];
}

/** The steps that take the eiface away with whatever addresses are its own. */
function bareAway(
  { wanted, seen }: Around,
  steps: readonly Step[],
  { name, node }: Hosted,
  word: string,
): Step[] {
  const isThere = steps.some(({ do: action }) => action.op === "shutdown" && action.name === name);
  if (word !== "unbridge" || node?.type !== "eiface" || isThere) return [...steps];
  return beforeRecord(steps, [removeEiface(wanted, seen, node, { attached: false, hosts: true })]);
}

/** The steps that take the eiface away; undone, it comes back bare, for its addresses come from the NIC. */
function away(
  steps: readonly Step[],
  { name, node, own, bridge }: Hosted,
  word: string,
  /** Where it comes back, on a bridge that stays. */
  on?: { readonly bridge: string; readonly hook: string },
): Step[] {
  if (node === undefined) return [...steps];
  const undo: Action[] = [
    { op: "eiface", name, ...on, ...(own?.ether !== undefined && { ether: own.ether }) },
    renameStep(name, bridge, true).do,
    ...(on === undefined ? [] : [tellOf(name, on.bridge).do]),
  ];
  const shutdown: Step = {
    description: `shut down eiface ${name}`,
    do: { op: "shutdown", path: `${name}:`, type: "eiface", name },
    undo,
  };
  const isIts = ({ do: action }: Step) => action.op === "shutdown" && action.name === name;
  if (steps.some(isIts)) return steps.map((step) => (isIts(step) ? { ...step, undo } : step));
  if (word !== "unbridge") return [...steps];
  return beforeRecord(steps, [shutdown]);
}

/** The eiface on its bridge, with the addresses that the NIC has, or else those of rc.conf; on a VLAN, those of rc.conf. */
async function made(around: Around, one: Hosted, back: readonly Step[]): Promise<Plan> {
  const { host, wanted, seen, plan } = around;
  const { bridge, name, nic, node, own } = one;
  const isGone = plan.steps.some(
    ({ do: action }) => action.op === "shutdown" && action.name === name,
  );
  const isMade = plan.steps.some(
    ({ do: action }) => action.op === "name" && action.name === bridge.name,
  );
  if (nic === undefined || !(isMade || seen.byName.get(bridge.name)?.type === "bridge"))
    return plan;
  if (
    bridge.eiface ||
    seen.byName.get(bridge.interface)?.type === "eiface" ||
    isMadeAs(plan, bridge.interface)
  )
    refuse(
      "config",
      `bridge ${bridge.name}: the host is on it by ${bridge.interface} already; take ngbuddy_${bridge.name}_host, which is for a bridge on a NIC, out of rc.conf`,
    );
  if (node !== undefined && node.type !== "eiface")
    refuse(
      "unavailable",
      `${name} is a node of type ${node.type}; choose another name for ngbuddy_${bridge.name}_host`,
    );
  if (node === undefined && own !== undefined)
    refuse(
      "unavailable",
      `an interface ${name} exists that is no eiface; choose another name for ngbuddy_${bridge.name}_host`,
    );
  const ethers = await ethersOf(host, wanted, [name]);
  // What has the NIC's own address has it of the kernel: its other VLANs, what it is a VLAN of, the ports of a lagg(4).
  const others = (await interfaces(host)).filter(
    (other) => other.name !== name && other.ether !== nic.ether,
  );
  refuseCollisions(ethers, others, new Map());
  const pinned = changedPin(plan, name);
  if (pinned !== undefined) ethers.set(name, pinned);
  const steps: Step[] = upperAway(seen, bridge);
  const isNew = node === undefined || isGone;
  if (isNew) {
    const hook = `link${Math.max(nextLink(seen), 1 + highestLink(linksOf(plan)))}`;
    steps.push(
      ...makeEiface(
        wanted,
        { ...seen, ethers },
        { name, on: { bridge: bridge.name, hook }, settings: bridge, up: true },
      ),
    );
  }
  // After the way back to the NIC, it has what the eiface had.
  const [again] = back;
  const move =
    again?.do.op === "readdress"
      ? swapped(again)
      : bridge.vlan !== undefined
        ? undefined
        : await moveStep(around, { ...nic, name: bridge.interface }, name);
  const isNicDhcp = asksDhcp(netifText(wanted, bridge.interface));
  const isDhcp = isNicDhcp || asksDhcp(wanted.value(`ifconfig_${variablePart(name)}`));
  const first: Step[] = [];
  if (move !== undefined) {
    steps.push(move);
    if (isDhcp) {
      if (again === undefined) first.push(dhclient(bridge.interface, "stop", isNicDhcp));
      steps.push(dhclient(name, "start", true));
    }
  } else if (isNew) steps.push(...configure(wanted, name));
  if (isNew) steps.push(tellOfNew(wanted, { ...seen, ethers }, name, bridge.name));
  if (steps.length === 0) return plan;
  return {
    ...plan,
    steps: withFirst(beforeRecord(plan.steps, steps), first),
    done: plan.done.filter((line) => !/already/.test(line)),
    expect: [...plan.expect, { node: name, type: "eiface", hook: "ether", peer: bridge.name }],
  };
}

/** Is an eiface of this name made by the plan? */
function isMadeAs(plan: Plan, name: string): boolean {
  return plan.steps.some(({ do: action }) => action.op === "eiface" && action.name === name);
}

/** The hooks of bridges that the plan's own steps take. */
function linksOf(plan: Plan) {
  return plan.steps.flatMap(({ do: action }) => {
    if (action.op === "eiface") return [{ name: action.hook ?? "" }];
    return action.op === "connect" || action.op === "mkpeer" ? [{ name: action.peerHook }] : [];
  });
}

/** The address that the plan pins to the eiface. */
function changedPin(plan: Plan, name: string): string | undefined {
  return plan.steps.flatMap(({ do: action }) =>
    action.op === "rcconf"
      ? action.changes.flatMap((one) =>
          "set" in one && one.variable === `ngbuddy_mac_${variablePart(name)}` ? [one.set] : [],
        )
      : [],
  )[0];
}

/** The host's own stack was on the bridge by the NIC itself. */
export function upperAway(seen: Seen, bridge: WantedBridge): Step[] {
  const nic = nodeNameOf(bridge.interface);
  const link = seen.hooks.get(seen.byName.get(nic)?.id ?? 0)?.find(({ name }) => name === "upper");
  if (link === undefined || link.peer.name !== bridge.name) return [];
  const path = `${nic}:`;
  return [
    {
      description: `disconnect ${bridge.interface}'s upper hook from ${bridge.name}`,
      do: { op: "rmhook", path, hook: "upper" },
      undo: [
        {
          op: "connect",
          path,
          peerPath: `${bridge.name}:`,
          hook: "upper",
          peerHook: link.peerHook,
        },
      ],
    },
  ];
}

function swapped({ do: action, undo: [other] }: Step): Step | undefined {
  if (action.op !== "readdress" || other?.op !== "readdress") return undefined;
  return {
    description: `move ${[...other.inet, ...other.inet6].join(", ")} from ${other.from} to ${other.to}`,
    do: other,
    undo: [action],
  };
}

function dhclient(name: string, action: "start" | "stop", isUndone: boolean): Step {
  const other = action === "start" ? "stop" : "start";
  return {
    description: `${action} dhclient(8) on ${name}`,
    do: { op: "dhclient", interface: name, action },
    undo: isUndone ? [{ op: "dhclient", interface: name, action: other }] : [],
  };
}

/** Where addresses go back to, their lease is renewed again. */
function renewedWhenUndone(step: Step, name: string): Step {
  return { ...step, undo: [...step.undo, { op: "dhclient", interface: name, action: "start" }] };
}

/** What goes before all that is done to the graph. */
function withFirst(steps: readonly Step[], first: readonly Step[]): Step[] {
  const at = Math.max(
    0,
    steps.findIndex((step) => step.do.op !== "rcconf" && step.do.op !== "load"),
  );
  return [...steps.slice(0, at), ...first, ...steps.slice(at)];
}
