/** What rc.conf says of a guest's port on its bridge: `ngbuddy_port_web1="rate=100M guard isolate"`. */
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from "../netgraph/inet.ts";
import { wordsOf } from "./list.ts";
import { eifaceName, NameError } from "./names.ts";
import { nearest } from "./nearest.ts";

/** Bits a second in each direction; absent where there is no limit. */
export interface PortRate {
  /** Of what the guest gets. */
  readonly in: number;
  /** Of what the guest sends. */
  readonly out: number;
}

/** How a guest's port on its bridge is to be. What is absent is not asked for. */
export interface PortSettings {
  readonly rate?: PortRate;
  /** Only the guest's own MAC address leaves, and of IP only these addresses; any when there are none. */
  readonly guard?: readonly string[];
  /** Does it reach no other isolated port of its bridge? */
  readonly isolate?: true;
  /** The VLAN that the guest is on, untagged. */
  readonly vlan?: number;
  /** The VLANs that the guest gets with their tags. */
  readonly trunk?: readonly number[];
  /** The eiface that gets copies of all frames. */
  readonly mirror?: string;
}

/** A text that describes no port: why, and what would be right. */
export class PortError extends Error {
  override readonly name = "PortError";
}

/** Bits a second that ng_car(4) can count. */
const MIN_RATE = 64_000;
const MAX_RATE = 1_000_000_000;
const UNITS: readonly (readonly [unit: string, bits: number])[] = [
  ["G", 1e9],
  ["M", 1e6],
  ["K", 1e3],
];
/** So many fit the program of a guard. */
const MAX_ADDRESSES = 8;
const MAX_TAG = 4094;

/** Reads a rate: `100M`, or what comes in and what goes out: `100M/20M`. Throws a PortError. */
export function readRate(text: string): PortRate {
  const [into = "", out = into, ...more] = text.split("/");
  if (more.length > 0) fail(`rate=${text} has more than two rates; write rate=IN/OUT`);
  return { in: readBits(into, text), out: readBits(out, text) };
}

function readBits(word: string, whole: string): number {
  const [, number, unit = ""] = /^(\d{1,12}(?:\.\d{1,3})?)([KMG]?)$/i.exec(word) ?? [];
  const scale = UNITS.find(([letter]) => letter === unit.toUpperCase())?.[1] ?? 1;
  const bits = Math.round(Number(number) * scale);
  if (number === undefined)
    fail(`rate=${whole} is no rate; give bits a second, such as 100M, or 100M/20M for in and out`);
  if (bits < MIN_RATE || bits > MAX_RATE)
    fail(`rate=${whole} is out of range; ng_car(4) limits to ${rateText(MIN_RATE)} up to 1G`);
  return bits;
}

/** Returns bits a second as they are written: `100M`. */
function rateText(bits: number): string {
  const [unit, scale] = UNITS.find(([, one]) => bits >= one && bits % (one / 1000) === 0) ?? [
    "",
    1,
  ];
  return `${bits / scale}${unit}`;
}

/** Returns a rate as it is written: `100M`, or `100M/20M`. */
export function rateOf(rate: PortRate): string {
  const [into, out] = [rateText(rate.in), rateText(rate.out)];
  return into === out ? into : `${into}/${out}`;
}

/** Reads the addresses of a guard: `10.0.0.5,fd00::5`. Throws a PortError. */
export function readGuard(text: string): readonly string[] {
  const addresses = text
    .split(",")
    .map(
      (word) =>
        sourceAddress(word) ??
        fail(
          `guard=${text}: "${word}" is no address that a guest can have; give such as 10.0.0.5 or fd00::5`,
        ),
    );
  const all = [...new Set(addresses)];
  if (all.length > MAX_ADDRESSES)
    fail(`guard has ${all.length} addresses; a port's guard takes at most ${MAX_ADDRESSES}`);
  return all;
}

