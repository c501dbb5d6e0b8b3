/** Addresses, ports and pools of pf.conf(5). */
import type { PortMatch, PortOperator } from "../../net/pf/rule.ts";
import { portNamed } from "./names.ts";
import type { WrittenEnd, WrittenHost, WrittenItem, WrittenPool } from "./syntax.ts";
import type { Tokens } from "./tokens.ts";

/** `all`, or `from …` and `to …`, of which either may be left out. */
export function parseFromTo(tokens: Tokens): { from: WrittenEnd; to: WrittenEnd } {
  const any: WrittenEnd = { hosts: [], ports: [] };
  if (tokens.accept("all")) return { from: any, to: any };
  const from = tokens.accept("from") ? parseEnd(tokens) : any;
  const to = tokens.accept("to") ? parseEnd(tokens) : any;
  return { from, to };
}

function parseEnd(tokens: Tokens): WrittenEnd {
  const hosts = tokens.isWord("port") ? [] : parseItems(tokens);
  if (tokens.isWord("os")) tokens.refuse("os");
  const ports = tokens.accept("port") ? tokens.list(() => parsePort(tokens)) : [];
  return { hosts, ports };
}

/** One address, or a list of them; a table's may be empty. */
export function parseItems(
  tokens: Tokens,
  options: { readonly mayBeEmpty?: boolean } = {},
): WrittenItem[] {
  return tokens.list(() => {
    const { line } = tokens.peek;
    const not = tokens.accept("!");
    return { not, host: parseHost(tokens), line };
  }, options);
}

function parseHost(tokens: Tokens): WrittenHost {
  if (tokens.accept("any")) return { kind: "any" };
  if (tokens.accept("no-route")) return { kind: "no-route" };
  if (tokens.isWord("urpf-failed", "route")) tokens.refuse(tokens.peek.text);
  if (tokens.accept("<")) {
    const name = tokens.word();
    tokens.expect(">");
    return { kind: "table", name };
  }
  if (tokens.accept("(")) {
    const text = tokens.word();
    const prefix = parsePrefix(tokens);
    tokens.expect(")");
    return { kind: "dynamic", text, prefix: prefix ?? parsePrefix(tokens) };
  }
  const text = tokens.word();
  if (tokens.isWord("-")) {
    tokens.take();
    return { kind: "range", from: text, to: tokens.word() };
  }
  return { kind: "name", text, prefix: parsePrefix(tokens) };
}

function parsePrefix(tokens: Tokens): number | undefined {
  if (!tokens.accept("/")) return undefined;
  const digits = tokens.word();
  if (!/^\d{1,3}$/.test(digits) || Number(digits) > 128) tokens.fail(`illegal mask '${digits}'`);
  return Number(digits);
}

const COMPARISONS: readonly PortOperator[] = ["=", "!=", "<", "<=", ">", ">="];

function parsePort(tokens: Tokens): PortMatch {
  const operator = COMPARISONS.find((one) => tokens.accept(one));
  if (operator !== undefined) {
    const port = parseOnePort(tokens, tokens.word());
    return { operator, first: port, last: port };
  }
  const word = tokens.word();
  const [start = "", end] = word.split(":");
  const first = parseOnePort(tokens, start);
  if (end !== undefined) return { operator: ":", first, last: parseOnePort(tokens, end) };
  for (const range of ["><", "<>"] as const) {
    if (tokens.accept(range)) {
      return { operator: range, first, last: parseOnePort(tokens, tokens.word()) };
    }
  }
  return { operator: "=", first, last: first };
}

function parseOnePort(tokens: Tokens, text: string): number {
  return portNamed(text) ?? tokens.fail(`unknown port ${text}`);
}

/** What stands behind `->`. */
export function parsePool(tokens: Tokens): WrittenPool {
  const hosts = parseItems(tokens);
  const ports = tokens.accept("port") ? parsePoolPorts(tokens) : undefined;
  let staticPort = false;
  let roundRobin = false;
  for (;;) {
    if (tokens.accept("static-port")) staticPort = true;
    else if (tokens.accept("round-robin")) roundRobin = true;
    else if (tokens.isWord("bitmask", "random", "source-hash", "sticky-address", "map-e-portset")) {
      tokens.refuse(tokens.peek.text);
    } else return { hosts, ports, staticPort, roundRobin };
  }
}

/** `8080`, `8080:8090`, `8080:*`. */
function parsePoolPorts(tokens: Tokens): { first: number; last: number } {
  const [start = "", end] = tokens.word().split(":");
  const first = parseOnePort(tokens, start);
  if (end === undefined) return { first, last: first };
  return { first, last: end === "*" ? 65535 : parseOnePort(tokens, end) };
}
