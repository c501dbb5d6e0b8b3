/** A network interface of the lab: what ifconfig(8) shows of it, and the way frames take between wire, netgraph and stack. */
import { formatEther } from "../wire/address.ts";
import { ETHER_MTU, isFor, isGroup } from "../wire/ethernet.ts";
import { IFF_NOARP } from "./flagbits.ts";
import type { Inet6 } from "./inet6.ts";

/** An IPv4 address of an interface, as ifconfig(8) writes it. */
export interface Inet {
  readonly address: string;
  /** How many bits of the address are the network's. */
  readonly prefix: number;
  /** The broadcast address, when it is not the last of the prefix. */
  readonly broadcast?: string;
  /** The other end of a point-to-point interface. */
  readonly peer?: string;
  /** The virtual host of carp(4) that the address is shared by. */
  readonly vhid?: number;
}

/**
 * Sees an interface's frames, as bpf(4) does: `in` from the wire, `out` to it. `gone`, with nothing: the interface left its vnet.
 * A frame is valid during the call only.
 */
export type FrameWatcher = (frame: Uint8Array, way: "in" | "out" | "gone") => void;

/** What an interface is, which decides what ifconfig(8) shows of it and who may remove it. */
export type InterfaceKind = "nic" | "loopback" | "eiface" | "iface" | "vlan" | "epair" | "bridge";

/** An interface that is to be made. */
export interface InterfaceDescription {
  readonly name: string;
  readonly kind: InterfaceKind;
  /** Bytes; 1500 when left out. */
  readonly mtu?: number;
  /** The address of an Ethernet interface, six bytes; absent for lo0 and ng_iface's. */
  readonly ether?: Uint8Array;
  /** ifconfig's options line as it is printed, `880028<VLAN_MTU,…>`. */
  readonly options?: string;
  /** ifconfig's media line, with a carrier and without. */
  readonly media?: { readonly up: string; readonly down: string };
  /** The driver's number for it; absent for a VLAN called `vtnet0.7`. Said by its name when left out. */
  readonly unit?: number | undefined;
}

/** PERFORMNUD, IFDISABLED, AUTO_LINKLOCAL: what an Ethernet interface starts with (nd6.c, nd6_ifattach). */
const ND6_DEFAULT = 0x29;

/** What the kinds of interfaces differ in from a NIC (seen on FreeBSD 15). */
const kinds: { readonly [kind in InterfaceKind]?: KindTraits } = {
  loopback: { nd6: 0x21, group: "lo" },
  iface: { extraFlags: IFF_NOARP, pointToPoint: true },
  vlan: { group: "vlan", driver: "vlan" },
  epair: { group: "epair", driver: "epair" },
  bridge: { nd6: 0x09, group: "bridge" },
};

interface KindTraits {
  readonly extraFlags?: number;
  readonly pointToPoint?: boolean;
  readonly nd6?: number;
  readonly group?: string;
  /** The driver's name; that of the interface without its number when left out. */
  readonly driver?: string;
}

/** The longest description that the kernel takes, bytes, its NUL included (if.c, ifdescr_maxlen). */
export const MAX_DESCRIPTION = 1024;

