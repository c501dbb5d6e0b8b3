/** struct ng_mesg: a 56-byte header, little-endian on every platform we support, then the arguments (sys/netgraph/ng_message.h, version 8). */
import { readString, writeString } from "./latin1.ts";

/** The version of struct ng_mesg that FreeBSD speaks. */
export const NG_VERSION = 8;
/** sizeof(struct ng_mesg), bytes. */
export const HEADER_SIZE = 56;
/** Where the fields of the header lie. */
const AT = {
  version: 0,
  spare: 1,
  arglen: 4,
  command: 8,
  flags: 12,
  token: 16,
  cookie: 20,
  commandName: 24,
} as const;
/** Flag of a reply. */
export const NGF_RESP = 1;
/** Bits of the command number: it changes nothing; it is answered. */
export const NGM_READONLY = 0x1000_0000;
export const NGM_HASREPLY = 0x2000_0000;

export const NG_TYPESIZ = 32;
export const NG_HOOKSIZ = 32;
export const NG_NODESIZ = 32;
export const NG_PATHSIZ = 512;
export const NG_CMDSTRSIZ = 32;

/** A message, read. */
export interface Message {
  readonly version: number;
  /** NGF_RESP when it is a reply. */
  readonly flags: number;
  readonly token: number;
  readonly cookie: number;
  readonly command: number;
  /** For people; up to 31 characters. */
  readonly commandName: string;
  readonly args: Uint8Array;
  /** The message as it lies in memory, its argument length put right. */
  readonly bytes: Uint8Array;
}

/** The bytes of a message; its argument length is that of `args`. `flags` are 0 and `args` empty when left out; a longer name than 31 characters is cut. */
export function encodeMessage(message: {
  readonly flags?: number;
  readonly token: number;
  readonly cookie: number;
  readonly command: number;
  readonly commandName: string;
  readonly args?: Uint8Array | undefined;
}): Uint8Array {
  const args = message.args;
  const bytes = new Uint8Array(HEADER_SIZE + (args?.length ?? 0));
  const view = new DataView(bytes.buffer);
  bytes[AT.version] = NG_VERSION;
  view.setUint32(AT.arglen, args?.length ?? 0, true);
  view.setUint32(AT.command, message.command, true);
  view.setUint32(AT.flags, message.flags ?? 0, true);
  view.setUint32(AT.token, message.token, true);
  view.setUint32(AT.cookie, message.cookie, true);
  writeString(bytes, AT.commandName, NG_CMDSTRSIZ, message.commandName);
  if (args) bytes.set(args, HEADER_SIZE);
  return bytes;
}

/** The length of the arguments as the header of a message says it, whatever is there. */
export function statedLength(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(AT.arglen, true);
}

/** Reads a message; undefined when the bytes are shorter than a header. An argument length larger than what is there is cut (seen on FreeBSD 15). */
export function decodeMessage(bytes: Uint8Array): Message | undefined {
  if (bytes.length < HEADER_SIZE) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stated = view.getUint32(AT.arglen, true);
  const end = HEADER_SIZE + stated;
  if (end !== bytes.length)
    return decodeMessage(
      end < bytes.length
        ? bytes.subarray(0, end)
        : withHeaderOf(bytes, { args: bytes.subarray(HEADER_SIZE) }),
    );
  return {
    version: bytes[AT.version]!,
    command: view.getUint32(AT.command, true),
    flags: view.getUint32(AT.flags, true),
    token: view.getUint32(AT.token, true),
    cookie: view.getUint32(AT.cookie, true),
    commandName: readString(bytes, AT.commandName, NG_CMDSTRSIZ),
    args: bytes.subarray(HEADER_SIZE),
    bytes,
  };
}

/** A message with another's header, byte for byte but for what is changed. */
export function withHeaderOf(
  header: Uint8Array,
  change: {
    readonly command?: number;
    readonly cookie?: number;
    readonly commandName?: string;
    readonly flags?: number;
    readonly args: Uint8Array;
  },
): Uint8Array {
  const { command, cookie, commandName, flags, args } = change;
  const bytes = new Uint8Array(HEADER_SIZE + args.length);
  bytes.set(header.subarray(0, HEADER_SIZE));
  bytes.set(args, HEADER_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(AT.arglen, args.length, true);
  if (command !== undefined) view.setUint32(AT.command, command, true);
  if (flags !== undefined) view.setUint32(AT.flags, flags, true);
  if (cookie !== undefined) view.setUint32(AT.cookie, cookie, true);
  if (commandName !== undefined) {
    writeString(bytes, AT.commandName, NG_CMDSTRSIZ, commandName);
    bytes[AT.commandName + Math.min(commandName.length, NG_CMDSTRSIZ - 1)] = 0;
  }
  return bytes;
}

/** The reply to a request: its token, cookie and command, no flag but NGF_RESP (ng_message.h, NG_MKRESPONSE). */
export function makeReply(request: Message, args: Uint8Array): Message {
  const bytes = withHeaderOf(request.bytes, { flags: NGF_RESP, args });
  bytes.fill(0, AT.spare, AT.arglen);
  return { ...request, flags: NGF_RESP, args, bytes };
}
