/**
 * Filters of frames: the commonest primitives of pcap-filter(7), which tcpdump(1) takes, decided here. `and` and `or` bind
 * alike, from the left, and `not` binds first, as there. What is behind VLAN tags is seen as if they were not there.
 */
import { ipBytes, isIn, macBytes, netIn } from "./addresses.ts";
import { etherType, type Headers, ipProtocol, readHeaders } from "./headers.ts";

/** Says whether a frame is wanted. */
export type FrameFilter = (frame: Uint8Array) => boolean;

/** A filter that is none, or has what is not known here: what, and at which character, counted from 1. */
export class FilterError extends Error {
  override readonly name = "FilterError";
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(`at character ${at}: ${message}`);
  }
}

/** What a filter may consist of, for people. */
const filterWords =
  "host, net, port, portrange, ether host, src and dst before those, arp, ip, ip6, icmp, icmp6, tcp, udp, carp, proto, vlan, broadcast, multicast, and, or, not, ( )";

type Test = (headers: Headers) => boolean;

/** Makes a filter of its text. Throws a FilterError. */
export function compileFilter(text: string): FrameFilter {
  const parser = new Parser(text);
  const test = parser.whole();
  return (frame) => test(readHeaders(frame));
}

interface Word {
  readonly text: string;
  /** Its first character, counted from 1. */
  readonly at: number;
}

const AND = new Set(["and", "&&"]);
const OR = new Set(["or", "||"]);
const NOT = new Set(["not", "!"]);
const PROTOCOLS = ["ether", "arp", "ip", "ip6", "icmp", "icmp6", "tcp", "udp", "carp"] as const;
type Protocol = (typeof PROTOCOLS)[number];
const KINDS = ["host", "net", "port", "portrange", "proto"] as const;
type Kind = (typeof KINDS)[number];
type Way = "src" | "dst";

/** What stands before a value: `tcp dst port`. */
interface Qualifiers {
  readonly protocol?: Protocol | undefined;
  readonly way?: Way | undefined;
  readonly kind: Kind;
}

/** How deep parentheses and `not` may go, so that no text makes the parser's own stack overflow. */
const MAX_DEPTH = 200;

class Parser {
  private readonly words: readonly Word[];
  private at = 0;
  private depth = 0;
  /** What the last value was qualified by: `port 80 or 443`. */
  private last: Qualifiers | undefined;

  constructor(private readonly text: string) {
    this.words = [...text.matchAll(/\(|\)|&&|\|\||!|[^\s()!&|]+|[&|]/g)].map((match) => ({
      text: match[0],
      at: match.index + 1,
    }));
  }

  whole(): Test {
    if (this.words.length === 0) throw new FilterError(1, "there is no filter");
    const test = this.expression();
    const rest = this.words[this.at];
    if (rest !== undefined) this.refuse(rest, `"${rest.text}" is not expected here`);
    return test;
  }

  private expression(): Test {
    let test = this.unary();
    for (;;) {
      const word = this.words[this.at]?.text ?? "";
      if (!AND.has(word) && !OR.has(word)) return test;
      this.at++;
      const [one, other] = [test, this.unary()];
      test = AND.has(word)
        ? (headers) => one(headers) && other(headers)
        : (headers) => one(headers) || other(headers);
    }
  }

  private unary(): Test {
    const word = this.take("a condition");
    if (NOT.has(word.text)) {
      const test = this.deeper(word, () => this.unary());
      return (headers) => !test(headers);
    }
    if (word.text === "(") {
      const test = this.deeper(word, () => this.expression());
      const closing = this.take('")"');
      if (closing.text !== ")") this.refuse(closing, `")" is expected, not "${closing.text}"`);
      return test;
    }
    return this.primitive(word);
  }

  private deeper<T>(word: Word, parse: () => T): T {
    if (++this.depth > MAX_DEPTH) this.refuse(word, "it goes too deep");
    const parsed = parse();
    this.depth--;
    return parsed;
  }

