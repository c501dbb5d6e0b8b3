/** A rule of ipfw(8) read from its words (ipfw2.c, compile_rule), as far as a lab has it. */
import {
  ANY_END,
  type FwAction,
  type FwBody,
  type FwEnd,
  type FwOption,
  type PortRange,
} from "../../net/ipfw/rule.ts";
import { masked, pfAddress } from "../../net/pf/address.ts";
import type { PfNetwork } from "../../net/pf/rule.ts";
import { errx } from "../../process/failure.ts";
import { EX_DATAERR, EX_USAGE } from "../../process/sysexits.ts";
import { portNamed, protocolNamed } from "../pfctl/names.ts";

/** The words of a command, taken one after the other. */
export class Words {
  private at = 0;

  constructor(private readonly words: readonly string[]) {}

  get next(): string | undefined {
    return this.words[this.at];
  }

  take(): string | undefined {
    return this.words[this.at++];
  }

  /** Takes the next word when it is one of these. */
  takes(...wanted: readonly string[]): boolean {
    const is = this.next !== undefined && wanted.includes(this.next);
    if (is) this.at++;
    return is;
  }

  rest(): readonly string[] {
    const rest = this.words.slice(this.at);
    this.at = this.words.length;
    return rest;
  }
}

/** Says that ipfw(8) has this, and a lab has not. */
export function notEmulated(what: string): never {
  errx(EX_USAGE, `${what}: not emulated in a lab`);
}

/** What a rule does, what it is about, and the comment behind it. */
export function readBody(words: Words): FwBody {
  const action = readAction(words);
  if (words.next === "log") notEmulated("log");
  if (words.next === "tag" || words.next === "untag" || words.next === "altq")
    notEmulated(words.next);
  const { family, protocol } = readProtocol(words.take());
  if (!words.takes("from")) errx(EX_USAGE, "missing ``from''");
  const source = readEnd(words, "src");
  if (!words.takes("to")) errx(EX_USAGE, "missing ``to''");
  const destination = readEnd(words, "dst");
  const options: FwOption[] = [];
  while (words.next !== undefined && words.next !== "//") options.push(readOption(words));
  if (options.some(({ kind }) => kind === "xmit") && options.some(({ kind }) => kind === "in"))
    errx(EX_DATAERR, "can't check xmit interface of incoming packets");
  const hasWay = options.some(({ kind }) => kind === "in");
  if (options.some(({ kind }) => kind === "recv") && !hasWay) notEmulated("recv without in");
  const comment = words.takes("//") ? words.rest().join(" ") : undefined;
  return { action, family, protocol, source, destination, options, comment };
}

function readAction(words: Words): FwAction {
  const word = words.take();
  switch (word) {
    case "allow":
    case "accept":
    case "pass":
    case "permit":
      return { kind: "allow" };
    case "deny":
    case "drop":
      return { kind: "deny" };
    case "count":
    case "reject":
    case "reset":
      return { kind: word };
    case "nat":
    case "skipto": {
      const number = words.take() ?? "";
      if (!/^\d+$/.test(number)) notEmulated(`${word} ${number}`);
      return { kind: word, number: Number(number) };
    }
    case undefined:
      return errx(EX_USAGE, "missing action");
    default:
      return OTHER_ACTIONS.includes(word)
        ? notEmulated(word)
        : errx(EX_DATAERR, `invalid action ${word}`);
  }
}

const OTHER_ACTIONS =
  "abort abort6 call check-state divert eaction fwd forward netgraph ngtee pipe queue reass reset6 return setdscp setfib setmark tcp-setmss tee unreach unreach6".split(
    " ",
  );

function readProtocol(word: string | undefined): Pick<FwBody, "family" | "protocol"> {
  if (word === undefined) return errx(EX_USAGE, "missing protocol");
  if (word === "ip" || word === "all") return { family: undefined, protocol: undefined };
  if (word === "ip4" || word === "ipv4") return { family: 4, protocol: undefined };
  if (word === "ip6" || word === "ipv6") return { family: 6, protocol: undefined };
  if (word === "{" || word === "not" || word === "MAC") notEmulated(word);
  const protocol = protocolNamed(word);
  return protocol === undefined
    ? errx(EX_DATAERR, `invalid protocol ${word}`)
    : { family: undefined, protocol };
}

function readEnd(words: Words, which: string): FwEnd {
  const not = words.takes("not");
  const word = words.take();
  if (word === undefined) return errx(EX_USAGE, `missing <${which}>`);
  if (/^[{(]|^table|^tablearg|^me6$/.test(word)) notEmulated(word);
  const hosts = word === "any" || word === "me" ? word : word.split(",").map(readNetwork);
  const isPorts = words.next !== undefined && /^(?:\d|dst-port$|src-port$)/.test(words.next);
  const named = words.next !== undefined && portNamed(words.next) !== undefined;
  const ports = isPorts || named ? readPorts(words.take()!) : [];
  return { ...ANY_END, not, hosts, ports };
}

function readNetwork(text: string): PfNetwork {
  const [address = "", length] = text.split("/");
  const bytes = pfAddress(address);
  const bits = bytes === undefined ? 0 : bytes.length * 8;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (/[:{]/.test(text) && bytes?.length !== 16) notEmulated(text);
  if (bytes === undefined) return errx(EX_DATAERR, `hostname \`\`${text}'' unknown`);
  if (prefix < 0 || prefix > bits) return errx(EX_DATAERR, `bad width \`\`${length}''`);
  return masked({ address: bytes, prefix });
}

function readPorts(text: string): PortRange[] {
  return text.split(",").map((part) => {
    const [first = Number.NaN, last = first, ...more] = part.split("-").map(portOf);
    if (more.length > 0 || Number.isNaN(first) || Number.isNaN(last))
      errx(EX_DATAERR, `invalid port ${part}`);
    return { first, last };
  });
}

function portOf(text: string): number {
  return (/^\d{1,5}$/.test(text) ? Number(text) : portNamed(text)) ?? Number.NaN;
}

function readOption(words: Words): FwOption {
  const word = words.take()!;
  switch (word) {
    case "in":
    case "out":
    case "established":
    case "setup":
      return { kind: word };
    case "via":
    case "recv":
    case "xmit": {
      const iface = words.take();
      if (iface === undefined) return errx(EX_USAGE, `missing argument for ${word}`);
      if (iface === "any" || iface.startsWith("table") || pfAddress(iface) !== undefined)
        notEmulated(`${word} ${iface}`);
      return { kind: word, iface };
    }
    case "proto":
      return {
        kind: word,
        protocol: protocolNamed(words.take() ?? "") ?? errx(EX_DATAERR, "invalid protocol"),
      };
    case "icmptypes":
    case "icmptype":
      return { kind: "icmptypes", types: icmpTypes(words.take() ?? "", 31, "ICMP") };
    case "icmp6types":
    case "icmp6type":
      return { kind: "icmp6types", types: icmpTypes(words.take() ?? "", 201, "ICMP6") };
    default:
      return notEmulated(word);
  }
}

function icmpTypes(text: string, max: number, what: string): number[] {
  return text.split(",").map((one) => {
    if (!/^\d{1,3}$/.test(one) || Number(one) > max) errx(EX_DATAERR, `${what} type out of range`);
    return Number(one);
  });
}
