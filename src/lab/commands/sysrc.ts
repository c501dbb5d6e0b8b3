/** sysrc(8): reads and edits rc.conf. It does what the real one does, its faults included (usr.sbin/sysrc/sysrc). */
import { wordsOf } from "../../config/list.ts";
import { RC_DEFAULTS } from "../freebsd/rcdefaults.ts";
import { CommandEnd, command, errx, usage } from "../process/failure.ts";
import { getopts, type Options } from "../process/getopt.ts";
import type { Process } from "../process/process.ts";
import { findJail, jailNotFound } from "./jailnames.ts";
import { RcConfs } from "./sysrc/confs.ts";
import { HELP } from "./sysrc/help.ts";

const USAGE =
  "Usage: sysrc [OPTIONS] {name[[+|-]=value] ... | -a | -A | -l | -L [name ...]}\nTry `sysrc --help' for more information.";
const LETTERS = "aAcdDeEf:Fhij:lLnNqR:s:vxX";

/** How things are shown: -e, -F, -n, -N, -v. */
interface Style {
  readonly equals: boolean;
  readonly file: boolean;
  readonly name: boolean;
  readonly value: boolean;
  readonly verbose: boolean;
}

export const sysrc = command(async (process) => {
  const words = process.argv.slice(1);
  if (words.length === 0) usage(USAGE);
  const ends = words.includes("--") ? words.slice(0, words.indexOf("--")) : words;
  for (const word of ends) {
    if (word === "--help") usage(HELP);
    if (word === "--version") errx(1, `${word}: not emulated in a lab`);
  }
  const { complaint, ...options } = getopts(process, LETTERS);
  if (complaint !== undefined) usage(`${complaint}\n${USAGE}`);
  const { has, value, operands } = options;
  if (has("h")) usage(USAGE);
  for (const letter of "ALRs") {
    if (has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  }
  const jailName = value("j");
  if (jailName !== undefined) return await inJail(process, jailName);
  const confs = new RcConfs(process, chosenFiles(options));
  if (has("l")) {
    if (operands.length > 0) usage(USAGE);
    process.out(`${has("D") ? RC_DEFAULTS : (await confs.paths()).join(" ")}\n`);
    return 0;
  }
  if (operands.length === 0 && !has("a")) usage(USAGE);
  await confs.check();
  if (has("a")) return await showAll(process, options, confs);
  let status = 0;
  for (const operand of operands) {
    if (!(await handle(process, options, confs, operand))) status = 1;
  }
  return status;
});

/** RC_CONFS: what -f and -D leave; undefined for the system's files. */
function chosenFiles({ options, has }: Options): readonly string[] | undefined {
  if (!has("f") && !has("D")) return undefined;
  const chosen: string[] = [];
  for (const { letter, value } of options) {
    if (letter === "D") chosen.length = 0;
    if (letter === "f") chosen.push(...wordsOf(value));
  }
  return chosen;
}

/** -j: sysrc runs in the jail, on the jail's files. */
async function inJail(process: Process, jailName: string): Promise<number> {
  // It goes in by jexec(8), which says when it cannot.
  const jail = findJail(process, jailName);
  if (jail === undefined) throw new CommandEnd(1, `jexec: ${jailNotFound(jailName)}`, false);
  const [name = "", ...words] = process.argv;
  const at = words.findIndex((word) => /^-[A-Za-z]*j/.test(word));
  const [before = "", after = ""] = words[at]!.slice(1).split(/j(.*)/s);
  const rest = words.toSpliced(at, after === "" ? 2 : 1, ...(before === "" ? [] : [`-${before}`]));
  return await process.run([name, ...rest], { jail });
}

function styleOf({ has, options }: Options): Style {
  const value = !has("N");
  const name = !has("n") || !value;
  const loud = options.findLast(({ letter }) => letter === "q" || letter === "v")?.letter;
  return {
    equals: has("e") && name && value && !has("F"),
    file: has("F"),
    name,
    value,
    verbose: loud === "v",
  };
}

function named(style: Style, name: string): string {
  return style.name ? `${name}${style.equals ? '="' : ": "}` : "";
}

/** One variable as it is asked for. */
async function shown(confs: RcConfs, style: Style, name: string): Promise<string> {
  const place = (await confs.find(name)) ?? "";
  if (style.file) return `${style.name ? `${name}: ` : ""}${place}`;
  const where = style.verbose ? (style.equals ? `: ${place}; ` : `${place}: `) : "";
  if (!style.value) return `${where}${name}`;
  const value = (await confs.get(name)) ?? "";
  return `${where}${named(style, name)}${value}${style.equals ? '"' : ""}`;
}

async function showAll(process: Process, options: Options, confs: RcConfs): Promise<number> {
  const { has } = options;
  if (has("x")) {
    errx(1, "`-x' option incompatible with `-a'/`-A' options (use `-X' to override)");
  }
  if (has("c")) errx(1, "`-c' option incompatible with `-a'/`-A' options");
  // sh's set sorts whole lines, so that "a2=" comes before "a=".
  const names = [...(await confs.ownNames())].sort((a, b) => (`${a}=` < `${b}=` ? -1 : 1));
  const style = styleOf(options);
  for (const name of names) {
    if (has("d")) {
      describe(process, confs, name);
      continue;
    }
    if (has("X") && !has("F")) {
      await confs.delete(name);
      continue;
    }
    process.out(`${await shown(confs, style, name)}\n`);
  }
  return 0;
}

/** -d: what the comment in FreeBSD's own file says. The lab has no comments; other variables have none there either. */
function describe(process: Process, confs: RcConfs, name: string): void {
  if (confs.isDefault(name)) errx(1, `-d ${name}: not emulated in a lab`);
  process.out(`${name}: \n`);
}

/** One operand; false when it failed. */
async function handle(
  process: Process,
  options: Options,
  confs: RcConfs,
  operand: string,
): Promise<boolean> {
  const equals = operand.indexOf("=");
  const word = equals < 0 ? operand : operand.slice(0, equals);
  const [, name = "", mode = ""] = /^([\s\S]*?)([-+]?)$/.exec(word)!;
  if (options.has("d")) describe(process, confs, name);
  return equals < 0
    ? await query(process, options, confs, word.replace(/[-+]$/, ""))
    : await assign(process, options, confs, { name, mode, value: operand.slice(equals + 1) });
}

async function query(
  process: Process,
  { has, ...options }: Options,
  confs: RcConfs,
  name: string,
): Promise<boolean> {
  if (!(await confs.has(name))) {
    if (!has("i") && !has("q")) process.err(`sysrc: unknown variable '${name}'\n`);
    return false;
  }
  if (has("c") || has("d")) return true;
  if (has("x") || has("X")) return await confs.delete(name);
  process.out(`${await shown(confs, styleOf({ has, ...options }), name)}\n`);
  return true;
}

interface Assignment {
  readonly name: string;
  /** `+`, `-` or nothing. */
  readonly mode: string;
  readonly value: string;
}

async function assign(
  process: Process,
  options: Options,
  confs: RcConfs,
  { name, mode, value }: Assignment,
): Promise<boolean> {
  const { has } = options;
  const style = styleOf(options);
  if (style.verbose && !has("c")) {
    const found = await confs.find(name);
    const isOwn = found !== undefined && found !== RC_DEFAULTS;
    const file = isOwn ? found : (await confs.paths())[0];
    process.out(style.equals ? `: ${file}; ` : `${file}: `);
  }
  if (has("x") || has("X")) return await confs.delete(name);
  const old = (await confs.get(name)) ?? "";
  const wanted = mode === "+" ? added(old, value) : mode === "-" ? removed(old, value) : value;
  if (has("c")) return await check(process, style, confs, name, old, wanted);
  const before = style.file ? ((await confs.find(name)) ?? "") : old;
  if (!style.value) {
    process.out(`${name}\n`);
    return await confs.set(name, wanted);
  }
  if (!(await confs.set(name, wanted))) return false;
  const after = (await (style.file ? confs.find(name) : confs.get(name))) ?? "";
  const [middle, end] = style.equals ? ['" # -> "', '"'] : [" -> ", ""];
  process.out(`${named(style, name)}${before}${middle}${after}${end}\n`);
  return true;
}

/** -c: is it so already? */
async function check(
  process: Process,
  { verbose }: Style,
  confs: RcConfs,
  name: string,
  old: string,
  wanted: string,
): Promise<boolean> {
  const isSet = await confs.has(name);
  const isSo = isSet && old === wanted;
  if (!verbose) return isSo;
  const where = `${await confs.find(name)}: ${name}`;
  if (!isSet) process.out(`${name}: not currently set\n`);
  else if (isSo) process.out(`${where}: already set to \`${old}'\n`);
  else process.out(`${where}: would change from \`${old}' to \`${wanted}'\n`);
  return isSo;
}

/** What a list's words are separated by: blanks, or the mark that the new text begins with. */
function delimiterOf(text: string): string {
  return /^([A-Za-z0-9./\s]|$)/.test(text) ? " " : text[0]!;
}

function partsOf(list: string, delimiter: string): string[] {
  return delimiter === " " ? wordsOf(list) : list.split(delimiter).filter((word) => word !== "");
}

function added(list: string, text: string): string {
  const delimiter = delimiterOf(text);
  const present = partsOf(list, delimiter);
  const more = partsOf(text, delimiter).filter((word) => !present.includes(word));
  const all = [list, ...more].join(delimiter);
  return all.startsWith(delimiter) ? all.slice(1) : all;
}

function removed(list: string, text: string): string {
  const delimiter = delimiterOf(text);
  const gone = partsOf(text, delimiter);
  return partsOf(list, delimiter)
    .filter((word) => !gone.includes(word))
    .join(delimiter);
}
