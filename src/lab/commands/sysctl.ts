/** sysctl(8) over the few values that a lab has. */
import { errno } from "../../netgraph/errno.ts";
import { isKnownOid } from "../freebsd/oids.ts";
import { command, err, errx, usage, warn, warnx } from "../process/failure.ts";
import { getopt, type Options } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { Process } from "../process/process.ts";
import { EX_NOINPUT } from "../process/sysexits.ts";
import type { Oid } from "./sysctl/oid.ts";
import { oids } from "./sysctl/oids.ts";

const USAGE = `usage: sysctl [-bdeFhilNnoqTtWx] [ -B <bufsize> ] [-f filename] name[=value] ...
       sysctl [-bdeFhlNnoqTtWx] [ -B <bufsize> ] -a`;

export const sysctl = command((process) => {
  const options = getopt(process, "AabB:def:FhilNnoqtTwWxX", USAGE);
  for (const letter of "bBFlTWxX") {
    if (options.has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  }
  if (options.has("N") && options.has("n")) usage(USAGE);
  const known = oids.filter((oid) => oid.exists?.(process) ?? true);
  if ((options.has("a") || options.has("A")) && options.operands.length === 0) {
    for (const oid of known) show(process, options, oid);
    return 0;
  }
  const file = options.value("f");
  if (options.operands.length === 0 && file === undefined) usage(USAGE);
  const lines = file === undefined ? [] : linesOf(process, file);
  const settings = [...lines, ...options.operands.map((word) => ({ word, where: "" }))];
  return settings.filter(({ word, where }) => !apply(process, options, known, word, where)).length;
});

/** The settings in a file: no comments, no empty lines. `where` is what messages say of their place. */
function linesOf(process: Process, file: string): { word: string; where: string }[] {
  const { files } = process.lab;
  const path = placeOf(process, file);
  if (!files.exists(path)) err(EX_NOINPUT, errno.ENOENT, file);
  return files
    .read(path)
    .split("\n")
    .map((line, index) => ({ word: uncommented(line).trim(), where: ` at line ${index + 1}` }))
    .filter(({ word }) => word !== "");
}

/** A line up to its first `#` that is not in quotes and not behind a backslash. */
function uncommented(line: string): string {
  return /^(?:\\#|"[^"]*"|'[^']*'|[^#])*/.exec(line)?.[0] ?? "";
}

/** Shows or sets what one operand names; false when that failed. */
function apply(
  process: Process,
  options: Options,
  known: readonly Oid[],
  word: string,
  where: string,
): boolean {
  const separator = word.search(/[=:]/);
  const name = (separator < 0 ? word : word.slice(0, separator)).trimEnd();
  const leaf = known.find((oid) => oid.name === name);
  const below = known.filter((oid) => oid.name.startsWith(`${name}.`));
  if (leaf === undefined && below.length === 0) {
    if (isKnownOid(name)) {
      warnx(process, `oid '${name}': not emulated in a lab${where}`);
      return false;
    }
    if (!options.has("q") && !options.has("i")) warnx(process, `unknown oid '${name}'${where}`);
    return options.has("i");
  }
  if (separator >= 0 && !options.has("d")) {
    const value = unquoted(word.slice(separator + 1).trimStart());
    if (leaf !== undefined) return set(process, options, leaf, value, word, where);
    warnx(process, `oid '${name}' isn't a leaf node${where}`);
    return false;
  }
  if (leaf === undefined && options.has("d")) {
    const description = nodes[name];
    if (description === undefined) errx(1, `-d ${name}: not emulated in a lab`);
    process.out(`${options.has("n") ? "" : `${name}${sign(options)}`}${description}\n`);
  }
  for (const oid of leaf === undefined ? below : [leaf]) show(process, options, oid);
  return true;
}

/** What -d says of names that have no value of their own. */
const nodes: { readonly [name: string]: string } = {
  "net.graph": "netgraph Family",
  "net.graph.control": "CONTROL",
  "net.graph.data": "DATA",
};

function unquoted(value: string): string {
  const quote = value[0];
  return (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote)
    ? value.slice(1, -1)
    : value;
}

function show(process: Process, options: Options, oid: Oid): void {
  process.out(`${shown(process, options, oid)}\n`);
}

const sign = (options: Options) => (options.has("e") ? "=" : ": ");

function shown(process: Process, options: Options, oid: Oid): string {
  if (options.has("N")) return oid.name;
  const start = options.has("n") ? "" : `${oid.name}${sign(options)}`;
  const about = [
    ...(options.has("t") ? [oid.type] : []),
    ...(options.has("d") ? [oid.description] : []),
  ];
  return `${start}${about.length > 0 ? about.join(sign(options)) : oid.get(process)}`;
}

/** `net.graph.recvspace: 20480 -> 65536` */
function set(
  process: Process,
  options: Options,
  oid: Oid,
  value: string,
  word: string,
  where: string,
): boolean {
  if (oid.set === undefined) {
    if (oid.isTunable) {
      warnx(process, `oid '${oid.name}' is a read only tunable${where}`);
      warnx(process, "Tunable values are set in /boot/loader.conf");
    } else warnx(process, `oid '${oid.name}' is read only${where}`);
    return false;
  }
  const number = /^[+-]?(0[xX][0-9a-fA-F]+|\d+)$/.test(value) ? Number(value) : Number.NaN;
  if (oid.type !== "string" && value === "") warnx(process, "empty numeric value");
  else if (oid.type !== "string" && Number.isNaN(number)) {
    warnx(process, `invalid ${oid.type} '${value}'${where}`);
  } else {
    process.out(shown(process, options, oid));
    const mayBeSet = process.jail === undefined || (oid.ofVnet && process.jail.vnet !== undefined);
    const error = mayBeSet ? oid.set(process, value) : errno.EPERM;
    if (error === 0) {
      process.out(` -> ${oid.get(process)}\n`);
      if (oid.hasNoEffect && number !== (oid.preset ?? 0)) {
        warnx(process, `${oid.name}: not emulated in a lab: ${oid.hasNoEffect}${where}`);
      }
      return true;
    }
    process.out("\n");
    warn(process, error, `${word}${where}`);
  }
  return false;
}
