/** ARP packets (RFC 826), as Ethernet frames. */
import { BROADCAST, ETHER_HEADER, ETHERTYPE_ARP } from "./ethernet.ts";

export const ARP_REQUEST = 1;
export const ARP_REPLY = 2;
const LENGTH = 28;

/** An ARP packet. IPv4 addresses are unsigned numbers of 32 bits, Ethernet addresses six bytes. */
export interface ArpPacket {
  /** ARP_REQUEST or ARP_REPLY. */
  readonly operation: number;
  readonly senderEther: Uint8Array;
  readonly senderAddress: number;
  readonly targetEther: Uint8Array;
  readonly targetAddress: number;
}

const NOBODY = new Uint8Array(6);

/** A request goes to everybody and leaves the target's Ethernet address open; a reply goes to its target. */
export function arpFrame(
  operation: number,
  senderEther: Uint8Array,
  senderAddress: number,
  targetAddress: number,
  targetEther: Uint8Array = NOBODY,
): Uint8Array {
  const frame = new Uint8Array(ETHER_HEADER + LENGTH);
  const view = new DataView(frame.buffer);
  frame.set(operation === ARP_REPLY ? targetEther : BROADCAST, 0);
  frame.set(senderEther, 6);
  view.setUint16(12, ETHERTYPE_ARP);
  view.setUint16(14, 1);
  view.setUint16(16, 0x0800);
  frame[18] = 6;
  frame[19] = 4;
  view.setUint16(20, operation);
  frame.set(senderEther, 22);
  view.setUint32(28, senderAddress);
  frame.set(targetEther, 32);
  view.setUint32(38, targetAddress);
  return frame;
}

function addressAt(frame: Uint8Array, at: number): number {
  const bytes =
    (frame[at]! << 24) | (frame[at + 1]! << 16) | (frame[at + 2]! << 8) | frame[at + 3]!;
  return bytes >>> 0;
}

/** The address that a frame's sender says it has; meaningless when the frame is no ARP for IPv4 over Ethernet. */
export function senderOf(frame: Uint8Array): number {
  return addressAt(frame, 28);
}

/** The address that a frame asks for; meaningless when the frame is no ARP for IPv4 over Ethernet. */
export function targetOf(frame: Uint8Array): number {
  return addressAt(frame, 38);
}

/** Reads an ARP frame for IPv4 over Ethernet; undefined when it is anything else. The Ethernet addresses are copies. */
export function readArp(frame: Uint8Array): ArpPacket | undefined {
  if (frame.length < ETHER_HEADER + LENGTH) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(14) !== 0x00010800 || view.getUint16(18) !== 0x0604) return undefined;
  return {
    operation: view.getUint16(20),
    senderEther: frame.slice(22, 28),
    senderAddress: senderOf(frame),
    targetEther: frame.slice(32, 38),
    targetAddress: targetOf(frame),
  };
}