/** An interface: where it is, what is set on it, and whom frames go to that leave it or come in. */
export class Interface {
  name: string;
  readonly kind: InterfaceKind;
  /** The number the vnet gave it (`link#2`). */
  index = 0;
  /** Where it is now. */
  vnet: InterfaceVnet;
  /** Where it was made, and goes back to when its jail goes. */
  readonly home: InterfaceVnet;
  /** Bytes. */
  mtu: number;
  up = false;
  /** The driver runs: set by the first `up`, and kept by some drivers after. */
  running = false;
  /** Does the driver have a carrier? undefined when it does not tell. */
  carrier: boolean | undefined;
  /** How many asked for promiscuous mode: `askPromiscuous` counts. */
  promiscuous = 0;
  /** Six bytes; undefined for what is no Ethernet interface. */
  ether: Uint8Array | undefined;
  /** The address the driver was made with. */
  readonly hwaddr: Uint8Array | undefined;
  inet: Inet[] = [];
  inet6: readonly Inet6[] = [];
  options: string;
  /** The options it was made with, switched on or not since. */
  readonly madeWith: string;
  media: { readonly up: string; readonly down: string } | undefined;
  /** Does it not hear what it sends itself (IFF_SIMPLEX)? A VLAN learns that of its parent. */
  simplex: boolean;
  /** `ifconfig … description`; empty when there is none. */
  descriptionText = "";
  metric = 0;
  /** `ifconfig … promisc`: promiscuous until told otherwise, whoever else asks (IFF_PPROMISC). */
  permanentPromiscuous = false;
  /** Other flags of if_flags(9) that are set by hand (`-arp`, `link0`, `debug`, `monitor` …). */
  extraFlags: number;
  /** Has it a peer instead of a broadcast domain? */
  pointToPoint: boolean;
  /** IPv6's settings (ND6_IFF_…), as `nd6 options` shows them. */
  nd6: number;
  /** The group of the cloner that made it. */
  readonly cloneGroups: readonly string[];
  /** The groups that ifconfig shows: the cloner's, and those it was put in (`ifconfig … group`). */
  groups: readonly string[];
  /** The driver's number for it, which it keeps under any name: `bridge0` by another name is still number 0. */
  readonly unit: number | undefined;
  private readonly driver: string;
  /** A vlan(4) interface's parent and tag; undefined for other interfaces, and for one that is not configured. */
  vlan: VlanTag | undefined;
  /** The vlan(4) interfaces on top of this one, by tag. */
  vlans: Map<number, Interface> | undefined;
  /** The if_bridge(4) that this is a member of. */
  bridge: MemberTap | undefined;
  /** The members of this if_bridge(4), newest first; undefined for other interfaces. */
  members: readonly Interface[] | undefined;
  /** The virtual hosts of carp(4) on it. */
  carp: CarpTap | undefined;
  /** Undoes what `ifconfig … create` made; undefined when this was not made that way. */
  destroy: (() => void) | undefined;
  readonly multicast = new Set<string>();
  readonly counters = { inPackets: 0, inOctets: 0, outPackets: 0, outOctets: 0 };

  /** Netgraph on this interface: ng_ether(4)'s hooks, or ng_iface(4)'s. */
  netgraph: NetgraphTap | undefined;
  /** Who sees its frames; undefined when nobody does. */
  private watchers: readonly FrameWatcher[] | undefined;
  /** Does its hardware pass over what is for others, unless it is promiscuous? */
  filters = false;
  /** Who else is on its wire, told of each frame that goes over it in either direction: see `plugIn`. */
  hearers: readonly ((frame: Uint8Array) => void)[] = [];
  /** The driver: sends a frame out to the wire (a NIC's LAN, the peer of an eiface's hook). */
  transmit: (frame: Uint8Array) => void = () => {};

  constructor(vnet: InterfaceVnet, description: InterfaceDescription) {
    this.name = description.name;
    this.kind = description.kind;
    this.vnet = vnet;
    this.home = vnet;
    this.mtu = description.mtu ?? ETHER_MTU;
    this.ether = description.ether;
    this.hwaddr = description.ether?.slice();
    this.options = description.options ?? "0";
    this.madeWith = this.options;
    this.media = description.media;
    this.simplex = description.kind !== "vlan";
    const [, word = "", digits = ""] = /^(.*?)(\d*)$/.exec(description.name) ?? [];
    this.unit = "unit" in description ? description.unit : digits === "" ? 0 : Number(digits);
    const kind = kinds[description.kind];
    this.driver = kind?.driver ?? word;
    this.extraFlags = kind?.extraFlags ?? 0;
    this.pointToPoint = kind?.pointToPoint ?? false;
    this.nd6 = kind?.nd6 ?? ND6_DEFAULT;
    this.cloneGroups = kind?.group === undefined ? [] : [kind.group];
    this.groups = this.cloneGroups;
  }

