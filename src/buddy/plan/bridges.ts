/** `bridge` and `unbridge`: one bridge more or less. */
import {
  bridgeName,
  eifaceName,
  interfaceName,
  isBridgeName,
  wishText,
} from "../../config/names.ts";
import { NETWORK_FIELDS } from "../../config/network.ts";
import { isSameVlan, tagsText, type VlanTags } from "../../config/vlans.ts";
import { nodeNameOf } from "../names.ts";
import { walk } from "../observe/walk.ts";
import { refuse } from "../refusal.ts";
import { tunnelMtu } from "../tunnelmtu.ts";
import { planBridge } from "./bridge.ts";
import { refuseNoBridge } from "./choice.ts";
import { newDraft } from "./draft.ts";
import { hostChanges, hostGone, hostNotes, leftNotes } from "./hostchanges.ts";
import { loadStep } from "./load.ts";
import { jailName, jailOf, lossNotes } from "./losses.ts";
import { rcStep } from "./rcchange.ts";
import { removeEiface } from "./removal.ts";
import type { Plan, RcChange } from "./step.ts";
import { removeBridge } from "./stop.ts";
import { vlanPlanner } from "./vlanplanner.ts";
import { vlanNotes } from "./vlans.ts";
import {
  allLists,
  endSeen,
  hooksSeen,
  nodeOf,
  type Seen,
  type Wanted,
  type WantedBridge,
} from "./wanted.ts";

