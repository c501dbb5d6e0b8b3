/** ARP at work: who asks is answered and remembered, packets go to neighbours once they are known (if_ether.c). */
import { errno } from "../../netgraph/errno.ts";
import { ARP_REPLY, ARP_REQUEST, arpFrame, readArp, senderOf, targetOf } from "../wire/arp.ts";
import { ETHERTYPE_IP, etherFrame, isFor } from "../wire/ethernet.ts";
import type { ArpTable } from "./arptable.ts";
import { IFF_NOARP, IFF_STATICARP } from "./flagbits.ts";
import type { Interface } from "./interface.ts";

/** What ARP needs of the stack. */
interface Surroundings {
  readonly arp: ArpTable;
  addresses(
    iface: Interface,
  ): readonly { readonly address: number; readonly vhid: number | undefined }[];
  /** Is this address directly reachable by the interface? */
  isOnLink(iface: Interface, address: number): boolean;
  sendFrame(by: Interface, frame: Uint8Array): number;
}

/** ARP of one stack. Addresses are unsigned numbers of 32 bits. */
export class Neighbours {
  constructor(private readonly stack: Surroundings) {}

  /** Makes an address of an interface known to everybody on its link. */
  announce(iface: Interface, address: number): void {
    const { ether, up, extraFlags } = iface;
    if (ether === undefined) return;
    this.stack.arp.setPermanent(iface, address, ether);
    if (up && !(extraFlags & IFF_NOARP)) this.tell(iface, address, ether);
  }

  /** Tells everybody on the link who has an address: the interface itself, or a virtual host. */
  tell(iface: Interface, address: number, ether: Uint8Array): void {
    if (iface.ether === undefined) return;
    const frame = arpFrame(ARP_REQUEST, ether, address, address);
    frame.set(iface.ether, 6);
    this.stack.sendFrame(iface, frame);
  }

  /** Sends a packet to a neighbour, asking for it first when needed. Returns an errno, 0 when it is sent or waits. */
  send(by: Interface, ours: number, neighbour: number, packet: Uint8Array): number {
    const { arp } = this.stack;
    if (by.ether === undefined) return errno.EINVAL;
    const ether = arp.find(by, neighbour)?.ether;
    if (ether !== undefined)
      return this.stack.sendFrame(by, etherFrame(ether, by.ether, ETHERTYPE_IP, packet));
    if (by.extraFlags & (IFF_NOARP | IFF_STATICARP)) return errno.EINVAL;
    const { ask, failed } = arp.hold(by, neighbour, packet);
    if (ask) this.stack.sendFrame(by, arpFrame(ARP_REQUEST, by.ether, ours, neighbour));
    // The answer may have come while asking.
    return failed && arp.find(by, neighbour)?.ether === undefined ? errno.EHOSTDOWN : 0;
  }

  /** An ARP frame came in: who asks for us is remembered, others only when they are known already. */
  receive(iface: Interface, frame: Uint8Array): void {
    const ours = this.stack.addresses(iface);
    if (ours.length === 0 || iface.ether === undefined) return;
    if (iface.extraFlags & IFF_NOARP) return;
    const sender = senderOf(frame);
    const target = targetOf(frame);
    const asked = ours.find(({ address }) => address === target);
    // A shared address is its master's, who answers with the virtual host's Ethernet address (if_ether.c, carp_iamatch).
    const ether = asked?.vhid === undefined ? iface.ether : iface.carp?.etherOf(asked.vhid);
    const forUs = asked !== undefined && ether !== undefined;
    const duplicate = ours.some(({ address, vhid }) => address === sender && vhid === undefined);
    // Most of what is asked on a busy bridge is nothing to us: it costs no more than this look.
    const concerns = forUs || duplicate || this.stack.arp.find(iface, sender) !== undefined;
    const arp = concerns ? readArp(frame) : undefined;
    if (arp === undefined || isFor(arp.senderEther, ether ?? iface.ether)) return;
    if (!duplicate) this.learn(iface, arp.senderAddress, arp.senderEther, forUs);
    if (arp.operation !== ARP_REQUEST || !(forUs || duplicate)) return;
    const address = duplicate ? arp.senderAddress : arp.targetAddress;
    const reply = arpFrame(
      ARP_REPLY,
      (duplicate ? undefined : ether) ?? iface.ether,
      address,
      arp.senderAddress,
      arp.senderEther,
    );
    reply.set(iface.ether, 6);
    this.stack.sendFrame(iface, reply);
  }

  private learn(by: Interface, address: number, ether: Uint8Array, forUs: boolean): void {
    const { arp } = this.stack;
    if (!this.stack.isOnLink(by, address)) return;
    if (!forUs && arp.find(by, address) === undefined) return;
    for (const packet of arp.resolve(by, address, ether)) {
      if (by.ether === undefined) return;
      this.stack.sendFrame(by, etherFrame(ether, by.ether, ETHERTYPE_IP, packet));
    }
  }
}
