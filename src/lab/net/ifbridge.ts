/** if_bridge(4): an Ethernet bridge of interfaces. It learns and floods; spanning tree, VLAN filtering and ageing are not emulated. */
import { errno } from "../../netgraph/errno.ts";
import { isFor, isGroup } from "../wire/ethernet.ts";
import { IFBIF, type MemberSettings, newSettings } from "./bridgemember.ts";
import { IFCAP, optionsOf, withOptions } from "./capabilities.ts";
import { generatedEther } from "./generated.ts";
import { Interface, type MemberTap } from "./interface.ts";
import { driverMtu } from "./mtu.ts";
import type { Vnet } from "./vnet.ts";

/** Capabilities that a bridge's members have all or none of, and one that no member has (if_bridge.c). */
const SHARED = IFCAP.TOE | IFCAP.TSO | IFCAP.TXCSUM | IFCAP.TXCSUM_IPV6;
const STRIPPED = IFCAP.LRO;

/** Why the kernel refused: the errno, and what it says besides (exterror(9)). */
export interface Refusal {
  readonly errno: number;
  readonly reason: string;
}

/** What every request says that names another interface than a member. */
export const NOT_A_MEMBER: Refusal = {
  errno: errno.ENOENT,
  reason: "Interface is not a bridge member",
};

/** A bridge and its members: who may join, what they share, and where frames go. */
export class IfBridge implements MemberTap {
  /** Newest first, as ifconfig lists them. */
  readonly members: Interface[] = [];
  /** What ifconfig sets of the bridge itself, and shows in its lines. */
  readonly settings = {
    priority: 32768,
    hellotime: 2,
    fwddelay: 15,
    maxage: 20,
    holdcnt: 6,
    proto: "rstp",
    maxaddr: 2000,
    timeout: 1200,
  };
  /** Has spanning tree chosen a root, by a setting of its own? Otherwise it does when the bridge comes up. */
  hasRoot = false;
  private readonly kept = new Map<Interface, MemberSettings>();
  /** The capabilities that members came with, and have again when they leave. */
  private readonly cameWith = new Map<Interface, number>();
  private readonly table = new Map<number, Interface>();
  /** The member whose own frame is on its way to its stack: not to be bridged again. */
  private delivering: Interface | undefined;

  constructor(readonly iface: Interface) {}

  /** `addm` (if_bridge.c, bridge_ioctl_add): the first member gives the bridge its MTU, the others take the bridge's. */
  add(member: Interface): Refusal | undefined {
    const refuse = (number: number, reason: string) => ({ errno: number, reason });
    if (member.vlan?.parent.kind === "bridge") {
      return refuse(errno.EINVAL, "Bridge SVI cannot be added to a bridge");
    }
    if (member.bridge === this) {
      return refuse(errno.EEXIST, "Interface is already a member of this bridge");
    }
    if (member.bridge !== undefined) {
      return refuse(errno.EBUSY, "Interface is already a member of another bridge");
    }
    if (!member.isEthernet || member.kind === "bridge") {
      return refuse(errno.EINVAL, "Unsupported interface type");
    }
    const { mtu } = this.iface;
    if (this.members.length === 0) this.iface.mtu = member.mtu;
    else if (member.mtu !== mtu && driverMtu(member, mtu) !== 0) {
      return refuse(errno.EINVAL, "Failed to set MTU on new member");
    }
    this.members.unshift(member);
    this.kept.set(member, newSettings(member));
    this.cameWith.set(member, optionsOf(member));
    member.bridge = this;
    member.askPromiscuous(true);
    this.shareCapabilities();
    return undefined;
  }

  left(member: Interface): void {
    const at = this.members.indexOf(member);
    if (at < 0) return;
    this.members.splice(at, 1);
    member.bridge = undefined;
    member.askPromiscuous(false);
    this.forget(member);
    this.shareCapabilities();
    this.setCapabilities(member, this.cameWith.get(member) ?? 0);
    this.kept.delete(member);
    this.cameWith.delete(member);
  }

  /** Forgets what it learned: of one member, or of all. */
  forget(member?: Interface): void {
    for (const [address, owner] of this.table) {
      if (member === undefined || owner === member) this.table.delete(address);
    }
  }

  get hasLearned(): boolean {
    return this.table.size > 0;
  }

  memberNamed(name: string): { member: Interface; settings: MemberSettings } | undefined {
    const member = this.members.find((other) => other.name === name);
    return member && { member, settings: this.settingsOf(member) };
  }

  settingsOf(member: Interface): MemberSettings {
    const settings = this.kept.get(member);
    if (settings === undefined) throw new Error(`${member.name} is no member`);
    return settings;
  }

  /** What not all members can, none does (if_bridge.c, bridge_mutecaps). */
  private shareCapabilities(): void {
    let shared = SHARED;
    for (const member of this.members) shared &= this.cameWith.get(member) ?? 0;
    for (const member of this.members) {
      const others = optionsOf(member) & ~(SHARED | STRIPPED);
      this.setCapabilities(member, others | shared);
    }
  }

