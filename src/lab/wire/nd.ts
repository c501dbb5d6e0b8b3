/** Neighbour discovery's messages: who has an address, and which routers there are (RFC 4861), without their checksums. */
import { type Address6, address6At, isMulticast6, putAddress6 } from "./address6.ts";

export const ROUTER_SOLICITATION = 133;
export const ROUTER_ADVERTISEMENT = 134;
export const NEIGHBOR_SOLICITATION = 135;
export const NEIGHBOR_ADVERTISEMENT = 136;
/** Nobody but a neighbour can send a message with this hop limit. */
export const ND_HOP_LIMIT = 255;
const NA_ROUTER = 0x80;
const NA_SOLICITED = 0x40;
const NA_OVERRIDE = 0x20;
const PREFIX_ON_LINK = 0x80;
const PREFIX_AUTONOMOUS = 0x40;
const SOURCE_LINK = 1;
const TARGET_LINK = 2;
const PREFIX = 3;
const MTU = 5;
const NONCE = 14;
const LINK_OPTION = 8;
const PREFIX_OPTION = 32;
const MTU_OPTION = 8;
/** A solicitation or an advertisement without options, bytes. */
const NEIGHBOR_LENGTH = 24;
const SOLICITATION_LENGTH = 8;
const ADVERTISEMENT_LENGTH = 16;

/** A neighbour solicitation asks who has the target. */
export interface NeighborSolicitation {
  readonly type: typeof NEIGHBOR_SOLICITATION;
  readonly target: Address6;
  /** The asker's Ethernet address; undefined when it asks for an address that it wants itself. */
  readonly ether: Uint8Array | undefined;
  /** Six bytes by which it knows its own question again (RFC 7527). */
  readonly nonce: Uint8Array | undefined;
}

/** A neighbour advertisement: the target is at this Ethernet address. */
export interface NeighborAdvertisement {
  readonly type: typeof NEIGHBOR_ADVERTISEMENT;
  readonly target: Address6;
  readonly ether: Uint8Array | undefined;
  readonly router: boolean;
  readonly solicited: boolean;
  readonly override: boolean;
}

/** A router solicitation asks which routers there are. */
export interface RouterSolicitation {
  readonly type: typeof ROUTER_SOLICITATION;
  readonly ether: Uint8Array | undefined;
}

/** A prefix of a router's advertisement. */
export interface AdvertisedPrefix {
  readonly prefix: Address6;
  readonly length: number;
  /** Are the addresses of the prefix on the link? */
  readonly onLink: boolean;
  /** May hosts make addresses from it? */
  readonly autonomous: boolean;
  /** Seconds. */
  readonly valid: number;
  readonly preferred: number;
}

/** A router advertisement tells hosts of the router, and what addresses they may give themselves. */
export interface RouterAdvertisement {
  readonly type: typeof ROUTER_ADVERTISEMENT;
  /** The hop limit for hosts to use; 0 when it says none. */
  readonly hopLimit: number;
  /** Managed and other, as bits 0x80 and 0x40, and the router's preference. */
  readonly flags: number;
  /** For how long it is a default router, seconds; 0 for one that is none. */
  readonly lifetime: number;
  readonly ether: Uint8Array | undefined;
  /** Bytes; 0 when it says none. */
  readonly mtu: number;
  readonly prefixes: readonly AdvertisedPrefix[];
}

/** A message of neighbour discovery. */
export type NdMessage =
  | NeighborSolicitation
  | NeighborAdvertisement
  | RouterSolicitation
  | RouterAdvertisement;

/** Returns the bytes of a message, without its checksum. */
export function encodeNd(message: NdMessage): Uint8Array {
  const { type, ether } = message;
  if (type === ROUTER_ADVERTISEMENT) return encodeAdvertisement(message);
  const isRouter = type === ROUTER_SOLICITATION;
  const start = isRouter ? SOLICITATION_LENGTH : NEIGHBOR_LENGTH;
  const nonce = type === NEIGHBOR_SOLICITATION ? message.nonce : undefined;
  const options = [ether, nonce].filter((option) => option !== undefined);
  const bytes = new Uint8Array(start + options.length * LINK_OPTION);
  bytes[0] = type;
  if (!isRouter) putAddress6(bytes, 8, message.target);
  if (type === NEIGHBOR_ADVERTISEMENT) {
    const { router, solicited, override } = message;
    bytes[4] =
      (router ? NA_ROUTER : 0) | (solicited ? NA_SOLICITED : 0) | (override ? NA_OVERRIDE : 0);
  }
  if (ether !== undefined) {
    const option = type === NEIGHBOR_ADVERTISEMENT ? TARGET_LINK : SOURCE_LINK;
    putSix(bytes, start, option, ether);
  }
  if (nonce !== undefined) putSix(bytes, bytes.length - LINK_OPTION, NONCE, nonce);
  return bytes;
}

/** An option of six bytes. */
function putSix(bytes: Uint8Array, at: number, option: number, value: Uint8Array): void {
  bytes.set([option, 1], at);
  bytes.set(value, at + 2);
}

