/** CARP's advertisements (sys/netinet/ip_carp.h, version 2). */
import { createHmac } from "node:crypto";
import { checksum } from "./checksum.ts";

export const PROTOCOL_CARP = 112;
/** 224.0.0.18 and ff02::12, where advertisements go. */
export const CARP_GROUP = 0xe0000012;
export const CARP_GROUP6: readonly number[] = [0xff02, 0, 0, 0, 0, 0, 0, 0x12];
/** One that went over a router is not believed. */
export const CARP_TTL = 255;
/** Of a password the kernel keeps this many bytes. */
export const CARP_KEY_LENGTH = 20;
const VERSION = 2;
const ADVERTISEMENT = 1;
const LENGTH = 36;
/** Counter and authenticator, in words of 32 bits. */
const AUTH_WORDS = 7;

/** What a master says of itself. */
export interface Advertisement {
  /** The virtual host, 1 to 255. */
  readonly vhid: number;
  /** The time between two of them: seconds, and 256ths of a second. */
  readonly advbase: number;
  readonly advskew: number;
  readonly counter: bigint;
  /** Twenty bytes. */
  readonly authenticator: Uint8Array;
}

export function encodeAdvertisement(advertisement: Advertisement): Uint8Array {
  const bytes = new Uint8Array(LENGTH);
  const view = new DataView(bytes.buffer);
  const { vhid, advskew, advbase, counter, authenticator } = advertisement;
  bytes.set([(VERSION << 4) | ADVERTISEMENT, vhid, advskew, AUTH_WORDS, 0, advbase]);
  view.setBigUint64(8, counter);
  bytes.set(authenticator, 16);
  view.setUint16(6, checksum(bytes, 0, LENGTH));
  return bytes;
}

/** Reads an advertisement; undefined when it is cut, damaged or of another version. */
export function decodeAdvertisement(bytes: Uint8Array): Advertisement | undefined {
  if (bytes.length < LENGTH || checksum(bytes, 0, LENGTH) !== 0) return undefined;
  if (bytes[0]! >> 4 !== VERSION) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    vhid: bytes[1]!,
    advskew: bytes[2]!,
    advbase: bytes[5]!,
    counter: view.getBigUint64(8),
    authenticator: bytes.slice(16, LENGTH),
  };
}

/** What an advertisement is signed by: the password (at most twenty bytes), the virtual host and all of its addresses. */
export interface Signed {
  readonly key: Uint8Array;
  readonly vhid: number;
  /** IPv4, as unsigned numbers of 32 bits, in any order. */
  readonly addresses: readonly number[];
  /** IPv6, eight groups each, in any order. */
  readonly addresses6: readonly (readonly number[])[];
  readonly counter: bigint;
}

/** Returns the HMAC-SHA1 of an advertisement, twenty bytes. The addresses are in it by their size. */
export function authenticatorOf(signed: Signed): Uint8Array {
  const hmac = createHmac("sha1", signed.key);
  hmac.update(Uint8Array.of(VERSION, ADVERTISEMENT, signed.vhid));
  const word = new DataView(new ArrayBuffer(8));
  for (const address of [...new Set(signed.addresses)].sort((a, b) => a - b)) {
    word.setUint32(0, address);
    hmac.update(new Uint8Array(word.buffer, 0, 4));
  }
  const sixes = signed.addresses6.map(bytesOf).sort(Buffer.compare);
  for (const bytes of sixes) hmac.update(bytes);
  word.setBigUint64(0, signed.counter);
  hmac.update(new Uint8Array(word.buffer));
  return new Uint8Array(hmac.digest());
}

/** The address in network order; of a link-local one without its scope. */
function bytesOf(groups: readonly number[]): Uint8Array {
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]));
}

/** Returns the Ethernet address of a virtual host: 00:00:5e:00:01 and its number. */
export function carpEther(vhid: number): Uint8Array {
  return Uint8Array.of(0, 0, 0x5e, 0, 1, vhid);
}

/** Is this frame for some virtual host? */
export function isForCarp(frame: Uint8Array): boolean {
  return frame[4] === 1 && frame[3] === 0 && frame[2] === 0x5e && frame[1] === 0 && frame[0] === 0;
}
