/** if_bridge(4): an Ethernet bridge of interfaces. It learns and floods; spanning tree, VLAN filtering and ageing are not emulated. */
import { errno } from "../../netgraph/errno.ts";
import { isFor, isGroup } from "./ethernet.ts";
import { generatedEther } from "./generated.ts";
import { Interface, type MemberTap } from "./interface.ts";
import type { Vnet } from "./vnet.ts";

export class IfBridge implements MemberTap {
  /** Newest first, as ifconfig lists them. */
  readonly members: Interface[] = [];
  private readonly table = new Map<number, Interface>();
  /** The member whose own frame is on its way to its stack: not to be bridged again. */
  private delivering: Interface | undefined;

  constructor(readonly networkInterface: Interface) {}

  /** `addm`: EBUSY when it is a member of another bridge, EEXIST of this one, EINVAL when it is no Ethernet interface or has another MTU. */
  add(member: Interface): number {
    if (member.bridge !== undefined) return member.bridge === this ? errno.EEXIST : errno.EBUSY;
    if (!member.isEthernet || member.kind === "bridge") return errno.EINVAL;
    if (this.members.length === 0) this.networkInterface.mtu = member.mtu;
    else if (member.mtu !== this.networkInterface.mtu) return errno.EINVAL;
    this.members.unshift(member);
    member.bridge = this;
    member.promiscuous++;
    return 0;
  }

  left(member: Interface): void {
    const at = this.members.indexOf(member);
    if (at < 0) return;
    this.members.splice(at, 1);
    member.bridge = undefined;
    member.promiscuous--;
    for (const [address, owner] of this.table) if (owner === member) this.table.delete(address);
  }

  input(member: Interface, frame: Uint8Array): boolean {
    if (!this.networkInterface.up || this.delivering === member) return false;
    if (!(frame[6]! & 1)) this.table.set(keyAt(frame, 6), member);
    if (isGroup(frame)) {
      this.flood(frame, member);
      this.networkInterface.receive(frame);
      return false;
    }
    if (this.networkInterface.ether && isFor(frame, this.networkInterface.ether)) {
      this.networkInterface.receive(frame);
      return true;
    }
    const local = this.members.find(({ ether }) => ether !== undefined && isFor(frame, ether));
    if (local === member) return false;
    if (local !== undefined) this.deliver(local, frame);
    else this.forward(frame, member);
    return true;
  }

  output(member: Interface, frame: Uint8Array): boolean {
    if (!this.networkInterface.up) return false;
    const known = isGroup(frame) ? undefined : this.table.get(keyAt(frame, 0));
    if (known !== undefined) known.send(frame);
    else {
      this.flood(frame, member);
      member.send(frame);
    }
    return true;
  }

  /** A frame from the bridge's own interface. */
  readonly transmit = (frame: Uint8Array): void => this.forward(frame, undefined);

  private forward(frame: Uint8Array, from: Interface | undefined): void {
    const known = isGroup(frame) ? undefined : this.table.get(keyAt(frame, 0));
    if (known === undefined) this.flood(frame, from);
    else if (known !== from) known.send(frame);
  }

  private flood(frame: Uint8Array, from: Interface | undefined): void {
    for (const member of this.members) if (member !== from && member.up) member.send(frame);
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
export function bridgeOf(networkInterface: Interface): IfBridge | undefined {
  return bridges.get(networkInterface);
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
  made.transmit = bridge.transmit;
  made.destroy = () => {
    for (const member of [...bridge.members]) bridge.left(member);
    made.vnet.detach(made);
  };
  vnet.attach(made);
  return made;
}

/** What ifconfig prints of a bridge between its address and its groups (ifbridge.c), as recorded with spanning tree idle. */
export function describeBridge(bridge: IfBridge): string {
  const lines = [
    "\tid 00:00:00:00:00:00 priority 32768 hellotime 2 fwddelay 15",
    "\tmaxage 20 holdcnt 6 proto rstp maxaddr 2000 timeout 1200",
    "\troot id 00:00:00:00:00:00 priority 32768 ifcost 0 port 0",
    "\tbridge flags=0<>",
  ];
  for (const member of bridge.members) {
    lines.push(
      `\tmember: ${member.name} flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>`,
      `\t        port ${member.index} priority 128 path cost ${costOf(member)} vlan protocol 802.1q`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** bridgestp.c: 20 Tbit/s by the link's rate; 55 for drivers that know no rate. */
function costOf(member: Interface): number {
  return member.media?.up.includes("10Gbase-T") ? 2000 : 55;
}