  private primitive(first: Word): Test {
    let word = first;
    const next = (what: string) => {
      word = this.take(what);
    };
    if (word.text === "vlan") return this.vlan();
    if (word.text === "broadcast" || word.text === "multicast") return castTest(word.text);
    const protocol = oneOf(PROTOCOLS, word.text);
    if (protocol !== undefined) {
      const following = this.words[this.at]?.text;
      const isQualifier =
        following === "src" || following === "dst" || oneOf(KINDS, following ?? "") !== undefined;
      if (protocol === "ether" && (following === "broadcast" || following === "multicast")) {
        this.at++;
        return castTest(following);
      }
      if (!isQualifier) {
        if (protocol !== "ether") return protocolTest(protocol);
        next("host, src, dst or proto");
        this.refuse(word, `after ether: host, src, dst or proto is expected, not "${word.text}"`);
      }
      next("");
    }
    const way = oneOf(["src", "dst"] as const, word.text);
    if (way !== undefined) next("an address");
    const kind = oneOf(KINDS, word.text);
    if (kind !== undefined) next(`what ${kind} is to be`);
    if (protocol === undefined && way === undefined && kind === undefined) {
      // `port 80 or 443`: what was said of the last one goes on.
      if (this.last !== undefined) return this.value(word, this.last);
      const isAddress = ipBytes(word.text) !== undefined;
      this.refuse(
        word,
        isAddress
          ? `before an address stands what it is: host ${word.text}`
          : `"${word.text}" is not known; known are: ${filterWords}`,
      );
    }
    this.last = { protocol, way, kind: kind ?? "host" };
    return this.value(word, this.last);
  }

  /** The condition of a value with what stands before it. */
  private value(word: Word, qualifiers: Qualifiers): Test {
    const { protocol, way, kind } = qualifiers;
    if (kind === "proto") return this.protocolNumber(word, qualifiers);
    if (kind === "port" || kind === "portrange") {
      const test = portTest(this.ports(word, kind), way);
      if (protocol === undefined) return test;
      if (protocol !== "tcp" && protocol !== "udp" && protocol !== "ip" && protocol !== "ip6")
        this.refuse(word, `${protocol} has no ports`);
      const isIt = protocolTest(protocol);
      return (headers) => isIt(headers) && test(headers);
    }
    if (protocol === "ether") {
      const address = macBytes(word.text);
      if (kind !== "host" || address === undefined)
        this.refuse(word, `"${word.text}" is no MAC address, as 58:9c:fc:00:00:01 is one`);
      return eitherWay(
        way,
        ({ source }) => isSame(source, address),
        ({ destination }) => isSame(destination, address),
      );
    }
    if (protocol !== undefined && protocol !== "ip" && protocol !== "ip6" && protocol !== "arp")
      this.refuse(
        word,
        `${kind} has no meaning with ${protocol}; say: ${protocol} and ${kind} ${word.text}`,
      );
    const net = kind === "net" ? netIn(word.text) : hostIn(word.text);
    if (net === undefined)
      this.refuse(
        word,
        kind === "net"
          ? `"${word.text}" is no network, as 10.0.0.0/8 or fd00::/8 is one`
          : `"${word.text}" is no IP address, as 10.0.0.1 or fd00::1 is one; names are not looked up`,
      );
    const test = eitherWay(
      way,
      ({ from }) => isIn(from, net),
      ({ to }) => isIn(to, net),
    );
    if (protocol === undefined) return test;
    const isIt = protocolTest(protocol);
    return (headers) => isIt(headers) && test(headers);
  }