/** Puts a bridge on an interface, in the graph and in rc.conf. */
export function planBridging(
  wanted: Wanted,
  seen: Seen,
  request: {
    readonly name: string;
    readonly interface: string;
    /** Is it to be an eiface, whatever its name looks like? */
    readonly eiface?: boolean;
    /** The VLAN of the interface; what rc.conf says of the bridge when left out. */
    readonly vlan?: VlanTags;
    /** Is one that is up left as it is, whatever it is on? */
    readonly ifMissing?: boolean;
    /** The eiface that the host is to be on instead of the NIC. */
    readonly host?: string;
    /** The other hosts that have the bridge, too; what rc.conf says of them when left out. */
    readonly peers?: string;
  },
): Plan {
  const iface = request.interface;
  refuseSwapped(seen, request.name, iface);
  const name = bridgeName(request.name);
  if (request.ifMissing && nodeOf(seen, name, "bridge") !== undefined)
    return nothingToDo(`bridge ${name} ${iface}`, [`Bridge ${name} exists already.`]);
  const configured = wanted.bridges.find((bridge) => bridge.name === name);
  const check = request.eiface ? eifaceName : interfaceName;
  const wish = {
    interface: iface,
    eiface: request.eiface === true || configured?.eiface === true,
  };
  const written =
    configured === undefined ? wanted.bridgeOn(name, wish) : { ...configured, ...wish };
  const { host, peers } = request;
  const isEiface =
    seen.interfaces?.has(iface) !== true || nodeOf(seen, iface, "eiface") !== undefined;
  // Guests are to send nothing that does not fit into a tunnel.
  const mtu =
    peers && written.mtu === undefined && isEiface ? tunnelMtu(seen.interfaces, peers) : undefined;
  const bridge = {
    ...written,
    ...(mtu !== undefined && { mtu }),
    ...(request.vlan !== undefined && { vlan: request.vlan }),
    ...(host !== undefined && { host, upper: false }),
  };
  const isOn = (one: WantedBridge) =>
    nodeNameOf(one.interface) === nodeNameOf(iface) && isSameVlan(one.vlan, bridge.vlan);
  if (configured !== undefined && !isOn(configured)) {
    refuse(
      "data",
      `bridge ${name} is on ${placeText(configured)}; remove it first: ngbuddy unbridge ${name}`,
    );
  }
  const other = wanted.bridges.find((one) => one.name !== name && isOn(one));
  if (other !== undefined)
    refuse("data", `${placeText(bridge)} is the interface of bridge ${other.name} already`);
  if (name === nodeNameOf(iface))
    refuse("data", `bridge ${name} cannot be called as its interface; choose another name`);
  const listed = [...allLists(wanted)].find(([, list]) => list.includes(iface));
  if (listed !== undefined) {
    refuse("data", `${iface} is in ngbuddy_${listed[0]}_list; give the bridge another interface`);
  }
  const existing = seen.byName.get(name);
  if (seen.interfaces?.has(name) || (existing !== undefined && existing.type !== "bridge")) {
    refuse(
      "data",
      `the bridge name "${name}" conflicts with an existing interface or node; choose another name`,
    );
  }
  check(iface);
  const others = wanted.bridges.filter((one) => one.name !== name);
  const draft = newDraft(wanted, seen);
  planBridge(draft, bridge);
  const [missing] = draft.unmet;
  if (missing !== undefined) refuse("unavailable", missing);
  const variable = `ngbuddy_${name}_if`;
  const text = wishText(wish);
  const ofHost =
    host === undefined || host === configured?.host
      ? []
      : hostChanges(wanted, seen, { name, interface: iface, host, vlan: bridge.vlan });
  const recorded = rcStep(wanted, `set ${variable} in rc.conf`, [
    { variable, set: text },
    ...(request.vlan === undefined
      ? []
      : [{ variable: `ngbuddy_${name}_vlan`, set: tagsText(request.vlan) }]),
    ...(peers === undefined ? [] : [peersChange(`ngbuddy_${name}_peers`, peers)]),
    ...(mtu === undefined ? [] : [{ variable: `ngbuddy_${name}_mtu`, set: String(mtu) }]),
    ...ofHost,
  ]);
  const vlan = request.vlan === undefined ? "" : ` --vlan ${tagsText(request.vlan)}`;
  return {
    request: `bridge ${name} ${text}${vlan}${host === undefined ? "" : ` --host ${host}`}${peers === undefined ? "" : ` --peers "${peers}"`}`,
    says: [],
    steps: [
      ...(draft.steps.length === 0 ? [] : loadStep(seen, draft.steps)),
      ...draft.steps,
      ...recorded.steps,
    ],
    done: [
      ...recorded.lines,
      ...(draft.steps.length === 0 ? [`Bridge ${name} is on ${placeText(bridge)} already.`] : []),
    ],
    notes: [
      ...draft.notes,
      ...vlanNotes([...others, bridge], seen.interfaces),
      ...hostNotes(wanted, bridge),
      ...(ofHost.length === 0 ? [] : leftNotes(wanted, bridge, ofHost)),
    ],
    expect: draft.expect,
    whenKilled: "undo",
  };
}

/** An interface cannot be called as a bridge is, and what is none may be the bridge that was meant. */
function refuseSwapped(seen: Seen, name: string, iface: string): void {
  const isInterface = (one: string) =>
    seen.interfaces?.has(one) || seen.byName.has(nodeNameOf(one));
  if (!isInterface(name) || isInterface(iface)) return;
  // A number at the end is an interface's.
  if (!isBridgeName(iface) || /\d$/.test(iface)) return;
  const node = seen.byName.get(nodeNameOf(name));
  if (node !== undefined && !/^(?:ether|eiface)$/.test(node.type)) return;
  refuse(
    "data",
    `${name} is an interface, which comes behind the bridge: ngbuddy bridge ${iface} ${name}`,
  );
}

function peersChange(variable: string, peers: string): RcChange {
  return peers === "" ? { variable, unset: true } : { variable, set: peers };
}

/** `em0`, or `VLAN 10 of em0`. */
function placeText({ interface: name, vlan }: WantedBridge): string {
  return vlan === undefined ? name : `VLAN ${tagsText(vlan)} of ${name}`;
}

