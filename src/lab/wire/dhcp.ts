/** DHCP messages (RFC 2131), as little as dhclient(8) and a LAN's server need of each other: addresses, routers, and who knows names. */

export const DHCP_SERVER_PORT = 67;
export const DHCP_CLIENT_PORT = 68;

export const DISCOVER = 1;
export const OFFER = 2;
export const REQUEST = 3;
export const ACK = 5;
export const NAK = 6;

const FIXED = 236;
const MAGIC = 0x63825363;
/** dhclient's messages are 300 bytes, those of the server in recording 40 are 548. */
const CLIENT_SIZE = 300;
const SERVER_SIZE = 548;

const option = {
  mask: 1,
  routers: 3,
  nameServers: 6,
  domain: 15,
  address: 50,
  lease: 51,
  type: 53,
  server: 54,
} as const;
/** What a name of a domain may have: what is anything else is as good as none. */
const DOMAIN = /^[A-Za-z0-9_.-]{1,255}$/;

/** A DHCP message. IPv4 addresses are unsigned numbers of 32 bits. */
export interface DhcpMessage {
  /** DISCOVER, OFFER and so on (RFC 2132, option 53). */
  readonly type: number;
  /** Chosen by the client; the server answers with the same. */
  readonly transaction: number;
  /** The client's Ethernet address. */
  readonly client: Uint8Array;
  /** The address that is offered or given. */
  readonly yours: number;
  readonly requested?: number | undefined;
  readonly server?: number | undefined;
  readonly mask?: number | undefined;
  /** The routers to everywhere else, the best one first. */
  readonly routers?: readonly number[] | undefined;
  readonly nameServers?: readonly number[] | undefined;
  /** The domain that names are looked for in: `lan.example`. */
  readonly domain?: string | undefined;
  /** Seconds. */
  readonly lease?: number | undefined;
}

/** Returns the message's bytes. The lists have at most 25 addresses each, and the domain is ASCII. */
export function encodeDhcp(message: DhcpMessage): Uint8Array {
  const fromServer = message.type === OFFER || message.type === ACK || message.type === NAK;
  const bytes = new Uint8Array(fromServer ? SERVER_SIZE : CLIENT_SIZE);
  const view = new DataView(bytes.buffer);
  bytes.set([fromServer ? 2 : 1, 1, 6, 0]);
  view.setUint32(4, message.transaction);
  view.setUint32(16, message.yours);
  bytes.set(message.client, 28);
  view.setUint32(FIXED, MAGIC);
  bytes.set([option.type, 1, message.type], FIXED + 4);
  let at = FIXED + 7;
  const { requested, server, mask, routers = [], nameServers = [], lease, domain } = message;
  for (const [code, value] of [
    [option.address, requested],
    [option.server, server],
    [option.mask, mask],
    [option.routers, routers],
    [option.lease, lease],
    [option.nameServers, nameServers],
  ] as const) {
    const values = typeof value === "number" ? [value] : (value ?? []);
    if (values.length === 0) continue;
    bytes.set([code, 4 * values.length], at);
    for (const [index, one] of values.entries()) view.setUint32(at + 2 + 4 * index, one);
    at += 2 + 4 * values.length;
  }
  if (domain !== undefined) {
    bytes.set([option.domain, domain.length, ...new TextEncoder().encode(domain)], at);
    at += 2 + domain.length;
  }
  bytes[at] = 255;
  return bytes;
}

/** Reads a DHCP message; undefined when it is none. */
export function decodeDhcp(bytes: Uint8Array): DhcpMessage | undefined {
  if (bytes.length < FIXED + 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(FIXED) !== MAGIC) return undefined;
  const values = new Map<number, Uint8Array>();
  for (let at = FIXED + 4; at + 1 < bytes.length && bytes[at] !== 255; ) {
    const length = bytes[at] === 0 ? -1 : bytes[at + 1]!;
    if (at + 2 + length > bytes.length) return undefined;
    if (length >= 0) values.set(bytes[at]!, bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  const addresses = (code: number): number[] => {
    const value = values.get(code) ?? new Uint8Array();
    const words = new DataView(value.buffer, value.byteOffset, value.byteLength);
    return Array.from({ length: value.length >> 2 }, (_, index) => words.getUint32(4 * index));
  };
  const number = (code: number) =>
    values.get(code)?.length === 4 ? addresses(code)[0] : undefined;
  const list = (code: number) => (values.has(code) ? addresses(code) : undefined);
  const typeBytes = values.get(option.type);
  if (typeBytes?.length !== 1) return undefined;
  const type = typeBytes[0]!;
  // A server may end a text with a NUL (RFC 2132, section 2).
  const domain = String.fromCharCode(...(values.get(option.domain) ?? [])).replace(/\0+$/, "");
  return {
    type,
    transaction: view.getUint32(4),
    client: bytes.slice(28, 34),
    yours: view.getUint32(16),
    requested: number(option.address),
    server: number(option.server),
    mask: number(option.mask),
    routers: list(option.routers),
    nameServers: list(option.nameServers),
    domain: DOMAIN.test(domain) ? domain : undefined,
    lease: number(option.lease),
  };
}