  /** `epair0`: the driver's name and its number, whatever the interface is called by now. */
  get driverName(): string {
    return `${this.driver}${this.unit ?? ""}`;
  }

  /** Notes that the link came or went (if.c, do_link_state_change). */
  setCarrier(on: boolean): void {
    if (this.carrier === on) return;
    this.carrier = on;
    this.vnet.log(`${this.name}: link state changed to ${on ? "UP" : "DOWN"}`);
    this.carp?.linkChanged();
    // if_vlan.c, vlan_link_state: those on top have the carrier of their parent.
    for (const child of this.vlans?.values() ?? []) child.setCarrier(on);
  }

  /** Somebody asks for promiscuous mode, or does not any more (if.c, ifpromisc). */
  askPromiscuous(on: boolean): void {
    this.promiscuous += on ? 1 : -1;
    if (this.promiscuous !== (on ? 1 : 0)) return;
    // A VLAN hears what its parent lets through (if_vlan.c, vlan_setflags).
    this.vlan?.parent.askPromiscuous(on);
    this.vnet.log(`${this.name}: promiscuous mode ${on ? "enabled" : "disabled"}`);
  }

  /** What the kernel says of an Ethernet interface that a driver made (if_ethersubr.c, ether_ifattach). */
  introduce(): void {
    if (this.ether !== undefined) {
      this.vnet.log(`${this.name}: Ethernet address: ${formatEther(this.ether)}`);
    }
  }

  /** Lets somebody see every frame on its way between wire and interface. Returns what ends that. */
  watch(watcher: FrameWatcher): () => void {
    // Of two that are the same function each has its own.
    const own: FrameWatcher = (frame, way) => watcher(frame, way);
    this.watchers = [...(this.watchers ?? []), own];
    return () => {
      const others = this.watchers?.filter((one) => one !== own) ?? [];
      this.watchers = others.length === 0 ? undefined : others;
    };
  }

  /** Shows a frame to whoever watches. */
  show(frame: Uint8Array, way: "in" | "out"): void {
    for (const watcher of this.watchers ?? []) watcher(frame, way);
  }

  /** It leaves its vnet: who watches it there loses it. */
  loseWatchers(): void {
    const { watchers = [] } = this;
    this.watchers = undefined;
    for (const watcher of watchers) watcher(new Uint8Array(), "gone");
  }

  /** A frame came over the wire from its far end. Valid during the call only. */
  receive(frame: Uint8Array): void {
    for (const hear of this.hearers) hear(frame);
    this.take(frame);
  }

  /** A frame came in from the wire: to netgraph, if its lower hook has it, else to the stack. Hardware that filters takes what is for the interface and for groups, and all when it is promiscuous. */
  take(frame: Uint8Array): void {
    if (this.filters && !this.isWanted(frame)) return;
    this.counters.inPackets++;
    this.counters.inOctets += frame.length;
    if (this.watchers !== undefined) this.show(frame, "in");
    if (!this.up) return;
    if (this.netgraph?.input(frame)) return;
    this.demux(frame);
  }

  /** A frame for the stack, past netgraph. */
  demux(frame: Uint8Array): void {
    this.vnet.stack.receive(this, frame);
  }

  /** A frame from the stack: to netgraph, if its upper hook has it, else to the wire. Returns an errno: only netgraph refuses at once. */
  output(frame: Uint8Array): number {
    const taken = this.netgraph?.output(frame);
    if (taken !== undefined) return taken;
    this.send(frame);
    return 0;
  }

