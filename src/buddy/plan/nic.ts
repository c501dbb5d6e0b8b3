/** Steps that put a bridge on a NIC, or on any other Ethernet interface that the host has. */
import { variablePart } from "../../config/interfaces.ts";
import { isBridgeName } from "../../config/names.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import type { NodeInfo } from "../../netgraph/client.ts";
import { nameOrId } from "../../netgraph/path.ts";
import { meant, nodeNameOf } from "../names.ts";
import { refuse } from "../refusal.ts";
import { type BridgeHook, type Draft, makeBridge, nameBridge, takeLink } from "./draft.ts";
import type { Action } from "./step.ts";
import { hooksSeen, type Seen, type Wanted, type WantedBridge } from "./wanted.ts";

/** The interface of a bridge, when the host has one of this name that we did not make. */
export function nicOf(seen: Seen, bridge: WantedBridge): HostInterface | undefined {
  if (bridge.eiface || seen.byName.get(bridge.interface)?.type === "eiface") return undefined;
  const nic = meant(seen.interfaces, bridge.interface);
  if (nic !== undefined && nic.ether === undefined) {
    refuse(
      "config",
      `bridge ${bridge.name}: ${nic.name} is no Ethernet interface; give another one`,
    );
  }
  return nic;
}

/** Why no bridge can be on an Ethernet interface, and what to do instead. */
export interface Unfit {
  readonly why: string;
  readonly instead: string;
}

/** Returns why no bridge can be on an interface; undefined when one can. */
export function unfitFor(wanted: Wanted, seen: Seen, nic: HostInterface): Unfit | undefined {
  const lagg = ownerOf(seen, nic, "lagg");
  // ether_input(9) hands a port's frames to its lagg(4) before ng_ether(4) sees them (sys/net/if_ethersubr.c).
  if (lagg !== undefined)
    return {
      why: `${nic.name} is a port of ${lagg}, which takes all that comes in before a bridge could`,
      instead: `give the bridge ${lagg}`,
    };
  if (isStation(wanted, nic))
    return {
      why: `${nic.name} is a wireless station, whose access point takes frames with its own address alone`,
      instead: "give guests a network behind it: ngbuddy network private 10.60.0.0/24 --nat --dhcp",
    };
  return undefined;
}

/** Returns the if_bridge(4) or lagg(4) that has an interface; undefined when there is none. */
function ownerOf(
  { interfaces }: Seen,
  { name }: HostInterface,
  kind: "bridge" | "lagg",
): string | undefined {
  return [...(interfaces?.values() ?? [])].find(
    ({ groups, members }) => groups.includes(kind) && members.includes(name),
  )?.name;
}

/** Ways in which a wlan(4) hands on the frames of others, by ifconfig(8)'s and rc.conf's words for them. */
const PASSES_ON = /\b(?:hostap|mesh|adhoc|ahdemo|tdma|d?wds)\b/i;

/** Is it a wlan(4) that an access point knows by its own address only? One that is none is `running`, not `associated` (lib/libifconfig). */
function isStation({ value }: Wanted, { name, groups, status }: HostInterface) {
  if (!groups.includes("wlan") || status === "running") return false;
  const stems = ["create_args", "ifconfig"];
  return !PASSES_ON.test(stems.map((stem) => value(`${stem}_${variablePart(name)}`)).join(" "));
}

/** Capabilities with which a NIC changes frames that a bridge must pass on as they are, by ifconfig's arguments. */
export const OFFLOADS = {
  LRO: "-lro",
  TSO4: "-tso4",
  TSO6: "-tso6",
  VLAN_HWFILTER: "-vlanhwfilter",
  VLAN_HWTSO: "-vlanhwtso",
};

/** A public bridge: the NIC's lower hook is the outside world, its upper hook the host's own stack. */
export function planNic(
  draft: Draft,
  bridge: WantedBridge,
  nic: HostInterface,
  exists: NodeInfo | undefined,
): void {
  const { seen } = draft;
  const node = nodeNameOf(nic.name);
  const wanted = bridge.upper ? ["lower", "upper"] : ["lower"];
  const missing = wanted.filter((hook) => {
    const link = hooksSeen(seen, seen.byName.get(node)).find(({ name }) => name === hook);
    if (link === undefined) return true;
    if (link.peer.type === "bridge" && link.peer.name === bridge.name) return false;
    const owner = nameOrId(link.peer);
    // jng and the like call theirs after the NIC.
    const remedy =
      link.peer.type === "bridge" && isBridgeName(link.peer.name)
        ? `; to take that bridge over, in the place of ${bridge.name}: ngbuddy_${link.peer.name}_if="${nic.name}"`
        : "";
    return refuse(
      "unavailable",
      `bridge ${bridge.name}: the ${hook} hook of ${nic.name} is connected to ${owner} already${remedy}`,
    );
  });
  for (const hook of wanted) draft.expect.push({ node, type: "ether", hook, peer: bridge.name });
  const uplink = onUplinks(draft, bridge, nic);
  // Nobody wants the link of a NIC in use to go down and up: what ifconfig does was done when it was connected.
  if (missing.length > 0) {
    prepareNic(draft, nic, true, bridge.upper);
    draft.notes.push(...sharedNotes(seen, nic, bridge.name));
  }
  setNic(draft, nic);
  if (missing.length === 0) return;
  for (const hook of missing) {
    const at = hookFor(draft, bridge, uplink, hook);
    if (exists === undefined && hook === missing[0])
      makeBridge(draft, bridge, `${node}:`, hook, at);
    else {
      draft.steps.push({
        description: `connect ${nic.name}'s ${hook} hook to ${bridge.name} (${at.peerHook})`,
        // Until it has its name, a bridge made a step ago is what is behind the NIC's other hook.
        do: {
          op: "connect",
          path: `${node}:`,
          peerPath: exists ? `${bridge.name}:` : `${node}:${missing[0]}`,
          hook,
          ...at,
        },
        undo: [{ op: "rmhook", path: `${node}:`, hook }],
      });
    }
  }
  if (exists === undefined) nameBridge(draft, bridge, `${node}:${missing[0]}`);
}

