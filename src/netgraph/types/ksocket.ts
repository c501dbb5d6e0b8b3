/** ng_ksocket(4): a socket of the kernel's as a node. */
import { errno, NetgraphError } from "../errno.ts";
import { byteArray, type CustomLayout, hint32, int32, struct, uint8 } from "../layout.ts";
import { cString } from "../message.ts";
import type { NodeTypeTable } from "../nodetype.ts";
import { scanUnsigned } from "../numbers.ts";
import { parseArgs } from "../parse.ts";
import { quote, readQuoted, tokenAt } from "../tokens.ts";
import { unparseArgs } from "../unparse.ts";

export const AF_LOCAL = 1;
export const AF_INET = 2;
const SOCKADDR_IN_SIZE = 16;
/** struct sockaddr's length and family. */
const HEAD = 2;
const LONGEST_PATH = 255;
const FAMILIES: { readonly [name: string]: number } = {
  local: AF_LOCAL,
  inet: AF_INET,
  inet6: 28,
  atm: 30,
  divert: 44,
};

function refuse(number: number): never {
  throw new NetgraphError("convert", "socket address", number);
}

/** What an address looks like whose family has no form of its own: `{ len=8 family=9 data=[ … ] }`. */
const plain = struct({
  len: uint8,
  family: uint8,
  data: byteArray({ lengthOf: "len", less: HEAD, least: 0 }),
});

/** A socket address: `inet/127.0.0.1:5000`, `local/"/path"`. */
const address: CustomLayout = {
  kind: "custom",
  name: "socket address",
  align: 1,
  parse(text, offset) {
    if (tokenAt(text, offset).token === "{") {
      return { bytes: parseArgs(plain, text.slice(offset)), next: text.length };
    }
    const slash = text.indexOf("/", offset);
    const family = slash < 0 ? undefined : numbered(FAMILIES, text.slice(offset, slash));
    if (family === AF_LOCAL) {
      const { value, next } = readQuoted(text, slash + 1);
      const path = cString(value);
      if (path.length > LONGEST_PATH) refuse(errno.E2BIG);
      return { bytes: sockaddr(AF_LOCAL, Buffer.from(path, "latin1")), next };
    }
    return family === AF_INET ? parseInet(text, slash + 1) : refuse(errno.EINVAL);
  },
  unparse(bytes, offset) {
    const [length = 0, family] = bytes.subarray(offset);
    if (family === AF_INET) return unparseInet(bytes, offset);
    if (offset + length > bytes.length) refuse(errno.EINVAL);
    if (family === AF_LOCAL) {
      const path = Buffer.from(bytes.subarray(offset + HEAD, offset + length)).toString("latin1");
      return { text: `local/${quote(path)}`, next: offset + length };
    }
    return { text: unparseArgs(plain, bytes.subarray(offset)), next: offset + length };
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
  if (text[next] !== ":") return { bytes, next };
  const port = scanUnsigned(text, next + 1, 10);
  if (port === undefined || port.value > 0xffffn) refuse(errno.EINVAL);
  new DataView(bytes.buffer).setUint16(2, Number(port.value));
  return { bytes, next: port.next };
}

/** Whatever its length says (ng_ksocket_sockaddr_unparse). */
function unparseInet(bytes: Uint8Array, at: number): { text: string; next: number } {
  if (at + HEAD + 6 > bytes.length) refuse(errno.EINVAL);
  const port = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  const text = `inet/${bytes.subarray(at + 4, at + 8).join(".")}${port === 0 ? "" : `:${port}`}`;
  return { text, next: at + SOCKADDR_IN_SIZE };
}

const option = struct({
  level: int32,
  name: int32,
  value: byteArray({ lengthOf: "arglen", less: 8 }),
});

export const ksocket = {
  name: "ksocket",
  cookie: 942710669,
  commands: [
    { name: "bind", id: 1, args: address },
    { name: "listen", id: 2, args: int32 },
    { name: "accept", id: 3, reply: struct({ nodeid: hint32, addr: plain }) },
    { name: "connect", id: 4, args: address, reply: int32 },
    { name: "getname", id: 5, reply: address },
    { name: "getpeername", id: 6, reply: address },
    { name: "setopt", id: 7, args: option },
    { name: "getopt", id: 8, args: option, reply: option },
  ],
} as const satisfies NodeTypeTable;
