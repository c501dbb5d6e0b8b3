/** DHCP messages (RFC 2131), as little as dhclient(8) and a LAN's server need of each other: addresses and a router. */

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

const option = { mask: 1, router: 3, address: 50, lease: 51, type: 53, server: 54 } as const;

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
  /** The router to everywhere else, the first one of several. */
  readonly router?: number | undefined;
  /** Seconds. */
  readonly lease?: number | undefined;
}

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
  for (const [code, value] of [
    [option.address, message.requested],
    [option.server, message.server],
    [option.mask, message.mask],
    [option.router, message.router],
    [option.lease, message.lease],
  ] as const) {
    if (value === undefined) continue;
    bytes.set([code, 4], at);
    view.setUint32(at + 2, value);
    at += 6;
  }
  bytes[at] = 255;
  return bytes;
}

/** Reads a DHCP message; undefined when it is none. */
export function decodeDhcp(bytes: Uint8Array): DhcpMessage | undefined {
  if (bytes.length < FIXED + 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(FIXED) !== MAGIC) return undefined;
  const numbers = new Map<number, number>();
  for (let at = FIXED + 4; at + 1 < bytes.length && bytes[at] !== 255; ) {
    const length = bytes[at] === 0 ? -1 : bytes[at + 1]!;
    if (at + 2 + length > bytes.length) return undefined;
    const isList = bytes[at] === option.router && length > 4;
    if (length === 4 || isList) numbers.set(bytes[at]!, view.getUint32(at + 2));
    if (length === 1) numbers.set(bytes[at]!, bytes[at + 2]!);
    at += 2 + length;
  }
  const type = numbers.get(option.type);
  if (type === undefined) return undefined;
  return {
    type,
    transaction: view.getUint32(4),
    client: bytes.slice(28, 34),
    yours: view.getUint32(16),
    requested: numbers.get(option.address),
    server: numbers.get(option.server),
    mask: numbers.get(option.mask),
    router: numbers.get(option.router),
    lease: numbers.get(option.lease),
  };
}
