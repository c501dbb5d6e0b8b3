/** Socket addresses in messages: struct sockaddr, and its text (ng_ksocket.c). */
import { errno, NetgraphError } from "../errno.ts";
import { formatIpv6, parseIpv6 } from "../inet.ts";
import { cString } from "../latin1.ts";
import { byteArray, type CustomLayout, struct, uint8 } from "../layout.ts";
import { scanUnsigned } from "../numbers.ts";
import { parseArgs } from "../parse.ts";
import { quote, readQuoted, tokenAt } from "../tokens.ts";
import { unparseArgs } from "../unparse.ts";

/** The address family of sockets in the file system (sys/socket.h). */
export const AF_LOCAL = 1;
/** The address family of IPv4 (sys/socket.h). */
export const AF_INET = 2;
/** The address family of IPv6 (sys/socket.h). */
export const AF_INET6 = 28;
/** The size of struct sockaddr_in, bytes: behind the head a port, the address, and eight bytes that are zero. */
export const SOCKADDR_IN_SIZE = 16;
/** The size of struct sockaddr_in6, bytes: behind the head a port, a flow label, the address and its scope. */
export const SOCKADDR_IN6_SIZE = 28;
const IN6_ADDRESS = 8;
const IN6_SCOPE = 24;
/** struct sockaddr's length and family. */
const HEAD = 2;
const MAX_PATH = 255;
const FAMILIES: { readonly [name: string]: number } = {
  local: AF_LOCAL,
  inet: AF_INET,
  inet6: AF_INET6,
  atm: 30,
  divert: 44,
};

function refuse(number: number): never {
  throw new NetgraphError("convert", "socket address", number);
}

/** What an address looks like whose family has no form of its own: `{ len=8 family=9 data=[ … ] }`. */
export const plainAddress = struct({
  len: uint8,
  family: uint8,
  data: byteArray({ lengthOf: "len", less: HEAD, least: 0 }),
});

/** A socket address: `inet/127.0.0.1:5000`, `inet6/[::1]:5000`, `local/"/path"`. */
export const socketAddress: CustomLayout = {
  kind: "custom",
  name: "socket address",
  align: 1,
  parse(text, offset) {
    if (tokenAt(text, offset).token === "{") {
      return { bytes: parseArgs(plainAddress, text.slice(offset)), next: text.length };
    }
    const slash = text.indexOf("/", offset);
    const family = slash < 0 ? undefined : numbered(FAMILIES, text.slice(offset, slash));
    if (family === AF_LOCAL) {
      const { value, next } = readQuoted(text, slash + 1);
      const path = cString(value);
      if (path.length > MAX_PATH) refuse(errno.E2BIG);
      return { bytes: sockaddr(AF_LOCAL, Buffer.from(path, "latin1")), next };
    }
    if (family === AF_INET6) return parseInet6(text, slash + 1);
    return family === AF_INET ? parseInet(text, slash + 1) : refuse(errno.EINVAL);
  },
  unparse(bytes, offset) {
    const [length = 0, family] = bytes.subarray(offset);
    if (family === AF_INET) return unparseInet(bytes, offset);
    if (offset + length > bytes.length) refuse(errno.EINVAL);
    if (family === AF_INET6 && length === SOCKADDR_IN6_SIZE && !hasScope(bytes, offset))
      return unparseInet6(bytes, offset);
    if (family === AF_LOCAL) {
      const path = Buffer.from(bytes.subarray(offset + HEAD, offset + length)).toString("latin1");
      return { text: `local/${quote(path)}`, next: offset + length };
    }
    return { text: unparseArgs(plainAddress, bytes.subarray(offset)), next: offset + length };
  },
};

/** An alias or a decimal number; undefined when it is neither (ng_ksocket_parse). */
export function numbered(
  aliases: { readonly [name: string]: number },
  word: string,
): number | undefined {
  const alias = Object.hasOwn(aliases, word) ? aliases[word] : undefined;
  if (alias !== undefined) return alias;
  const number = word === "" ? { value: 0n, next: 0 } : scanUnsigned(word, 0, 10);
  const value = number && Number(BigInt.asIntN(32, number.value));
  return number?.next === word.length && value! >= 0 ? value : undefined;
}

/** Returns a struct sockaddr: its length, the family, and what the family has behind them. */
export function sockaddr(family: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEAD + data.length);
  bytes.set([bytes.length, family]);
  bytes.set(data, HEAD);
  return bytes;
}

function parseInet(text: string, at: number): { bytes: Uint8Array; next: number } {
  const bytes = new Uint8Array(SOCKADDR_IN_SIZE);
  bytes.set([SOCKADDR_IN_SIZE, AF_INET]);
  let next = at;
  for (let i = 0; i < 4; i++) {
    const part = scanUnsigned(text, next, 10);
    if (part === undefined || part.value > 0xffn) refuse(errno.EINVAL);
    bytes[4 + i] = Number(part.value);
    next = part.next;
    if (i < 3 && text[next++] !== ".") refuse(errno.EINVAL);
  }
  return { bytes, next: parsePort(text, next, bytes) };
}

/** Reads `:5000`, if it stands there, into a socket address. Returns where the text goes on. */
function parsePort(text: string, at: number, bytes: Uint8Array): number {
  if (text[at] !== ":") return at;
  const port = scanUnsigned(text, at + 1, 10);
  if (port === undefined || port.value > 0xffffn) refuse(errno.EINVAL);
  new DataView(bytes.buffer).setUint16(HEAD, Number(port.value));
  return port.next;
}

/** In square brackets. A scope, which is an interface's name, is not emulated. */
function parseInet6(text: string, at: number): { bytes: Uint8Array; next: number } {
  const end = text.indexOf("]", at);
  const groups = text[at] === "[" && end >= 0 ? parseIpv6(text.slice(at + 1, end)) : undefined;
  if (groups === undefined) refuse(errno.EINVAL);
  const bytes = new Uint8Array(SOCKADDR_IN6_SIZE);
  bytes.set([SOCKADDR_IN6_SIZE, AF_INET6]);
  const view = new DataView(bytes.buffer);
  for (const [index, group] of groups.entries()) view.setUint16(IN6_ADDRESS + 2 * index, group);
  return { bytes, next: parsePort(text, end + 1, bytes) };
}

function hasScope(bytes: Uint8Array, at: number): boolean {
  return bytes.subarray(at + IN6_SCOPE, at + SOCKADDR_IN6_SIZE).some((byte) => byte !== 0);
}

function unparseInet6(bytes: Uint8Array, at: number): { text: string; next: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, SOCKADDR_IN6_SIZE);
  const groups = Array.from({ length: 8 }, (_, index) => view.getUint16(IN6_ADDRESS + 2 * index));
  const port = view.getUint16(HEAD);
  return {
    text: `inet6/[${formatIpv6(groups)}]${port === 0 ? "" : `:${port}`}`,
    next: at + SOCKADDR_IN6_SIZE,
  };
}

/** Whatever its length says (ng_ksocket_sockaddr_unparse). */
function unparseInet(bytes: Uint8Array, at: number): { text: string; next: number } {
  if (at + HEAD + 6 > bytes.length) refuse(errno.EINVAL);
  const port = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  const text = `inet/${bytes.subarray(at + 4, at + 8).join(".")}${port === 0 ? "" : `:${port}`}`;
  return { text, next: at + SOCKADDR_IN_SIZE };
}