  private setCapabilities(member: Interface, bits: number): void {
    // Of those that have any of them, only epair(4) lets them be switched off in a lab.
    if (member.kind === "epair" && optionsOf(member) !== bits) member.options = withOptions(bits);
  }

  input(member: Interface, frame: Uint8Array): boolean {
    if (!this.iface.up || this.delivering === member) return false;
    if (!(frame[6]! & 1)) this.learn(keyAt(frame, 6), member);
    if (isGroup(frame)) {
      this.flood(frame, member, true);
      this.iface.receive(frame);
      return false;
    }
    const { ether, carp } = this.iface;
    if ((ether !== undefined && isFor(frame, ether)) || carp?.takes(frame)) {
      this.iface.receive(frame);
      return true;
    }
    const local = this.members.find(
      ({ ether, carp }) => (ether !== undefined && isFor(frame, ether)) || carp?.takes(frame),
    );
    if (local === member) return false;
    if (local !== undefined) this.deliver(local, frame);
    else this.forward(frame, member);
    return true;
  }

  output(member: Interface, frame: Uint8Array): boolean {
    if (!this.iface.up) return false;
    const known = isGroup(frame) ? undefined : this.table.get(keyAt(frame, 0));
    if (known !== undefined) known.send(frame);
    else {
      this.flood(frame, member, false);
      member.send(frame);
    }
    return true;
  }

  private learn(address: number, member: Interface): void {
    const { flags, maxAddresses } = this.settingsOf(member);
    const owner = this.table.get(address);
    if (!(flags & IFBIF.LEARNING) || owner === member) return;
    if (owner !== undefined && this.settingsOf(owner).flags & IFBIF.STICKY) return;
    const count =
      maxAddresses === 0 ? 0 : [...this.table.values()].filter((one) => one === member).length;
    if (this.table.size >= this.settings.maxaddr || (maxAddresses > 0 && count >= maxAddresses))
      return;
    this.table.set(address, member);
    if (owner !== undefined && this.logsMoves) this.sayMoved(address, owner, member);
  }

  /** net.link.bridge.log_mac_flap (if_bridge.c, bridge_rtupdate). */
  private sayMoved(address: number, from: Interface, to: Interface): void {
    const { name, vnet } = this.iface;
    const digits = address.toString(16).padStart(12, "0").match(/../g) ?? [];
    vnet.log(
      `${name}: mac address ${digits.join(":")} vlan 0 moved from ${from.name} to ${to.name}`,
    );
  }

  private get logsMoves(): boolean {
    return this.iface.vnet.stack.logsMoves;
  }

  /** A frame from the bridge's own interface. */
  readonly transmit = (frame: Uint8Array): void => this.forward(frame, undefined);

  private forward(frame: Uint8Array, from: Interface | undefined): void {
    const known = isGroup(frame) ? undefined : this.table.get(keyAt(frame, 0));
    if (known === undefined) this.flood(frame, from, true);
    else if (known !== from && !this.areApart(known, from)) known.send(frame);
  }

  /** To all members but the one it came from; what is for somebody unknown, not to those that are not to discover (if_bridge.c, bridge_broadcast). */
  private flood(frame: Uint8Array, from: Interface | undefined, bridged: boolean): void {
    const discovers = !isGroup(frame);
    for (const member of this.members) {
      if (member === from || !member.up) continue;
      if (discovers && !(this.settingsOf(member).flags & IFBIF.DISCOVER)) continue;
      if (!bridged || !this.areApart(member, from)) member.send(frame);
    }
  }

  /** Are both private? Those hear nothing of each other. */
  private areApart(one: Interface, other: Interface | undefined): boolean {
    if (other === undefined) return false;
    return Boolean(this.settingsOf(one).flags & this.settingsOf(other).flags & IFBIF.PRIVATE);
  }

  private deliver(member: Interface, frame: Uint8Array): void {
    const before = this.delivering;
    this.delivering = member;
    member.demux(frame);
    this.delivering = before;
  }
}

function keyAt(frame: Uint8Array, at: number): number {
  const high = (frame[at]! << 16) | (frame[at + 1]! << 8) | frame[at + 2]!;
  const low = (frame[at + 3]! << 16) | (frame[at + 4]! << 8) | frame[at + 5]!;
  return high * 0x1000000 + low;
}

const bridges = new WeakMap<Interface, IfBridge>();

/** The bridge behind a bridge interface. */
export function bridgeOf(iface: Interface): IfBridge | undefined {
  return bridges.get(iface);
}

/** Makes a bridge in a vnet: `bridge0`. */
export function createBridge(vnet: Vnet, number: number, hostname: string): Interface {
  const name = `bridge${number}`;
  const made = new Interface(vnet, {
    name,
    kind: "bridge",
    ether: generatedEther(hostname, name),
    options: "10<VLAN_HWTAGGING>",
  });
  const bridge = new IfBridge(made);
  bridges.set(made, bridge);
  made.members = bridge.members;
  made.transmit = bridge.transmit;
  made.destroy = () => {
    for (const member of [...bridge.members]) bridge.left(member);
    made.vnet.detach(made);
  };
  vnet.attach(made);
  made.introduce();
  return made;
}
