/** Rules and states as pfctl(8) prints them (pfctl_parser.c, print_rule; pf_print_state.c). */
import { formatPfAddress } from "../../net/pf/address.ts";
import type { PfHost, Pool, PortMatch, Rule, RuleEnd } from "../../net/pf/rule.ts";
import { formatEnd, OTHER_STATES, type PfState, TCP_STATES } from "../../net/pf/states.ts";
import { icmpTypeName, protocolName, serviceName, TCP_FLAGS } from "./names.ts";

/** How a rule is shown. */
export interface PrintOptions {
  /** Ports as numbers (`-P`). */
  readonly numeric: boolean;
  /** Its number in front (`-vv`). */
  readonly number?: number | undefined;
}

export function formatRule(rule: Rule, options: PrintOptions): string {
  const words: string[] = options.number === undefined ? [] : [`@${options.number}`];
  words.push(actionOf(rule));
  if (rule.direction !== undefined) words.push(rule.direction);
  if (rule.log) words.push("log");
  if (rule.quick) words.push("quick");
  if (rule.iface !== undefined) words.push(`on ${rule.iface.not ? "! " : ""}${rule.iface.name}`);
  if (rule.family !== undefined) words.push(rule.family === 4 ? "inet" : "inet6");
  if (rule.protocol !== undefined) words.push(`proto ${protocolName(rule.protocol)}`);
  words.push(fromTo(rule, options), ...optionsOf(rule));
  if (rule.pool !== undefined) words.push(`-> ${poolOf(rule, rule.pool)}`);
  return words.join(" ");
}

const ANCHORS = { filter: "anchor", nat: "nat-anchor", rdr: "rdr-anchor", binat: "binat-anchor" };

function actionOf({ action, kind, no, natPass, anchor, answer, family }: Rule): string {
  if (anchor !== undefined) return `${ANCHORS[kind as keyof typeof ANCHORS]} "${anchor}"`;
  if (action === "block") return `block ${answerOf(answer, family)}`;
  return `${no ? "no " : ""}${action}${natPass ? " pass" : ""}`;
}

/** What a blocked packet's sender hears, with the codes that are the default. */
function answerOf(answer: Rule["answer"], family: Rule["family"]): string {
  if (answer !== "return-icmp" && answer !== "return-icmp6") return answer;
  if (family === 6) return "return-icmp6(port-unr)";
  return family === 4 ? "return-icmp(port-unr)" : "return-icmp(port-unr, port-unr)";
}

function fromTo({ source, destination }: Rule, options: PrintOptions): string {
  const isAll = [source, destination].every(
    ({ host, not, port }) => host.kind === "any" && !not && port === undefined,
  );
  if (isAll) return "all";
  return `from ${endOf(source, options)} to ${endOf(destination, options)}`;
}

function endOf({ not, host, port }: RuleEnd, { numeric }: PrintOptions): string {
  const text = `${not ? "! " : ""}${formatHost(host)}`;
  return port === undefined ? text : `${text} port ${portOf(port, numeric)}`;
}

function portOf({ operator, first, last }: PortMatch, numeric: boolean): string {
  if (operator === "=" || operator === "!=") {
    return `${operator} ${numeric ? first : serviceName(first)}`;
  }
  if (operator === ":") return `${first}:${last}`;
  if (operator === "><" || operator === "<>") return `${first} ${operator} ${last}`;
  return `${operator} ${first}`;
}

function formatHost(host: PfHost): string {
  switch (host.kind) {
    case "any":
    case "no-route":
      return host.kind;
    case "table":
      return `<${host.name}>`;
    case "range":
      return `${formatPfAddress(host.from)} - ${formatPfAddress(host.to)}`;
    case "network": {
      if (host.prefix === 0 && host.address.every((byte) => byte === 0)) return "any";
      const length = host.prefix < host.address.length * 8 ? `/${host.prefix}` : "";
      return `${formatPfAddress(host.address)}${length}`;
    }
    case "dynamic": {
      const what = host.what === "addresses" ? "" : `:${host.what}`;
      return `(${host.iface}${what}${host.first ? ":0" : ""})`;
    }
  }
}

function optionsOf(rule: Rule): string[] {
  const { flags, action, protocol, keepsState, anchor, icmp, family, labels } = rule;
  const words: string[] = [];
  if (flags !== undefined) words.push(`flags ${flagsOf(flags.set)}/${flagsOf(flags.of)}`);
  else if (action === "pass" && keepsState && (protocol === undefined || protocol === 6)) {
    words.push("flags any");
  }
  if (icmp !== undefined) {
    const isSix = family === 6 || protocol === 58;
    words.push(`${isSix ? "icmp6-type" : "icmp-type"} ${icmpTypeName(icmp.type, isSix ? 6 : 4)}`);
    if (icmp.code !== undefined) words.push(`code ${icmp.code}`);
  }
  if (action === "pass" && anchor === undefined) words.push(keepsState ? "keep state" : "no state");
  if (rule.scrub !== "") words.push(rule.scrub);
  for (const label of labels) words.push(`label "${label}"`);
  return words;
}

function flagsOf(bits: number): string {
  return [...TCP_FLAGS].filter((_, bit) => bits & (1 << bit)).join("");
}

function poolOf({ action }: Rule, { hosts, ports, staticPort, roundRobin }: Pool): string {
  const shown = hosts.map(formatHost);
  let text = shown.length > 1 ? `{ ${shown.join(", ")} }` : (shown[0] ?? "");
  if (ports !== undefined) {
    text += ` port ${ports.first}${ports.last === ports.first ? "" : `:${ports.last}`}`;
  }
  if (roundRobin) text += " round-robin";
  return action === "nat" && staticPort ? `${text} static-port` : text;
}

/** The line of a state, as `pfctl -s states` has it. */
export function formatState(state: PfState): string {
  const { direction, protocol, wire, stack, source, destination, family } = state;
  const isOut = direction === "out";
  // The host's own side of it stands in brackets when it is translated.
  const [shown, inner] = isOut ? [wire, stack] : [stack, wire];
  const isIcmp = protocol === (family === 4 ? 1 : 58);
  const echo = family === 4 ? 8 : 128;
  const ports = (key: typeof wire) => {
    // Of an echo the first end has the identifier, the other the type.
    if (!isIcmp) return { near: key.nearPort, far: key.farPort };
    return isOut ? { near: echo, far: key.farPort } : { near: key.nearPort, far: echo };
  };
  const end = (key: typeof wire, which: "near" | "far") => formatEnd(key[which], ports(key)[which]);
  const both = (which: "near" | "far") => {
    const [outside, inside] = [end(shown, which), end(inner, which)];
    return outside === inside ? outside : `${outside} (${inside})`;
  };
  const [first, second] = isOut ? [source, destination] : [destination, source];
  const names = isIcmp
    ? "0:0"
    : protocol === 6
      ? `${TCP_STATES[first]}:${TCP_STATES[second]}`
      : `${OTHER_STATES[first]}:${OTHER_STATES[second]}`;
  const arrow = isOut ? "->" : "<-";
  return `all ${protocolName(protocol)} ${both("far")} ${arrow} ${both("near")}       ${names}`;
}
