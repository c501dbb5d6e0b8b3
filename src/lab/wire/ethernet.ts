/** Ethernet frames: header, addresses, and the 802.1Q tag. */

export const ETHER_MTU = 1500;
export const ETHER_HEADER = 14;
/** The two addresses, after which a tag stands. */
export const ETHER_ADDRESSES = 12;
export const ETHER_TAG = 4;
export const ETHERTYPE_IP = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
export const ETHERTYPE_VLAN = 0x8100;
export const ETHERTYPE_QINQ = 0x88a8;
export const ETHERTYPE_IPV6 = 0x86dd;

export const BROADCAST = new Uint8Array([255, 255, 255, 255, 255, 255]);

export function etherType(frame: Uint8Array): number {
  return (frame[12]! << 8) | frame[13]!;
}

/** Is the frame for this address? */
export function isFor(frame: Uint8Array, address: Uint8Array): boolean {
  return (
    frame[5] === address[5] &&
    frame[4] === address[4] &&
    frame[3] === address[3] &&
    frame[2] === address[2] &&
    frame[1] === address[1] &&
    frame[0] === address[0]
  );
}

/** Is the frame for a group (multicast or broadcast)? */
export function isGroup(frame: Uint8Array): boolean {
  return (frame[0]! & 1) === 1;
}

/** A frame around `payload`. */
export function etherFrame(
  to: Uint8Array,
  from: Uint8Array,
  type: number,
  payload: Uint8Array,
): Uint8Array {
  const frame = new Uint8Array(ETHER_HEADER + payload.length);
  frame.set(to, 0);
  frame.set(from, 6);
  frame[12] = type >> 8;
  frame[13] = type & 255;
  frame.set(payload, ETHER_HEADER);
  return frame;
}

/** The VLAN of a tagged frame. */
export function vlanOf(frame: Uint8Array): number {
  return ((frame[14]! & 15) << 8) | frame[15]!;
}

/** The frame with an 802.1Q tag: priority in the upper three bits, VLAN in the lower twelve. */
export function tagged(frame: Uint8Array, tag: number, type = ETHERTYPE_VLAN): Uint8Array {
  const result = new Uint8Array(frame.length + ETHER_TAG);
  result.set(frame.subarray(0, ETHER_ADDRESSES), 0);
  result[12] = type >> 8;
  result[13] = type & 255;
  result[14] = tag >> 8;
  result[15] = tag & 255;
  result.set(frame.subarray(ETHER_ADDRESSES), ETHER_ADDRESSES + ETHER_TAG);
  return result;
}

/** The frame without its 802.1Q tag. */
export function untagged(frame: Uint8Array): Uint8Array {
  const result = new Uint8Array(frame.length - ETHER_TAG);
  result.set(frame.subarray(0, ETHER_ADDRESSES), 0);
  result.set(frame.subarray(ETHER_ADDRESSES + ETHER_TAG), ETHER_ADDRESSES);
  return result;
}
