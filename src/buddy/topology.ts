/** The topology: the graph joined with interfaces, jails and VMs, as observe reads it and as status, pictures and pages show it. */

import type { PortSettings } from "../config/ports.ts";

/** The counters of a bridge's link, as ng_bridge(4) keeps them. */
export interface LinkStats {
  readonly recvOctets: number;
  readonly recvPackets: number;
  readonly recvMulticasts: number;
  readonly recvBroadcasts: number;
  readonly recvUnknown: number;
  readonly recvRunts: number;
  readonly recvInvalid: number;
  readonly xmitOctets: number;
  readonly xmitPackets: number;
  readonly xmitMulticasts: number;
  readonly xmitBroadcasts: number;
  readonly loopDrops: number;
  readonly loopDetects: number;
  readonly memoryFailures: number;
}

/** One node of the graph with its hooks, newest first, as the kernel lists them. */
export interface GraphNode {
  /** A node ID. */
  readonly id: number;
  /** Empty when the node has no name. */
  readonly name: string;
  readonly type: string;
  readonly hooks: readonly GraphHook[];
}
/** A hook of a node, and what is at its other end. */
export interface GraphHook {
  readonly name: string;
  /** A node ID. */
  readonly peerId: number;
  /** Empty when the peer has no name. */
  readonly peerName: string;
  readonly peerType: string;
  readonly peerHook: string;
}

/** A change that stays only when it is confirmed. */
export interface Waiting {
  /** In words: `bridge lan em0`. */
  readonly request: string;
  /** In how many seconds it is undone. */
  readonly secondsLeft: number;
}

/** Whatever sits behind a link. */
export type Guest =
  /** The host itself: an eiface in the host's own vnet. */
  | { readonly kind: "host"; readonly interface: InterfaceInfo }
  | {
      readonly kind: "jail";
      readonly jail: string;
      readonly jid: number;
      readonly interface: InterfaceInfo;
    }
  /** A bhyve machine: the ng_socket it opened, named after it when known. */
  | { readonly kind: "vm"; readonly name: string }
  /** A NIC's lower hook (the outside world) or upper hook (the host's own stack). */
  | {
      readonly kind: "uplink";
      readonly hook: "lower" | "upper" | "orphans";
      readonly interface: InterfaceInfo;
    }
  | { readonly kind: "bridge"; readonly name: string }
  /** An eiface whose interface was not found (in a jail that is going), or any other node. */
  | {
      readonly kind: "other";
      readonly name: string;
      readonly type: string;
      /** Why it is not known where its interface is. */
      readonly why?: string;
      /** The tags of the VLANs that an ng_vlan(4) hands out. */
      readonly vlans?: readonly number[];
    };

/** An interface of the host or of a jail, as ifconfig(8) shows it. */
export interface InterfaceInfo {
  readonly name: string;
  /** `58:9c:fc:00:2a:01`; absent for what is no Ethernet interface. */
  readonly ether?: string;
  /** `10.0.2.15/24`. */
  readonly inet: readonly string[];
  /** `fe80::1%lo0/64`. */
  readonly inet6: readonly string[];
  /** Absent, as are those below and the addresses' prefix lengths, for one in a jail that was not looked into. */
  readonly up?: boolean;
  /** Bytes. */
  readonly mtu?: number;
  /** `active`, `no carrier`; absent when ifconfig shows none. */
  readonly status?: string;
  /** Of a vlan(4): its tag and what it is on. */
  readonly vlan?: { readonly tag: number; readonly parent: string };
}

/** A node of the graph, by ID, name and type. */
export interface NodeName {
  readonly id: number;
  /** Empty when it has none. */
  readonly name: string;
  readonly type: string;
}

/** A node between a bridge and a guest. */
export interface Between extends NodeName {
  /** The tag with which an ng_vlan(4) passes its frames on. */
  readonly vlan?: number;
  /** The part of the guest's port that it is; absent for a node of somebody else's. */
  readonly part?: string;
}

/** How a guest's port on its bridge is set, by the nodes between. */
export interface Port extends PortSettings {
  /** For people: `rate 100M`, `guard`. */
  readonly words: readonly string[];
}

/** A hook of a bridge, and who is behind it. */
export interface Link {
  /** The bridge's own hook: `link3`, `uplink1`. */
  readonly hook: string;
  readonly peerId: number;
  /** Empty when the peer has no name. */
  readonly peerName: string;
  readonly peerType: string;
  readonly peerHook: string;
  /** The nodes that hand frames on between bridge and guest, from the bridge on; absent when the peer is the guest. */
  readonly between?: readonly Between[];
  /** The settings of the guest's port; absent when it has none. */
  readonly port?: Port;
  /** The node that the guest is, and its hook, behind those. */
  readonly end?: NodeName & { readonly hook: string };
  readonly guest: Guest;
  /** The bridge's counters of the hook; absent unless they were asked for. */
  readonly stats?: LinkStats;
}

/** An ng_bridge(4) with its links. */
export interface Bridge {
  /** A node ID. */
  readonly id: number;
  readonly name: string;
  /** Newest first, as the kernel lists them. */
  readonly links: readonly Link[];
  /** Addresses in the forwarding table, when it was asked for. */
  readonly hosts?: readonly {
    readonly addr: string;
    readonly hook: string;
    readonly age: number;
    readonly staleness: number;
  }[];
}

/** An eiface or a NIC that has no link of a bridge for itself. */
export interface Orphan extends NodeName {
  /** The node that it is joined to: another eiface, without a bridge, or what leads to several, such as an ng_hub(4). */
  readonly joined?: NodeName;
  /** Of one that shares a bridge's link with others: what of an ng_vlan(4), or the like, leads there. `joined` is the bridge then. */
  readonly between?: readonly NodeName[];
  /** Where it is, and where the one is that it is joined to; absent when nobody asked for guests. */
  readonly guest?: Guest;
  /** Where the one is that it is joined to; absent as `guest` is. */
  readonly joinedGuest?: Guest;
}

/** A host as it was read at one time. */
export interface Topology {
  /** Empty when nobody asked for guests. */
  readonly hostname: string;
  /** When it was read: ISO 8601, UTC. */
  readonly time: string;
  readonly bridges: readonly Bridge[];
  /** eifaces and NICs that no bridge has. */
  readonly orphans: readonly Orphan[];
  /** The host's bridges of if_bridge(4); absent when there are none, or nobody asked for guests. */
  readonly ifBridges?: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly graph: readonly GraphNode[];
  /** What is undone unless it is confirmed; absent when nothing is. */
  readonly waiting?: readonly Waiting[];
  /** The jails that run and cannot be read, and why; absent when there are none, or nobody asked for guests. */
  readonly unreadable?: readonly {
    readonly jail: string;
    readonly jid: number;
    readonly reason: string;
  }[];
}