  /** A frame to the wire, past netgraph. */
  send(frame: Uint8Array): void {
    this.counters.outPackets++;
    this.counters.outOctets += frame.length;
    if (this.watchers !== undefined) this.show(frame, "out");
    for (const hear of this.hearers) hear(frame);
    this.transmit(frame);
  }

  private isWanted(frame: Uint8Array): boolean {
    return (
      this.promiscuous > 0 ||
      this.permanentPromiscuous ||
      isGroup(frame) ||
      (this.ether !== undefined && isFor(frame, this.ether))
    );
  }

  /** Is it an Ethernet interface, so that ng_ether(4) gives it a node? */
  get isEthernet(): boolean {
    return this.ether !== undefined;
  }
}

/** The vnet that an interface is in, as the interface and its driver know it. */
export interface InterfaceVnet {
  readonly stack: InterfaceStack;
  readonly interfaces: readonly Interface[];
  /** A line for the kernel's console. */
  log(line: string): void;
  interface(name: string): Interface | undefined;
  attach(iface: Interface): void;
  detach(iface: Interface): void;
  rename(iface: Interface, name: string): void;
  move(iface: Interface, to: InterfaceVnet): void;
}

/** The network stack of that vnet: what it is given, and what it is told of its interfaces. */
export interface InterfaceStack {
  /** The routes that come and go with IPv4 addresses. */
  readonly own: {
    connect(iface: Interface): void;
    disconnect(iface: Interface): void;
  };
  /** net.link.bridge.log_mac_flap: are Ethernet addresses that move between a bridge's members worth a line? */
  readonly logsMoves: boolean;
  receive(iface: Interface, frame: Uint8Array): void;
  addAddress(iface: Interface, inet: Inet): void;
  removeAddress(iface: Interface, address: number): void;
  addAddress6(iface: Interface, inet: Inet6): void;
  removeAddress6(iface: Interface, inet: Inet6): void;
  /** An interface came up: what its IPv6 addresses have waited for begins. */
  connect6(iface: Interface): void;
  /** The lifetimes of IPv6 addresses have changed. */
  followLifetimes6(): void;
  announce(iface: Interface): void;
}

/** The virtual hosts of carp(4) on an interface. */
export interface CarpTap {
  /** Its virtual hosts, oldest first. */
  readonly hosts: readonly {
    readonly state: "INIT" | "BACKUP" | "MASTER";
    readonly vhid: number;
    readonly advbase: number;
    readonly advskew: number;
    readonly peer: number;
    readonly peer6: readonly number[];
  }[];
  /** Is this frame for a virtual host that this interface is the master of? */
  takes(frame: Uint8Array): boolean;
  /** The Ethernet address of a virtual host, as long as this interface is its master. */
  etherOf(vhid: number): Uint8Array | undefined;
  /** The interface, or its link, came up or went down. */
  linkChanged(): void;
  /** An address of a virtual host was set; returns an errno. */
  attach(vhid: number): number;
  /** An address is gone; `isReplaced` when the same one comes back at once. */
  detach(vhid: number, isReplaced: boolean): void;
}

/** What makes an interface a vlan(4). */
export interface VlanTag {
  readonly parent: Interface;
  readonly tag: number;
  readonly protocol: "802.1q" | "802.1ad";
  /** The priority of its frames (IEEE 802.1p). */
  readonly pcp: number;
}

/** An if_bridge(4), as a member sees it: each takes a frame and says whether it did. */
export interface MemberTap {
  input(member: Interface, frame: Uint8Array): boolean;
  output(member: Interface, frame: Uint8Array): boolean;
  /** The member is gone or went to another vnet. */
  left(member: Interface): void;
}

/** Netgraph's place on an interface, between the wire and the stack. */
export interface NetgraphTap {
  /** Takes a frame from the wire, and says whether it did. */
  input(frame: Uint8Array): boolean;
  /** Takes a frame from the stack, and returns what became of it, an errno; undefined when it does not take it. */
  output(frame: Uint8Array): number | undefined;
}
