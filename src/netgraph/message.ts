/** struct ng_mesg: a 56-byte header, little-endian on every platform we support, then the arguments (sys/netgraph/ng_message.h, version 8). */
import { readString, writeString } from "./latin1.ts";

/** The version of struct ng_mesg that FreeBSD speaks. */
export const NG_VERSION = 8;
/** The size of struct ng_mesg without its arguments, bytes. */
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
/** A bit of the command number: the command changes nothing, so that the node may answer it beside others (ng_message.h). */
export const NGM_READONLY = 0x1000_0000;
/** A bit of the command number: the command is answered. */
export const NGM_HASREPLY = 0x2000_0000;

/** The room for the name of a node type, bytes, the NUL included (ng_message.h). */
export const NG_TYPESIZ = 32;
/** The room for the name of a hook, bytes, the NUL included. */
export const NG_HOOKSIZ = 32;
/** The room for the name of a node, bytes, the NUL included. */
export const NG_NODESIZ = 32;
/** The room for the name of a command in the header, bytes, the NUL included. */
export const NG_CMDSTRSIZ = 32;
/** The room for a path in a message, bytes, the NUL included. */
export const NG_PATHSIZ = 512;

/** A message: its bytes as they lie in memory, the spare ones too, and what they mean. */
export class Message {
  /** `bytes` are a header and as many bytes of arguments as it says. */
  constructor(readonly bytes: Uint8Array) {}

  /** NG_VERSION, unless somebody put the message together by hand. */
  get version(): number {
    return this.bytes[AT.version]!;
  }
  /** NGF_RESP when it is a reply. */
  get flags(): number {
    return uint32At(this.bytes, AT.flags);
  }
  /** Chosen by whoever asks; the reply has the same, by which it is known. */
  get token(): number {
    return uint32At(this.bytes, AT.token);
  }
  /** Which node type's commands it is one of: the typecookie (NGM_BRIDGE_COOKIE …). */
  get cookie(): number {
    return uint32At(this.bytes, AT.cookie);
  }
  /** The number of the command in its type, with its bits (NGM_READONLY …). */
  get command(): number {
    return uint32At(this.bytes, AT.command);
  }
  /** For people; up to 31 characters. */
  get commandName(): string {
    return readString(this.bytes, AT.commandName, NG_CMDSTRSIZ);
  }
  /** The arguments, in the memory of the message. */
  get args(): Uint8Array {
    return this.bytes.subarray(HEADER_SIZE);
  }
}

/** What a message is made of. */
export interface MessageParts {
  /** 0 when left out. */
  readonly flags?: number | undefined;
  /** What the reply is known by; any 32-bit number. */
  readonly token: number;
  /** The typecookie of the node type whose command it is. */
  readonly cookie: number;
  readonly command: number;
  /** A longer name than 31 characters is cut. */
  readonly commandName: string;
  /** None when left out. */
  readonly args?: Uint8Array | undefined;
}

/** Returns the bytes of a message; its argument length is that of `args`. */
export function encodeMessage(message: MessageParts): Uint8Array {
  const { args, flags = 0, command, token, cookie, commandName } = message;
  const length = args?.length ?? 0;
  const bytes = new Uint8Array(HEADER_SIZE + length);
  bytes[AT.version] = NG_VERSION;
  setUint32(bytes, AT.arglen, length);
  setUint32(bytes, AT.command, command);
  setUint32(bytes, AT.flags, flags);
  setUint32(bytes, AT.token, token);
  setUint32(bytes, AT.cookie, cookie);
  writeString(bytes, AT.commandName, NG_CMDSTRSIZ, commandName);
  if (args !== undefined) bytes.set(args, HEADER_SIZE);
  return bytes;
}

/** The length of the arguments as the header of a message says it, whatever is there. */
export function statedLength(bytes: Uint8Array): number {
  return uint32At(bytes, AT.arglen);
}

/** Reads a message; undefined when the bytes are shorter than a header. An argument length larger than what is there is cut (seen on FreeBSD 15). */
export function decodeMessage(bytes: Uint8Array): Message | undefined {
  if (bytes.length < HEADER_SIZE) return undefined;
  const end = HEADER_SIZE + statedLength(bytes);
  if (end <= bytes.length) return new Message(end < bytes.length ? bytes.subarray(0, end) : bytes);
  return new Message(withHeaderOf(bytes, { args: bytes.subarray(HEADER_SIZE) }));
}

/** A message with another's header, byte for byte but for what is changed. */
export function withHeaderOf(
  header: Uint8Array,
  change: {
    readonly command?: number;
    readonly token?: number;
    readonly cookie?: number;
    readonly commandName?: string;
    readonly flags?: number;
    readonly args: Uint8Array;
  },
): Uint8Array {
  const { command, token, cookie, commandName, flags, args } = change;
  const bytes = new Uint8Array(HEADER_SIZE + args.length);
  bytes.set(header.subarray(0, HEADER_SIZE));
  bytes.set(args, HEADER_SIZE);
  setUint32(bytes, AT.arglen, args.length);
  if (command !== undefined) setUint32(bytes, AT.command, command);
  if (flags !== undefined) setUint32(bytes, AT.flags, flags);
  if (token !== undefined) setUint32(bytes, AT.token, token);
  if (cookie !== undefined) setUint32(bytes, AT.cookie, cookie);
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
  return new Message(bytes);
}

function uint32At(bytes: Uint8Array, at: number): number {
  const high = (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  return (bytes[at]! | (bytes[at + 1]! << 8) | high) >>> 0;
}

function setUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}
