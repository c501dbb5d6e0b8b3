/** Makes rules of what pf.conf(5) says: one for each of its lists' things, with names resolved (pfctl's parse.y, expand_rule). */
import type { Interface } from "../../net/interface.ts";
import { masked, pfAddress } from "../../net/pf/address.ts";
import { networksOf } from "../../net/pf/match.ts";
import type {
  DynamicAddress,
  PfFamily,
  PfHost,
  Pool,
  PortMatch,
  Rule,
  RuleEnd,
} from "../../net/pf/rule.ts";
import { PfConfError } from "./lex.ts";
import type { WrittenEnd, WrittenHost, WrittenItem, WrittenPool, WrittenRule } from "./syntax.ts";

/** Where names are looked up. */
export interface Names {
  readonly interfaces: readonly Interface[];
  /** The address of a host by its name; undefined when it has none. */
  hostAddress(name: string): string | undefined;
}

/** An address with its family; undefined for what has none. */
interface Found {
  readonly not: boolean;
  readonly host: PfHost;
  readonly family: PfFamily | undefined;
}

const ANY: Found = { not: false, host: { kind: "any" }, family: undefined };

/** Throws a PfConfError for what does not go together, or is not found. */
export function expandRule(written: WrittenRule, names: Names): Rule[] {
  const { line } = written;
  const sources = endsOf(written.from, names);
  const destinations = endsOf(written.to, names);
  const rules: Rule[] = [];
  for (const iface of orNone(written.interfaces)) {
    for (const protocol of orNone(written.protocols)) {
      for (const icmp of orNone(written.icmpTypes)) {
        for (const source of sources) {
          for (const destination of destinations) {
            const family = familyOf(written, source, destination);
            if (family === "none") continue;
            const pool = written.pool && expandPool(written.pool, family, names, line);
            const combined = { iface, protocol, icmp, source, destination, family, pool };
            check(written, combined);
            rules.push(ruleOf(written, combined));
          }
        }
      }
    }
  }
  if (written.action === "binat" && rules.length > 1)
    throw new PfConfError(line, "multiple binat ip addresses");
  if (rules.length === 0) throw new PfConfError(line, "rule expands to no valid combination");
  return rules;
}

interface End extends RuleEnd {
  readonly family: PfFamily | undefined;
}

interface Combined {
  readonly iface: Rule["iface"];
  readonly protocol: number | undefined;
  readonly icmp: WrittenRule["icmpTypes"][number] | undefined;
  readonly source: End;
  readonly destination: End;
  readonly family: PfFamily | undefined;
  readonly pool: Pool | undefined;
}

function orNone<T>(list: readonly T[]): readonly (T | undefined)[] {
  return list.length === 0 ? [undefined] : list;
}

function endsOf(end: WrittenEnd, names: Names): End[] {
  const hosts =
    end.hosts.length === 0 ? [ANY] : end.hosts.flatMap((item) => findHosts(item, names));
  return hosts.flatMap(({ not, host, family }) =>
    orNone<PortMatch>(end.ports).map((port) => ({ not, host, family, port })),
  );
}

/** The one family of all; `none` when they have different ones. */
function familyOf(
  { family }: WrittenRule,
  source: End,
  destination: End,
): PfFamily | undefined | "none" {
  const said = [family, source.family, destination.family].filter((one) => one !== undefined);
  return new Set(said).size > 1 ? "none" : said[0];
}

function check({ line, flags, pool, no, action }: WrittenRule, combined: Combined): void {
  const { protocol, icmp, source, destination } = combined;
  const fail: (message: string) => never = (message) => {
    throw new PfConfError(line, message);
  };
  const hasPorts = protocol === 6 || protocol === 17 || protocol === 132;
  if ((source.port ?? destination.port) !== undefined && !hasPorts) {
    fail("port only applies to tcp/udp/sctp");
  }
  if (flags !== undefined && protocol !== undefined && protocol !== 6) {
    fail("flags only apply to tcp");
  }
  if (icmp !== undefined && protocol !== (icmp.family === 4 ? 1 : 58)) {
    fail("icmp-type/code only applies to icmp");
  }
  if (action === "binat" && pool !== undefined) checkBinat(combined, fail);
  if (pool?.ports !== undefined && !hasPorts && !no && action === "rdr") {
    fail("port only applies to tcp/udp/sctp");
  }
}

/** One network becomes another one of the same size, and back. */
function checkBinat({ source, pool }: Combined, fail: (message: string) => never): void {
  const [target, ...more] = pool?.hosts ?? [];
  const ends = [
    { host: source.host, name: "source" },
    { host: target, name: "redirect" },
  ];
  for (const { host, name } of ends) {
    if (host?.kind === "table")
      fail(`invalid use of table <${host.name}> as the ${name} address of a binat rule`);
    if (host?.kind === "dynamic")
      fail(`(${host.iface}) as the ${name} address of a binat rule: not emulated in a lab`);
  }
  if (more.length > 0) fail("multiple binat ip addresses");
  if (pool?.ports !== undefined) fail("binat to a port: not emulated in a lab");
  const [from, to] = [source.host, target];
  if (from.kind !== "network" || to?.kind !== "network" || from.prefix !== to.prefix || source.not)
    fail("'binat' source mask and redirect mask must be the same");
}

const SYN = 2;
const ACK = 16;