/** An address that somebody can send from, as it is usually written; undefined when it is none. */
function sourceAddress(text: string): string | undefined {
  if (/^\d+(\.\d+){3}$/.test(text)) {
    const address = parseIpv4(text);
    const isGroup = address !== undefined && address >>> 28 >= 14;
    return address === undefined || address === 0 || isGroup ? undefined : formatIpv4(address);
  }
  const groups = text.includes(":") ? parseIpv6(text) : undefined;
  const isNone = groups === undefined || groups.every((group) => group === 0);
  return isNone || groups[0]! >> 8 === 0xff ? undefined : formatIpv6(groups);
}

function readTag(word: string, whole: string): number {
  const tag = Number(word);
  if (!/^\d{1,4}$/.test(word) || tag < 1 || tag > MAX_TAG)
    fail(`${whole}: "${word}" is no VLAN; give a number from 1 to ${MAX_TAG}`);
  return tag;
}

type Reader = (value: string | undefined, word: string) => PortSettings;

const readers: { readonly [setting: string]: Reader } = {
  rate: needing("100M", (value) => ({ rate: readRate(value) })),
  guard: (value) => ({ guard: value === undefined ? [] : readGuard(value) }),
  isolate: (value, word) =>
    value === undefined ? { isolate: true } : fail(`${word}: isolate takes no value`),
  vlan: needing("10", (value, word) => ({ vlan: readTag(value, word) })),
  trunk: needing("10,20", (value, word) => ({
    trunk: [...new Set(value.split(",").map((tag) => readTag(tag, word)))],
  })),
  mirror: needing("mon0", (value) => ({ mirror: mirrorName(value) })),
};

/** Reads an interface that gets copies. Throws a PortError. */
export function mirrorName(text: string): string {
  try {
    return eifaceName(text);
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    return fail(`mirror=${text}: ${error.message}`);
  }
}

function needing(example: string, read: (value: string, word: string) => PortSettings): Reader {
  return (value, word) =>
    value === undefined || value === ""
      ? fail(`${word} needs a value, such as ${/^\w+/.exec(word)![0]}=${example}`)
      : read(value, word);
}

/** Reads the settings of a port. Throws a PortError. */
export function readPort(text: string): PortSettings {
  let settings: PortSettings = {};
  for (const word of wordsOf(text)) {
    const at = word.indexOf("=");
    const name = at < 0 ? word : word.slice(0, at);
    const reader = Object.hasOwn(readers, name) ? readers[name]! : undefined;
    if (reader === undefined) {
      const near = nearest(name, Object.keys(readers));
      fail(
        `"${word}" is no setting of a port; ${near === undefined ? `there are ${Object.keys(readers).join(", ")}` : `did you mean ${near}?`}`,
      );
    }
    if (name in settings) fail(`${name} is there twice`);
    settings = { ...settings, ...reader(at < 0 ? undefined : word.slice(at + 1), word) };
  }
  checkPort(settings);
  return settings;
}

/** Throws a PortError for settings that exclude one another. */
export function checkPort({ vlan, trunk, guard }: PortSettings): void {
  if (vlan !== undefined && trunk !== undefined)
    fail("vlan and trunk exclude each other: a guest is on one VLAN, or has the tags itself");
  if (trunk !== undefined && guard !== undefined && guard.length > 0)
    fail(
      "trunk and addresses of a guard exclude each other; a guard without addresses is possible",
    );
}

/** Returns settings as rc.conf has them; empty when there are none. */
export function portText(settings: PortSettings): string {
  return wordsOfPort(settings).join(" ");
}

/** Returns the settings as words, in the order in which they are shown. */
export function wordsOfPort({ rate, guard, isolate, vlan, trunk, mirror }: PortSettings): string[] {
  return [
    ...(rate === undefined ? [] : [`rate=${rateOf(rate)}`]),
    ...(guard === undefined ? [] : [guard.length === 0 ? "guard" : `guard=${guard.join(",")}`]),
    ...(isolate ? ["isolate"] : []),
    ...(vlan === undefined ? [] : [`vlan=${vlan}`]),
    ...(trunk === undefined ? [] : [`trunk=${trunk.join(",")}`]),
    ...(mirror === undefined ? [] : [`mirror=${mirror}`]),
  ];
}

function fail(message: string): never {
  throw new PortError(message);
}