/** Returns what to know of a NIC that an if_bridge(4) has as well: what that sends passes by ng_ether(4) (ether_output(9)). */
export function sharedNotes(seen: Seen, nic: HostInterface, bridge: string): string[] {
  const other = ownerOf(seen, nic, "bridge");
  if (other === undefined) return [];
  return [
    `${nic.name} is a member of ${other}, too, whose guests and those of ${bridge} do not reach one another; to have one bridge of all: ngbuddy adopt --host ${other}`,
  ];
}

/**
 * The bridge's hook for one of a NIC's. The host's own stack is on an uplink as well: on a link of a bridge that was begun
 * with an uplink it would get nothing for addresses that the bridge does not know, such as a VLAN's (ng_bridge.c).
 */
function hookFor(draft: Draft, { isUplinkWritten }: WantedBridge, uplink: boolean, hook: string) {
  if (!uplink) return takeLink(draft);
  draft.links++;
  const [peerHook, after] = hook === "lower" ? ["uplink1", 0] : ["uplink2", 1];
  // Where nobody has asked for uplinks, a kernel without them is no reason to have no bridge.
  const older = isUplinkWritten ? {} : { olderHook: `link${draft.nextLink + after}` };
  return { peerHook, ...older } satisfies BridgeHook;
}

/**
 * Is the NIC to be on uplinks? One that is connected stays as it is, with a note where rc.conf has it otherwise: what goes
 * through it would be cut off.
 */
function onUplinks(draft: Draft, bridge: WantedBridge, nic: HostInterface): boolean {
  const { seen } = draft;
  const hooks = hooksSeen(seen, seen.byName.get(nodeNameOf(nic.name)))
    .filter(({ name, peer }) => isConnection(name) && peer.name === bridge.name)
    .map(({ peerHook }) => peerHook)
    .sort();
  const isUplink = (hook: string) => hook.startsWith("uplink");
  if (hooks.every((hook) => isUplink(hook) === bridge.uplink)) return bridge.uplink;
  const wanted = bridge.uplink
    ? "uplink hooks, as is usual where the kernel has them"
    : "link hooks, as rc.conf has it";
  draft.notes.push(
    `bridge ${bridge.name} has ${nic.name} on ${hooks.join(" and ")}, and it stays there; to put it on ${wanted}: ngbuddy restart`,
  );
  return hooks.every(isUplink);
}

function isConnection(hook: string): boolean {
  return hook === "lower" || hook === "upper";
}

/**
 * Capabilities by which the host leaves checksums to a NIC. ng_ether(4) has the host write them itself while the upper hook is
 * connected, until a driver begins anew, as after a change of the MTU or of options (ng_ether.c, ng_ether_newhook; iflib.c,
 * iflib_init_locked). From then on what the host sends to guests has none.
 */
export const CHECKSUM_OFFLOADS = { TXCSUM: "-txcsum", TXCSUM_IPV6: "-txcsum6" };

/**
 * Brings a NIC up. One that gets a bridge hands frames on as they are from then on. `isHostOn`: does the host's own stack
 * reach the NIC by its upper hook from then on?
 */
export function prepareNic(
  draft: Draft,
  nic: HostInterface,
  getsBridge: boolean,
  isHostOn = false,
): void {
  // Drivers cannot split frames whose checksums they do not write: that is the first to go, and to come back.
  const offloads = { ...(isHostOn && CHECKSUM_OFFLOADS), ...OFFLOADS };
  const off = Object.entries(offloads).filter(
    ([capability]) => getsBridge && nic.options.includes(capability),
  );
  const args = [...off.map(([, argument]) => argument), ...(nic.up ? [] : ["up"])];
  if (args.length > 0) {
    draft.steps.push({
      description: `ifconfig ${nic.name} ${args.join(" ")}`,
      do: { op: "ifconfig", interface: nic.name, args },
      undo: [
        {
          op: "ifconfig",
          interface: nic.name,
          args: [...off.map(([, argument]) => argument.slice(1)), ...(nic.up ? [] : ["down"])],
        },
      ],
    });
  }
}

/** Makes a NIC hear everything, and send frames with the addresses that they have. */
export function setNic(draft: Draft, nic: HostInterface): void {
  const path = `${nodeNameOf(nic.name)}:`;
  const settings = draft.seen.nics.get(nodeNameOf(nic.name));
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
  set("setpromisc", 1, settings?.promisc ?? 0, `make ${nic.name} promiscuous`);
  set("setautosrc", 0, settings?.autosrc, `make ${nic.name} leave source addresses as they are`);
}

/** The same for a NIC that has lost its settings with its last hook. */
export function restoredNic(nic: HostInterface): Action[] {
  const path = `${nodeNameOf(nic.name)}:`;
  return [
    { op: "message", path, type: "ether", command: "setautosrc", value: 0 },
    { op: "message", path, type: "ether", command: "setpromisc", value: 1 },
  ];
}
