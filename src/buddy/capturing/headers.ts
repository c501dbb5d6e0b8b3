/** What a filter may ask of an Ethernet frame: its addresses, tags, protocols and ports, as far as they are there. */

/** EtherTypes. */
export const etherType = { ip: 0x0800, arp: 0x0806, ip6: 0x86dd } as const;
/** Those of VLAN tags: 802.1Q, 802.1ad and the older one for a second tag. */
const TAGS = new Set([0x8100, 0x88a8, 0x9100]);
/** Protocols of IP, by the names that a filter has for them. */
export const ipProtocol = { icmp: 1, tcp: 6, udp: 17, icmp6: 58, carp: 112 } as const;
/** The headers of IPv6 that stand before the one of the transport: hop-by-hop, routing, destination, each with its length. */
const EXTENSIONS = new Set([0, 43, 60]);
const FRAGMENT = 44;
const ETHER_HEADER = 14;
const ADDRESSES_OF_ARP = 28;

/** The headers of a frame. */
export interface Headers {
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
  /** The VLANs of its tags, the outer one first. */
  readonly vlans: readonly number[];
  /** The EtherType behind the tags; undefined for a frame that is cut off. */
  readonly type: number | undefined;
  /** Of IPv4, IPv6 and ARP: the addresses, 4 or 16 bytes. */
  readonly from?: Uint8Array;
  readonly to?: Uint8Array;
  /** Of IP: what is in it. */
  readonly protocol?: number;
  /** Of TCP and UDP, but for what is not the first fragment. */
  readonly ports?: { readonly from: number; readonly to: number };
}

/** Reads the headers of a frame, behind any VLAN tags. What is cut off, or is nonsense, is absent. */
export function readHeaders(frame: Uint8Array): Headers {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const vlans: number[] = [];
  let at = 12;
  const typeAt = (place: number) => (place + 2 <= frame.length ? view.getUint16(place) : undefined);
  let type = typeAt(at);
  while (type !== undefined && TAGS.has(type) && at + 4 <= frame.length) {
    vlans.push(view.getUint16(at + 2) & 0xfff);
    at += 4;
    type = typeAt(at);
  }
  const ether = { destination: frame.subarray(0, 6), source: frame.subarray(6, 12), vlans, type };
  const start = at + ETHER_HEADER - 12;
  if (type === etherType.arp) return { ...ether, ...arpIn(frame, view, start) };
  if (type === etherType.ip) return { ...ether, ...ipIn(frame, view, start) };
  if (type === etherType.ip6) return { ...ether, ...ip6In(frame, view, start) };
  return ether;
}

type Inside = Omit<Headers, "destination" | "source" | "vlans" | "type">;

function arpIn(frame: Uint8Array, view: DataView, at: number): Inside {
  if (frame.length < at + ADDRESSES_OF_ARP || view.getUint16(at + 2) !== etherType.ip) return {};
  return { from: frame.subarray(at + 14, at + 18), to: frame.subarray(at + 24, at + 28) };
}

function ipIn(frame: Uint8Array, view: DataView, at: number): Inside {
  if (frame.length < at + 20) return {};
  const protocol = view.getUint8(at + 9);
  const isFirst = (view.getUint16(at + 6) & 0x1fff) === 0;
  const ports = isFirst
    ? portsIn(frame, view, at + (view.getUint8(at) & 0xf) * 4, protocol)
    : undefined;
  return {
    from: frame.subarray(at + 12, at + 16),
    to: frame.subarray(at + 16, at + 20),
    protocol,
    ...(ports && { ports }),
  };
}

function ip6In(frame: Uint8Array, view: DataView, start: number): Inside {
  if (frame.length < start + 40) return {};
  let protocol = view.getUint8(start + 6);
  let at = start + 40;
  let isFirst = true;
  while ((EXTENSIONS.has(protocol) || protocol === FRAGMENT) && at + 8 <= frame.length) {
    if (protocol === FRAGMENT) isFirst &&= (view.getUint16(at + 2) & 0xfff8) === 0;
    const length = protocol === FRAGMENT ? 8 : (view.getUint8(at + 1) + 1) * 8;
    protocol = view.getUint8(at);
    at += length;
  }
  const ports = isFirst ? portsIn(frame, view, at, protocol) : undefined;
  return {
    from: frame.subarray(start + 8, start + 24),
    to: frame.subarray(start + 24, start + 40),
    protocol,
    ...(ports && { ports }),
  };
}

function portsIn(
  frame: Uint8Array,
  view: DataView,
  at: number,
  protocol: number,
): Headers["ports"] | undefined {
  if (protocol !== ipProtocol.tcp && protocol !== ipProtocol.udp) return undefined;
  if (frame.length < at + 4) return undefined;
  return { from: view.getUint16(at), to: view.getUint16(at + 2) };
}
