/** jls(8): lists jails (usr.sbin/jls/jls.c). */

import { quotingMark } from "../../config/jailconf/jailconf.ts";
import { type Jail, parameterOf } from "../jails/jail.ts";
import { kernelParameter } from "../jails/parameters.ts";
import { command, errx } from "../process/failure.ts";
import { getopt, type Options } from "../process/getopt.ts";
import type { Process } from "../process/process.ts";
import { findJail, jailNotFound, visibleJails } from "./jailnames.ts";
import { takeXoOptions, writeXo, type Xo, type XoValue } from "./libxo.ts";

const USAGE = "jls: usage: jls [-dhNnqv] [-j jail] [param ...]";

/** What -h, -n, -q, -s and -v come to: each takes some of the others away. */
interface Style {
  readonly header: boolean;
  readonly names: boolean;
  readonly quotes: boolean;
  /** Only what jail(8) could be given again. */
  readonly skips: boolean;
  readonly verbose: boolean;
}

const letters: { readonly [letter: string]: Partial<Style> } = {
  h: { header: true, skips: false, verbose: false },
  n: { names: true, verbose: false },
  q: { quotes: true },
  s: { names: true, quotes: true, skips: true, header: false, verbose: false },
  v: { verbose: true, header: false, names: false, skips: false },
};

function styleOf({ options, operands }: Options): Style {
  let style: Style = { header: false, names: false, quotes: false, skips: false, verbose: false };
  for (const { letter } of options) style = { ...style, ...letters[letter] };
  return operands.length > 0 ? { ...style, verbose: false } : style;
}

export const jls = command((process) => {
  const xo = takeXoOptions(process.argv.slice(1));
  if (xo.unknown !== undefined) errx(1, `--libxo ${xo.unknown}: not emulated in a lab`);
  const options = getopt({ ...process, argv: ["jls", ...xo.argv] }, "acdj:hNnqsv", USAGE);
  const { has, value, operands } = options;
  const wanted = value("j");
  if (has("c")) return wanted !== undefined && findJail(process, wanted) !== undefined ? 0 : 1;
  const style = styleOf(options);
  const isDefault = operands.length === 0 && !style.verbose;
  if (operands.includes("all") || (isDefault && (style.header || style.names))) {
    errx(1, "all parameters of a jail: not emulated in a lab; name those you want");
  }
  for (const name of operands) {
    if (kernelParameter(name) === undefined) errx(1, `unknown parameter: ${name}`);
  }
  const jails = listed(process, wanted);
  if (xo.json) {
    if (jails === undefined) errx(1, jailNotFound(wanted!));
    const rows = jails.map((jail) => rowXo(jail, options, style));
    process.out(writeXo({ __version: "2", "jail-information": { jail: rows } }, xo.pretty));
    return 0;
  }
  process.out(headOf(options, style));
  if (jails === undefined) errx(1, jailNotFound(wanted!));
  for (const jail of jails) process.out(rowOf(jail, options, style));
  return 0;
});

/** Undefined when the one that is asked for is not there. */
function listed(process: Process, wanted: string | undefined): readonly Jail[] | undefined {
  if (wanted === undefined) return visibleJails(process);
  const found = findJail(process, wanted);
  return found && [found];
}

function headOf({ has, operands }: Options, style: Style): string {
  if (style.verbose) {
    return [
      `   JID  Hostname${" ".repeat(22)}Path`,
      `        Name${" ".repeat(26)}State`,
      "        CPUSetID",
      "        IP Address(es)\n",
    ].join("\n");
  }
  if (operands.length > 0) return style.header ? `${operands.join(" ")}\n` : "";
  return table(has("N"), "JID", "IP Address", "Hostname", "Path");
}

function table(named: boolean, id: string, address: string, host: string, path: string): string {
  const first = named ? ` ${id.padEnd(15)}` : `${id.padStart(6)} `;
  return `${first} ${address.padEnd(15)} ${host.slice(0, 29).padEnd(29)} ${path.slice(0, 74)}\n`;
}

