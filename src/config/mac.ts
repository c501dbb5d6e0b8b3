/** The Ethernet address of an interface: a prefix, then the first digits of a hash of its name. */

/** What rc.conf says of addresses. */
export interface MacSettings {
  /** Text after the name in what is hashed; undefined when the kernel chooses the addresses. */
  readonly seed: string | undefined;
  /** Hexadecimal digits as they were written, with their colons, in lower case. */
  readonly prefix: string;
  /** `sha1`, `sha256`, `sha512`, `md5`, or a command that hashes its standard input. */
  readonly hash: string;
}

export const DEFAULT_PREFIX = "589cfc";
export const DEFAULT_HASH = "sha1";
const DIGITS = 12;
const OWN_HASHES = new Set(["sha1", "sha256", "sha512", "md5"]);

/** The base system's commands that hash their standard input (md5(1)). */
export const hashCommands: ReadonlySet<string> = new Set(
  ["md5", "rmd160", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512t224", "sha512t256"]
    .flatMap((name) => [name, `${name}sum`])
    .concat(["skein256", "skein512", "skein1024"]),
);

/** What is hashed for an interface: its name and the seed, with no newline. */
export function hashInput(settings: MacSettings, name: string): string {
  return name + (settings.seed ?? "");
}

/** The hash of an interface's name in hexadecimal; undefined when the command `settings.hash` has to be run on `hashInput`. */
export function ownHash(settings: MacSettings, name: string): string | undefined {
  if (!OWN_HASHES.has(settings.hash)) return undefined;
  // Loaded for this alone: it takes as long as all of ours.
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash(settings.hash).update(hashInput(settings, name)).digest("hex");
}

/** The address from a hash: twelve digits in pairs. undefined when the hash is too short or not hexadecimal. */
export function addressFrom(settings: MacSettings, hash: string): string | undefined {
  const { prefix } = settings;
  const colons = prefix.split(":").length - 1;
  // An address is an identity: ngbuddy(8) of the ports counts a colon as a digit, and of the last byte ifconfig(8) takes
  // half for the whole. Of two colons and more it makes no address that ifconfig would take.
  const count = colons === 1 ? DIGITS - 1 : DIGITS;
  const digits = (prefix.replaceAll(":", "") + hash).slice(0, count).toLowerCase();
  if (digits.length < count || !/^[0-9a-f]+$/.test(digits)) return undefined;
  return digits
    .match(/..?/g)!
    .map((byte) => byte.padStart(2, "0"))
    .join(":");
}

/** A prefix as it is written, with or without colons, in lower case; undefined when it is not one to twelve hexadecimal digits. */
export function readPrefix(text: string): string | undefined {
  return /^[0-9a-f]{1,12}$/i.test(text.replaceAll(":", "")) ? text.toLowerCase() : undefined;
}

/** A group address belongs to no interface: the lowest bit of its first byte is set. Takes an address or its beginning. */
export function isGroupAddress(address: string): boolean {
  const [first = ""] = /^[^:]:?[^:]/.exec(address) ?? [];
  return first !== "" && (Number.parseInt(first.replace(":", ""), 16) & 1) === 1;
}