function encodeAdvertisement(message: RouterAdvertisement): Uint8Array {
  const { hopLimit, flags, lifetime, ether, mtu, prefixes } = message;
  const options =
    (ether === undefined ? 0 : LINK_OPTION) +
    (mtu === 0 ? 0 : MTU_OPTION) +
    prefixes.length * PREFIX_OPTION;
  const bytes = new Uint8Array(ADVERTISEMENT_LENGTH + options);
  const view = new DataView(bytes.buffer);
  bytes.set([ROUTER_ADVERTISEMENT, 0, 0, 0, hopLimit, flags]);
  view.setUint16(6, lifetime);
  let at = ADVERTISEMENT_LENGTH;
  if (ether !== undefined) {
    putSix(bytes, at, SOURCE_LINK, ether);
    at += LINK_OPTION;
  }
  if (mtu !== 0) {
    bytes.set([MTU, 1], at);
    view.setUint32(at + 4, mtu);
    at += MTU_OPTION;
  }
  for (const { prefix, length, onLink, autonomous, valid, preferred } of prefixes) {
    const bits = (onLink ? PREFIX_ON_LINK : 0) | (autonomous ? PREFIX_AUTONOMOUS : 0);
    bytes.set([PREFIX, PREFIX_OPTION / 8, length, bits], at);
    view.setUint32(at + 4, valid);
    view.setUint32(at + 8, preferred);
    putAddress6(bytes, at + 16, prefix);
    at += PREFIX_OPTION;
  }
  return bytes;
}

/** Reads a message of neighbour discovery; undefined when it is anything else or damaged. Options that are not known are passed over. The Ethernet address is a copy. */
export function readNd(message: Uint8Array): NdMessage | undefined {
  const [type, code] = message;
  if (code !== 0) return undefined;
  if (type === ROUTER_SOLICITATION) {
    const found = readOptions(message, SOLICITATION_LENGTH);
    return found && { type, ether: found.source };
  }
  if (type === ROUTER_ADVERTISEMENT) return readAdvertisement(message);
  if (type !== NEIGHBOR_SOLICITATION && type !== NEIGHBOR_ADVERTISEMENT) return undefined;
  const found = readOptions(message, NEIGHBOR_LENGTH);
  if (found === undefined) return undefined;
  const target = address6At(message, 8);
  if (isMulticast6(target)) return undefined;
  if (type === NEIGHBOR_SOLICITATION)
    return { type, target, ether: found.source, nonce: found.nonce };
  const flags = message[4]!;
  return {
    type,
    target,
    ether: found.target,
    router: (flags & NA_ROUTER) !== 0,
    solicited: (flags & NA_SOLICITED) !== 0,
    override: (flags & NA_OVERRIDE) !== 0,
  };
}

function readAdvertisement(message: Uint8Array): RouterAdvertisement | undefined {
  const found = readOptions(message, ADVERTISEMENT_LENGTH);
  if (found === undefined) return undefined;
  return {
    type: ROUTER_ADVERTISEMENT,
    hopLimit: message[4]!,
    flags: message[5]!,
    lifetime: (message[6]! << 8) | message[7]!,
    ether: found.source,
    mtu: found.mtu,
    prefixes: found.prefixes,
  };
}

interface Options {
  source: Uint8Array | undefined;
  target: Uint8Array | undefined;
  nonce: Uint8Array | undefined;
  mtu: number;
  readonly prefixes: AdvertisedPrefix[];
}

/** The options from `start` on; undefined when one is damaged, or there is no room for what comes before them. */
function readOptions(message: Uint8Array, start: number): Options | undefined {
  if (message.length < start) return undefined;
  const found: Options = {
    source: undefined,
    target: undefined,
    nonce: undefined,
    mtu: 0,
    prefixes: [],
  };
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = start;
  while (at + 2 <= message.length) {
    const length = message[at + 1]! * 8;
    if (length === 0 || at + length > message.length) return undefined;
    const option = message[at]!;
    if (option === SOURCE_LINK && length === LINK_OPTION) {
      found.source = message.slice(at + 2, at + 8);
    } else if (option === TARGET_LINK && length === LINK_OPTION) {
      found.target = message.slice(at + 2, at + 8);
    } else if (option === NONCE && length === LINK_OPTION) {
      found.nonce = message.slice(at + 2, at + 8);
    } else if (option === MTU && length === MTU_OPTION) found.mtu = view.getUint32(at + 4);
    else if (option === PREFIX && length === PREFIX_OPTION) {
      found.prefixes.push({
        prefix: address6At(message, at + 16),
        length: message[at + 2]!,
        onLink: (message[at + 3]! & PREFIX_ON_LINK) !== 0,
        autonomous: (message[at + 3]! & PREFIX_AUTONOMOUS) !== 0,
        valid: view.getUint32(at + 4),
        preferred: view.getUint32(at + 8),
      });
    }
    at += length;
  }
  return found;
}