function ruleOf(written: WrittenRule, combined: Combined): Rule {
  const { action, kind, no, natPass, anchor, direction, log, quick, labels } = written;
  const { iface, protocol, icmp, source, destination, family, pool } = combined;
  const keepsState = action === "pass" && written.state !== "no";
  const mayBeTcp = protocol === undefined || protocol === 6;
  const byDefault = keepsState && mayBeTcp ? { set: SYN, of: SYN | ACK } : undefined;
  const flags = written.flags === undefined ? byDefault : written.flags;
  return {
    kind,
    action,
    no,
    natPass,
    anchor,
    answer: written.answer ?? "drop",
    direction,
    log,
    quick,
    iface,
    family: family ?? (pool === undefined ? undefined : poolFamily(pool)),
    protocol,
    source: withoutFamily(source),
    destination: withoutFamily(destination),
    flags: flags === "any" ? undefined : flags,
    icmp: icmp && { type: icmp.type, code: icmp.code },
    keepsState,
    labels,
    pool,
    scrub: written.scrub,
    counters: { evaluations: 0, packets: 0, bytes: 0, states: 0 },
  };
}

function withoutFamily({ not, host, port }: End): RuleEnd {
  return { not, host, port };
}

function poolFamily({ hosts }: Pool): PfFamily | undefined {
  const [first] = hosts;
  if (first?.kind !== "network") return undefined;
  return first.address.length === 4 ? 4 : 6;
}

/** Where translated packets go: the addresses of the rule's family. */
function expandPool(
  written: WrittenPool,
  family: PfFamily | undefined,
  names: Names,
  line: number,
): Pool {
  const found = written.hosts.flatMap((item) => findHosts(item, names));
  const wanted = found.find((one) => one.family !== undefined);
  const only = family ?? wanted?.family;
  const fitting = found.filter((one) => one.family === undefined || one.family === only);
  if (fitting.length === 0)
    throw new PfConfError(line, "no translation address with matching address family found.");
  const [first] = fitting;
  const isSeveral = fitting.length > 1 || isMany(first!.host);
  return {
    hosts: fitting.map(({ host }) => host),
    ports: written.ports,
    staticPort: written.staticPort,
    roundRobin: written.roundRobin || isSeveral,
  };
}

/** May it stand for several addresses? */
function isMany(host: PfHost): boolean {
  if (host.kind === "table") return true;
  return host.kind === "dynamic" && !(host.first && /\d$/.test(host.iface));
}

/** All addresses that an item of a list stands for. */
export function findHosts({ not, host, line }: WrittenItem, names: Names): Found[] {
  return hostsOf(host, names, line).map((one) => ({ not, host: one, family: familyOfHost(one) }));
}

function familyOfHost(host: PfHost): PfFamily | undefined {
  if (host.kind === "network") return host.address.length === 4 ? 4 : 6;
  if (host.kind === "range") return host.from.length === 4 ? 4 : 6;
  return undefined;
}

function hostsOf(host: WrittenHost, names: Names, line: number): PfHost[] {
  switch (host.kind) {
    case "any":
    case "no-route":
      return [{ kind: host.kind }];
    case "table":
      return [{ kind: "table", name: host.name }];
    case "dynamic": {
      if (host.prefix !== undefined) {
        throw new PfConfError(line, `(${host.text}/${host.prefix}): not emulated in a lab`);
      }
      return [{ kind: "dynamic", ...dynamicOf(host.text, line) }];
    }
    case "range": {
      const from = pfAddress(host.from);
      const to = pfAddress(host.to);
      if (from === undefined || to === undefined || from.length !== to.length) {
        throw new PfConfError(line, `invalid address range ${host.from} - ${host.to}`);
      }
      return [{ kind: "range", from, to }];
    }
    case "name":
      return namedHosts(host, names, line);
  }
}

const MODIFIERS = ["network", "broadcast", "peer"] as const;

/** `vtnet0:network:0`. */
function dynamicOf(text: string, line: number): DynamicAddress {
  const [iface = "", ...modifiers] = text.split(":");
  let what: DynamicAddress["what"] = "addresses";
  let first = false;
  for (const modifier of modifiers) {
    const known = MODIFIERS.find((one) => one === modifier);
    if (modifier === "0") first = true;
    else if (known !== undefined) what = known;
    else throw new PfConfError(line, `illegal interface modifier ${modifier}`);
  }
  return { iface, what, first };
}

function namedHosts(
  { text, prefix }: { readonly text: string; readonly prefix: number | undefined },
  names: Names,
  line: number,
): PfHost[] {
  const network = (address: Uint8Array, length?: number): PfHost => ({
    kind: "network",
    ...masked({ address, prefix: Math.min(length ?? prefix ?? 128, address.length * 8) }),
  });
  const literal = shortAddress(text, prefix) ?? pfAddress(text);
  if (literal !== undefined) return [network(literal)];
  const found = ofInterfaces(text, names, line);
  if (found !== undefined && found.length > 0) {
    return found.map((one) => network(one.address, prefix ?? one.prefix));
  }
  const resolved = found === undefined ? pfAddress(names.hostAddress(text) ?? "") : undefined;
  if (resolved !== undefined) return [network(resolved)];
  throw new PfConfError(
    line,
    `could not parse host specification: no IP address found for ${text}`,
  );
}

/** `10/8`, `192.168/16`: the rest of the bytes is 0 when a prefix follows. */
function shortAddress(text: string, prefix: number | undefined): Uint8Array | undefined {
  if (prefix === undefined || !/^\d+(\.\d+){0,2}$/.test(text)) return undefined;
  return pfAddress(`${text}${".0".repeat(4 - text.split(".").length)}`);
}

/** The addresses of an interface, or of all for `self`; undefined when the word names none. */
function ofInterfaces(text: string, names: Names, line: number) {
  const { interfaces } = names;
  const [name = ""] = text.split(":");
  const meant = name === "self" ? interfaces : interfaces.filter((iface) => iface.name === name);
  if (meant.length === 0) return undefined;
  const dynamic = dynamicOf(text, line);
  return meant.flatMap((iface) => networksOf(dynamic, iface));
}