  private protocolNumber(word: Word, { protocol, way }: Qualifiers): Test {
    const known = Object.hasOwn(ipProtocol, word.text)
      ? ipProtocol[word.text as keyof typeof ipProtocol]
      : undefined;
    const isEther = protocol === "ether";
    const types = isEther && Object.hasOwn(etherType, word.text);
    const number = types
      ? etherType[word.text as keyof typeof etherType]
      : isEther
        ? numberIn(word.text, 0xffff)
        : (known ?? numberIn(word.text, 0xff));
    if (way !== undefined) this.refuse(word, `proto has no ${way}`);
    if (number === undefined)
      this.refuse(
        word,
        isEther
          ? `"${word.text}" is no EtherType, as 0x88cc is one`
          : `"${word.text}" is no protocol; known are ${Object.keys(ipProtocol).join(", ")} and numbers up to 255`,
      );
    if (isEther) return ({ type }) => type === number;
    if (protocol !== undefined && protocol !== "ip" && protocol !== "ip6")
      this.refuse(word, `proto has no meaning with ${protocol}`);
    const isIt = protocol === undefined ? undefined : protocolTest(protocol);
    return (headers) => headers.protocol === number && (isIt === undefined || isIt(headers));
  }

  private ports(word: Word, kind: "port" | "portrange"): readonly [number, number] {
    const [from, to = from] = kind === "port" ? [word.text] : word.text.split("-");
    const [low, high] = [numberIn(from ?? "", 0xffff), numberIn(to ?? "", 0xffff)];
    if (low === undefined || high === undefined || low > high)
      this.refuse(
        word,
        kind === "port"
          ? `"${word.text}" is no port: a number up to 65535 is one`
          : `"${word.text}" is no range of ports, as 8000-8080 is one`,
      );
    return [low, high];
  }

  private vlan(): Test {
    const word = this.words[this.at];
    const number = word === undefined ? undefined : numberIn(word.text, 0xfff);
    if (number === undefined && word !== undefined && /^\d/.test(word.text))
      this.refuse(word, `"${word.text}" is no VLAN: a number up to 4095 is one`);
    if (number === undefined) return ({ vlans }) => vlans.length > 0;
    this.at++;
    return ({ vlans }) => vlans.includes(number);
  }

  private take(what: string): Word {
    const word = this.words[this.at];
    if (word === undefined)
      throw new FilterError(this.text.length + 1, `it ends where ${what} is expected`);
    this.at++;
    return word;
  }

  private refuse(word: Word, why: string): never {
    throw new FilterError(word.at, why);
  }
}

function oneOf<T extends string>(known: readonly T[], text: string): T | undefined {
  return known.find((one) => one === text);
}

function numberIn(text: string, max: number): number | undefined {
  if (!/^(\d{1,6}|0x[0-9a-f]{1,4})$/i.test(text)) return undefined;
  const number = Number(text);
  return number <= max ? number : undefined;
}

function hostIn(text: string) {
  const address = ipBytes(text);
  return address && { address, bits: address.length * 8 };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function eitherWay(way: Way | undefined, from: Test, to: Test): Test {
  if (way === "src") return from;
  if (way === "dst") return to;
  return (headers) => from(headers) || to(headers);
}

function protocolTest(protocol: Exclude<Protocol, "ether">): Test {
  switch (protocol) {
    case "arp":
    case "ip":
    case "ip6":
      return ({ type }) => type === etherType[protocol];
    case "icmp":
      return (headers) => headers.type === etherType.ip && headers.protocol === ipProtocol.icmp;
    case "icmp6":
      return (headers) => headers.type === etherType.ip6 && headers.protocol === ipProtocol.icmp6;
    default:
      return (headers) => headers.protocol === ipProtocol[protocol];
  }
}

function portTest([low, high]: readonly [number, number], way: Way | undefined): Test {
  const isOne = (port: number) => port >= low && port <= high;
  return eitherWay(
    way,
    ({ ports }) => ports !== undefined && isOne(ports.from),
    ({ ports }) => ports !== undefined && isOne(ports.to),
  );
}

function castTest(kind: "broadcast" | "multicast"): Test {
  // The lowest bit of the first byte: for a group, of which all is the largest.
  if (kind === "multicast") return ({ destination }) => ((destination[0] ?? 0) & 1) === 1;
  return ({ destination }) =>
    destination.length === 6 && destination.every((byte) => byte === 0xff);
}