/** Takes a bridge and its own eiface away, from the graph and from rc.conf. */
export function planUnbridge(wanted: Wanted, seen: Seen, name: string, ifExists = false): Plan {
  const configured = wanted.bridges.find((bridge) => bridge.name === name);
  const node = nodeOf(seen, name, "bridge");
  if (configured === undefined && node === undefined) {
    if (ifExists) return nothingToDo(`unbridge ${name}`, []);
    const names = wanted.bridges.map((bridge) => bridge.name);
    refuseNoBridge(name, names, names.length === 0 ? " in rc.conf" : "");
  }
  const list = allLists(wanted).get(name) ?? [];
  if (list.length > 0) {
    refuse(
      "unavailable",
      `bridge ${name} has ${list.join(" ")} in its list; first: ${list.map((one) => `ngbuddy destroy ${one}`).join("; ")}`,
    );
  }
  const own = configured && nodeOf(seen, configured.interface, "eiface");
  const guests = hooksSeen(seen, node)
    .map((link) => walk(link, seen.hooks).hook.peer)
    .filter(
      ({ type, id, name: guest }) =>
        type === "eiface" && id !== own?.id && guest !== configured?.host,
    );
  if (guests.length > 0) {
    const names = guests.map((guest) => guest.name).join(" ");
    const first = guests.map((guest) => {
      const jail = jailOf(seen.places.get(guest.id));
      return `ngbuddy unjail ${guest.name}${jail === undefined ? "" : ` ${jailName(jail)}`}`;
    });
    refuse(
      "unavailable",
      `bridge ${name} still carries ${names}; stop their jails first, or: ${first.join("; ")}`,
    );
  }
  const ownIsHere =
    own !== undefined &&
    (own.hooks === 0 || (node !== undefined && endSeen(seen, own)?.id === node.id));
  const changes: RcChange[] =
    configured === undefined
      ? []
      : [
          ...leftBehind(wanted, name),
          ...(configured.host === undefined ? [] : hostGone(wanted, configured, configured.host)),
        ];
  const forgotten = rcStep(wanted, `remove ngbuddy_${name}_if from rc.conf`, changes);
  const says = [
    ...(ownIsHere ? [`Shutdown ${own.name}`] : []),
    ...(node ? [`Shutdown bridge ${name}`] : []),
  ];
  return {
    request: `unbridge ${name}`,
    says,
    steps: [
      ...forgotten.steps,
      ...(node === undefined
        ? []
        : [
            ...removeBridge(wanted, seen, node),
            ...(vlanPlanner()?.clearSplitters(seen, [node]) ?? []),
          ]),
      ...(ownIsHere ? [removeEiface(wanted, seen, own, { attached: false, hosts: true })] : []),
    ],
    done: [],
    notes: [
      ...(node === undefined ? [`bridge ${name} was not up`] : []),
      ...(ownIsHere ? lossNotes(seen, [own], () => "gone") : []),
    ],
    expect: [{ absent: name }],
    whenKilled: "finish",
  };
}

/** The plan of a request that asks for what is so already. */
function nothingToDo(request: string, done: readonly string[]): Plan {
  return { request, says: [], steps: [], done, notes: [], expect: [], whenKilled: "undo" };
}

/** What a bridge's variables end in that have no meaning without it; its empty list stays, as the ports' ngbuddy(8) leaves it. */
const WITHOUT_MEANING = [
  "uplink",
  "upper",
  "mtu",
  "persistent",
  "vlan",
  "host",
  "members",
  ...NETWORK_FIELDS,
];

function leftBehind(wanted: Wanted, name: string): RcChange[] {
  const isSet = (suffix: string) => wanted.value(`ngbuddy_${name}_${suffix}`) !== undefined;
  return ["if", ...WITHOUT_MEANING.filter(isSet)].map((suffix) => ({
    variable: `ngbuddy_${name}_${suffix}`,
    unset: true,
    quiet: true,
  }));
}