const addressesOf = (jail: Jail, name = "ip4.addr") =>
  (parameterOf(jail, name) ?? "").split(",").filter((address) => address !== "");

function rowOf(jail: Jail, { has, operands }: Options, style: Style): string {
  const { jid, name, hostname, path, cpuset } = jail;
  if (style.verbose) {
    const addresses = [...addressesOf(jail), ...addressesOf(jail, "ip6.addr")];
    return [
      `${String(jid).padStart(6)}  ${hostname.slice(0, 29).padEnd(29)} ${path.slice(0, 74)}\n`,
      `        ${name.slice(0, 29).padEnd(29)} ACTIVE\n`,
      ...[cpuset, ...addresses].map((text) => `        ${text}\n`),
    ].join("");
  }
  if (operands.length === 0) {
    const [address = ""] = addressesOf(jail);
    return table(has("N"), has("N") ? name : String(jid), address, hostname, path);
  }
  const shown = operands.filter((word) => !style.skips || canBeGiven(jail, word));
  return `${shown.map((word) => field(jail, word, style)).join(" ")}\n`;
}

/** -s: leaves out what only the kernel sets, and addresses and names that are the host's. */
function canBeGiven(jail: Jail, name: string): boolean {
  const { parameter } = kernelParameter(name)!;
  const [parent = ""] = name.split(".", 1);
  const isPart = parent !== name && kernelParameter(parent)?.parameter.kind === "jailsys";
  return parameter.access !== "read" && (!isPart || parameterOf(jail, parent) === "new");
}

/** A parameter's value. Of a boolean called by its other name (`nopersist`) it is the opposite. */
function shownValue(jail: Jail, name: string): string {
  const { parameter, negated } = kernelParameter(name)!;
  const value = parameterOf(jail, parameter.name) ?? errx(1, `${name}: not emulated in a lab`);
  return negated ? String(value !== "true") : value;
}

function field(jail: Jail, name: string, style: Style): string {
  const { parameter, negated } = kernelParameter(name)!;
  const value = shownValue(jail, name);
  if (style.names && parameter.kind === "boolean") {
    return (value === "true") !== negated ? parameter.name : opposite(parameter.name);
  }
  return `${style.names ? `${name}=` : ""}${shown(value, parameter.kind.startsWith("inet"), style)}`;
}

function shown(value: string, isList: boolean, { names, quotes }: Style): string {
  if (value === "" && isList) return quotes ? '""' : names ? "" : "-";
  if (value === "") return '""';
  const mark = quotes ? quotingMark(value) : "";
  return `${mark}${value}${mark}`;
}

/** `allow.mount` → `allow.nomount` */
function opposite(name: string): string {
  return name.replace(/[^.]*$/, "no$&");
}

function rowXo(jail: Jail, { has, operands }: Options, style: Style): Xo {
  const { jid, name, hostname, path, cpuset } = jail;
  if (style.verbose) {
    for (const list of ["ip4.addr", "ip6.addr"]) emptyList(jail, list);
    const addresses = { ipv4_addrs: [], ipv6_addrs: [] };
    return { jid, hostname, path, name, state: "ACTIVE", cpusetid: cpuset, ...addresses };
  }
  if (operands.length === 0) {
    const [ipv4 = ""] = addressesOf(jail);
    return { ...(has("N") ? { name } : { jid }), ipv4, hostname, path };
  }
  const shown = operands.filter((word) => !style.skips || canBeGiven(jail, word));
  return Object.fromEntries(shown.map((word) => [word, fieldXo(jail, word, style)]));
}

function fieldXo(jail: Jail, name: string, style: Style): XoValue {
  const { kind } = kernelParameter(name)!.parameter;
  if (kind === "inet" || kind === "inet6") return emptyList(jail, name);
  const value = shownValue(jail, name);
  return style.names && kind === "boolean" ? value === "true" : value;
}

/** How libxo puts addresses in a list is not known from a recording. */
function emptyList(jail: Jail, name: string): readonly Xo[] {
  return addressesOf(jail, name).length === 0
    ? []
    : errx(1, `${name} as JSON: not emulated in a lab`);
}
