/** The program of a guard: which frames of a guest leave, and so cannot be somebody else's. */
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from "../../netgraph/inet.ts";
import {
  accept,
  assemble,
  headerLength,
  type Instruction,
  ifBits,
  ifEqual,
  type Line,
  label,
  load,
  loadBehind,
  reject,
} from "./bpfprogram.ts";

/** Whose frames may pass. */
export interface Guarded {
  /** `58:9c:fc:00:2a:01`. */
  readonly ether: string;
  /** IP addresses as they are usually written; none: any. */
  readonly addresses: readonly string[];
}

const [IPV4, ARP, IPV6] = [0x0800, 0x0806, 0x86dd];
const [UDP, ICMPV6] = [17, 58];
/** Headers that may come before ICMPv6's (RFC 8200). */
const [HOP_BY_HOP, ROUTING, FRAGMENT, DESTINATION] = [0, 43, 44, 60];
const NEIGHBOUR_ADVERTISEMENT = 136;
/** Where things lie in an Ethernet frame, bytes. */
const at = {
  source: 6,
  type: 12,
  ip4: 14,
  ip4Fragment: 20,
  ip4Protocol: 23,
  ip4Source: 26,
  arpEther: 22,
  arpSource: 28,
  ip6Next: 20,
  ip6Source: 22,
  ip6Destination: 38,
  icmp6Type: 54,
  /** Of the header behind IPv6's own: what comes next, how long it is, and of a fragment, where it begins. */
  nextNext: 54,
  nextLength: 55,
  ip6Fragment: 56,
  laterType: 62,
  icmp6Target: 62,
} as const;
const FRAGMENT_OFFSET = 0x1fff;
const FRAGMENT_OFFSET6 = 0xfff8;
const [DHCP_SERVER, DHCP_CLIENT] = [67, 68];

/**
 * Returns the program for what a guest sends. The source of the frame, and of what ARP says, is the guest's own MAC address.
 * With addresses, only ARP and IP pass: from these and, as it takes to get them, DHCP's request of one that has none yet,
 * ARP's and IPv6's question whether one is taken, and the link-local address that is made of the MAC address.
 */
export function guardProgram({ ether, addresses }: Guarded): Instruction[] {
  const own4 = addresses.flatMap((text) => (text.includes(":") ? [] : [parseIpv4(text)!]));
  const own6 = addresses.flatMap((text) => (text.includes(":") ? [parseIpv6(text)!] : []));
  const isLimited = addresses.length > 0;
  return assemble([
    ...isOwn(at.source, ether),
    load("half", at.type),
    ifEqual(ARP, { yes: "arp", ...(!isLimited && { no: "accept" }) }),
    ...(isLimited
      ? [
          ...(own4.length > 0 ? [ifEqual(IPV4, { yes: "ip4" })] : []),
          ifEqual(IPV6, { yes: own6.length > 0 ? "ip6" : "reject", no: "reject" }),
        ]
      : []),
    label("arp"),
    ...isOwn(at.arpEther, ether),
    ...(isLimited ? [load("word", at.arpSource), ...isOneOf([...own4, ...arpProbe(own4)])] : []),
    ...(isLimited ? [] : [ifEqual(0, { yes: "accept", no: "accept" })]),
    ...(own4.length > 0 ? sentByIp4(own4) : []),
    ...(own6.length > 0 ? sentByIp6([...own6, linkLocal(ether)]) : []),
    label("reject"),
    reject,
    label("accept"),
    accept,
  ]);
}

/** Who has no IPv4 address asks for none. */
function arpProbe(own4: readonly number[]): number[] {
  return own4.length > 0 ? [0] : [];
}

/** Does this address lie there? */
function isOwn(offset: number, ether: string): Line[] {
  const [high, low] = halves(ether);
  return [
    load("word", offset),
    ifEqual(high, { no: "reject" }),
    load("half", offset + 4),
    ifEqual(low, { no: "reject" }),
  ];
}

function isOneOf(values: readonly number[]): Line[] {
  if (values.length === 0) return [ifEqual(0, { yes: "reject", no: "reject" })];
  return values.map((value, index) =>
    ifEqual(value, { yes: "accept", ...(index === values.length - 1 && { no: "reject" }) }),
  );
}

function sentByIp4(own: readonly number[]): Line[] {
  return [
    label("ip4"),
    load("word", at.ip4Source),
    ...own.map((address) => ifEqual(address, { yes: "accept" })),
    // Nobody's address: a DHCP client's, who has none yet.
    ifEqual(0, { no: "reject" }),
    load("byte", at.ip4Protocol),
    ifEqual(UDP, { no: "reject" }),
    load("half", at.ip4Fragment),
    ifBits(FRAGMENT_OFFSET, { yes: "reject" }),
    headerLength(at.ip4),
    loadBehind(at.ip4),
    ifEqual(DHCP_CLIENT, { no: "reject" }),
    loadBehind(at.ip4 + 2),
    ifEqual(DHCP_SERVER, { yes: "accept", no: "reject" }),
  ];
}

