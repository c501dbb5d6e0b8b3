/** sysctl(8) over the few values that a lab has. */
import { errno } from "../../netgraph/errno.ts";
import type { Process } from "../process.ts";
import { command, errx, usage, warn, warnx } from "./failure.ts";
import { getopt, type Options } from "./getopt.ts";
import { type Oid, oids } from "./sysctl/oids.ts";

const USAGE = `usage: sysctl [-bdeFhilNnoqTtWx] [ -B <bufsize> ] [-f filename] name[=value] ...
       sysctl [-bdeFhlNnoqTtWx] [ -B <bufsize> ] -a`;

export const sysctl = command((process) => {
  const options = getopt(process, "AabB:def:FhilNnoqtTwWxX", USAGE);
  for (const letter of "bBdFftTWx") {
    if (options.has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  }
  if (options.has("N") && options.has("n")) usage(USAGE);
  const known = oids.filter((oid) => oid.exists?.(process) ?? true);
  if (options.has("a") && options.operands.length === 0) {
    for (const oid of known) show(process, options, oid);
    return 0;
  }
  if (options.operands.length === 0) usage(USAGE);
  return options.operands.filter((word) => !apply(process, options, known, word)).length;
});

/** Shows or sets what one operand names; false when that failed. */
function apply(process: Process, options: Options, known: readonly Oid[], word: string): boolean {
  const separator = word.search(/[=:]/);
  const name = (separator < 0 ? word : word.slice(0, separator)).trimEnd();
  const leaf = known.find((oid) => oid.name === name);
  const below = known.filter((oid) => oid.name.startsWith(`${name}.`));
  if (leaf === undefined && below.length === 0) {
    if (!options.has("q") && !options.has("i")) warnx(process, `unknown oid '${name}'`);
    return options.has("i");
  }
  if (separator >= 0) {
    const value = unquoted(word.slice(separator + 1).trimStart());
    if (leaf !== undefined) return set(process, options, leaf, value, word);
    warnx(process, `oid '${name}' isn't a leaf node`);
    return false;
  }
  for (const oid of leaf === undefined ? below : [leaf]) show(process, options, oid);
  return true;
}

function unquoted(value: string): string {
  const quote = value[0];
  return (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote)
    ? value.slice(1, -1)
    : value;
}

function show(process: Process, options: Options, oid: Oid): void {
  process.out(`${shown(process, options, oid)}\n`);
}

function shown(process: Process, options: Options, oid: Oid): string {
  if (options.has("N")) return oid.name;
  const value = oid.get(process);
  return options.has("n") ? value : `${oid.name}${options.has("e") ? "=" : ": "}${value}`;
}

/** `net.graph.recvspace: 20480 -> 65536` */
function set(process: Process, options: Options, oid: Oid, value: string, word: string): boolean {
  if (oid.set === undefined) {
    if (oid.isTunable) {
      warnx(process, `oid '${oid.name}' is a read only tunable`);
      warnx(process, "Tunable values are set in /boot/loader.conf");
    } else warnx(process, `oid '${oid.name}' is read only`);
    return false;
  }
  const number = /^[+-]?(0[xX][0-9a-fA-F]+|\d+)$/.test(value) ? Number(value) : Number.NaN;
  if (oid.type !== "string" && value === "") warnx(process, "empty numeric value");
  else if (oid.type !== "string" && Number.isNaN(number)) {
    warnx(process, `invalid ${oid.type} '${value}'`);
  } else {
    process.out(shown(process, options, oid));
    const error = process.jail === undefined ? oid.set(process, value) : errno.EPERM;
    if (error === 0) {
      process.out(` -> ${oid.get(process)}\n`);
      return true;
    }
    process.out("\n");
    warn(process, error, word);
  }
  return false;
}