function sentByIp6(own: readonly (readonly number[])[]): Line[] {
  return [
    label("ip6"),
    ...isOneOf6(at.ip6Source, own, "sent"),
    // Nobody's address: who asks a group whether one is taken, or which routers there are.
    ...[0, 4, 8, 12].flatMap((offset) => [
      load("word", at.ip6Source + offset),
      ifEqual(0, { no: "reject" }),
    ]),
    load("byte", at.ip6Destination),
    ifEqual(0xff, { no: "reject" }),
    label("sent"),
    load("byte", at.ip6Next),
    ifEqual(ICMPV6, { yes: "icmp6" }),
    ...behindHeaders(),
    label("icmp6"),
    load("byte", at.icmp6Type),
    ifEqual(NEIGHBOUR_ADVERTISEMENT, { no: "accept" }),
    // What ARP's answer is for IPv4: whose address it is about.
    ...isOneOf6(at.icmp6Target, own, "accept"),
  ];
}

/** What has more headers says nothing of whose an address is: behind them nobody would look. MLD has one, and large packets. */
function behindHeaders(): Line[] {
  return [
    ifEqual(HOP_BY_HOP!, { yes: "options" }),
    ifEqual(ROUTING!, { yes: "reject" }),
    ifEqual(DESTINATION!, { yes: "reject" }),
    ifEqual(FRAGMENT!, { no: "accept" }),
    load("half", at.ip6Fragment),
    ifBits(FRAGMENT_OFFSET6, { yes: "accept" }),
    load("byte", at.nextNext),
    ifEqual(ICMPV6, { yes: "later" }),
    ...[HOP_BY_HOP, ROUTING, DESTINATION].map((header) => ifEqual(header!, { yes: "reject" })),
    ifEqual(FRAGMENT!, { yes: "reject", no: "accept" }),
    label("options"),
    load("byte", at.nextNext),
    ifEqual(ICMPV6, { no: "reject" }),
    load("byte", at.nextLength),
    ifEqual(0, { no: "reject" }),
    label("later"),
    load("byte", at.laterType),
    ifEqual(NEIGHBOUR_ADVERTISEMENT, { yes: "reject", no: "accept" }),
  ];
}

/** Does one of these addresses lie there? It goes on with the next line when none does. */
function isOneOf6(offset: number, addresses: readonly (readonly number[])[], yes: string): Line[] {
  return addresses.flatMap((groups, index) => {
    const next = `${yes}${offset}-${index}`;
    const words = [0, 2, 4, 6].map((group) => ((groups[group]! << 16) | groups[group + 1]!) >>> 0);
    return [
      ...words.flatMap((word, place) => [
        load("word", offset + 4 * place),
        ifEqual(word, place === 3 ? { yes } : { no: next }),
      ]),
      label(next),
    ];
  });
}

/** The address that an interface makes itself of its MAC address (RFC 4291, appendix A). */
function linkLocal(ether: string): number[] {
  const [a, b, c, d, e, f] = bytesOf(ether) as [number, number, number, number, number, number];
  return [0xfe80, 0, 0, 0, ((a ^ 2) << 8) | b, (c << 8) | 0xff, (0xfe << 8) | d, (e << 8) | f];
}

function bytesOf(ether: string): number[] {
  return ether.split(":").map((byte) => Number.parseInt(byte, 16));
}

function halves(ether: string): [high: number, low: number] {
  const [a, b, c, d, e, f] = bytesOf(ether) as [number, number, number, number, number, number];
  return [((a << 24) | (b << 16) | (c << 8) | d) >>> 0, (e << 8) | f];
}

const [{ code: LD_WORD }, { code: JEQ }] = assemble([load("word", 0), ifEqual(0, {})]) as [
  Instruction,
  Instruction,
];

/** Returns whose frames a program of ours lets pass; undefined for any other program. */
export function guardedBy(program: readonly Instruction[]): Guarded | undefined {
  const [, high, , low] = program;
  if (high === undefined || low === undefined) return undefined;
  const digits = high.k.toString(16).padStart(8, "0") + low.k.toString(16).padStart(4, "0");
  const guarded: Guarded = {
    ether: digits.match(/../g)!.join(":"),
    addresses: addressesIn(program),
  };
  const same = (one: Instruction, index: number) => {
    const other = program[index];
    return (
      other?.code === one.code && other.jt === one.jt && other.jf === one.jf && other.k === one.k
    );
  };
  const own = guardProgram(guarded);
  return own.length === program.length && own.every(same) ? guarded : undefined;
}

/** What is compared with the sources of IPv4 and IPv6. */
function addressesIn(program: readonly Instruction[]): string[] {
  const after = (offset: number) =>
    program.flatMap(({ code, k }, index) => (code === LD_WORD && k === offset ? [index + 1] : []));
  const own4: number[] = [];
  for (const start of after(at.ip4Source).slice(0, 1))
    for (let index = start; program[index]?.code === JEQ; index++) own4.push(program[index]!.k);
  // The first one is ARP's.
  const own6 = after(at.ip6Source)
    .slice(1)
    .map((index) =>
      [0, 2, 4, 6].flatMap((step) => {
        const word = program[index + step]?.k ?? 0;
        return [word >>> 16, word & 0xffff];
      }),
    );
  return [
    // The last one is nobody's.
    ...own4.slice(0, -1).map(formatIpv4),
    // So is this, and before it comes the link-local one.
    ...own6.slice(0, -2).map(formatIpv6),
  ];
}
