/** The commands that sh(1) has built in because they reach into the shell itself (sh(1), "Built-in Commands"). */
import { quoteWord } from "../../config/sh/quote.ts";
import { readOptions } from "../process/getopt.ts";
import { seenPath } from "../process/paths.ts";
import { findCommand, pathOf } from "./lookup.ts";
import { rcSubroutines } from "./rcsubr.ts";
import { runFile, runNamed, runText } from "./run.ts";
import { type Builtin, type Builtins, type Job, Leaving, type Shell, ShellError } from "./shell.ts";

const NOT_FOUND = 127;

const NAME = /^[A-Za-z_]\w*$/;

function checkedName(name: string): string {
  if (!NAME.test(name)) throw new ShellError(2, `${name}: bad variable name`);
  return name;
}

const leave =
  (kind: "break" | "continue"): Builtin =>
  (shell, [count = "1"]) => {
    if (shell.loops === 0) return 0;
    throw new Leaving(kind, numberOf(count));
  };

const end =
  (kind: "return" | "exit"): Builtin =>
  (shell, [status]) => {
    throw new Leaving(kind, status === undefined ? shell.status : numberOf(status) & 255);
  };

function numberOf(text: string): number {
  if (!/^\d+$/.test(text)) throw new ShellError(2, `Illegal number: ${text}`);
  return Number(text);
}

/** `=VALUE`, quoted; empty for a variable that is not set. */
function assigned(shell: Shell, name: string): string {
  const value = shell.get(name);
  return value === undefined ? "" : `=${quoteWord(value)}`;
}

const mark =
  (what: "exported" | "frozen", verb: string): Builtin =>
  (shell, given) => {
    const args = given.length === 0 ? ["-p"] : given;
    for (const arg of args) {
      if (arg === "-p") {
        for (const name of shell.marked(what))
          shell.out(`${verb} ${name}${assigned(shell, name)}\n`);
        continue;
      }
      const [name = "", value] = arg.split(/=(.*)/s);
      if (value !== undefined) shell.set(checkedName(name), value);
      shell.mark(checkedName(name), what);
    }
    return 0;
  };

async function source(shell: Shell, args: readonly string[]): Promise<number> {
  const [path, ...rest] = args[0] === "--" ? args.slice(1) : args;
  if (path === undefined) throw new ShellError(2, "missing dot-argument");
  if (rest.length > 0) shell.refuse(`. ${path} with arguments`);
  if (/^\/dev\/(?:stdin|fd\/0)$/.test(path)) {
    await runFile(shell, await shell.stdin.all(), path);
    return shell.status;
  }
  const { files } = shell.process.lab;
  const known = rcSubroutines(shell, path);
  if (known !== undefined && !files.exists(shell.placeOf(path))) return known();
  const place = path.includes("/") ? shell.placeOf(path) : fileInPath(shell, path);
  if (place === undefined) throw new ShellError(2, `${path}: not found`);
  if (!files.exists(place) || files.isDirectory(place)) {
    throw new ShellError(2, `cannot open ${path}: No such file or directory`);
  }
  await runFile(shell, files.read(place), path);
  return shell.status;
}

function fileInPath(shell: Shell, name: string): string | undefined {
  const { files } = shell.process.lab;
  return (shell.get("PATH") ?? "")
    .split(":")
    .map((directory) => shell.placeOf(`${directory === "" ? "." : directory}/${name}`))
    .find((place) => files.exists(place) && !files.isDirectory(place));
}

/** The switches of `set` that a lab's sh has, by their letters and their long names. */
const SWITCHES: { readonly [name: string]: string } = {
  errexit: "e",
  noglob: "f",
  nounset: "u",
  xtrace: "x",
  pipefail: "pipefail",
};

/** The option that a letter or a long name stands for; `undefined` when a lab's sh does not have it. */
export function shellOption(name: string): string | undefined {
  const options = Object.values(SWITCHES);
  return name.length === 1 && options.includes(name) ? name : SWITCHES[name];
}

function set(shell: Shell, args: readonly string[]): number {
  if (args.length === 0) {
    for (const name of shell.names()) shell.out(`${name}${assigned(shell, name)}\n`);
    return 0;
  }
  let at = 0;
  for (; at < args.length && /^[-+]./.test(args[at]!); at++) {
    const word = args[at]!;
    if (word === "--") {
      shell.parameters = args.slice(at + 1);
      return 0;
    }
    for (const letter of word.slice(1)) {
      const name = letter === "o" ? args[++at] : letter;
      if (name === undefined) shell.refuse(`set ${word}`);
      const option =
        shellOption(name) ?? shell.refuse(`set ${word[0]}${letter === "o" ? `o ${name}` : name}`);
      if (word.startsWith("-")) shell.options.add(option);
      else shell.options.delete(option);
    }
  }
  if (at < args.length) shell.parameters = args.slice(at);
  return 0;
}

async function read(shell: Shell, args: readonly string[]): Promise<number> {
  const { has, value, operands, fault } = readOptions(args, "rp:et:");
  if (fault !== undefined) throw new ShellError(2, `Illegal option -${fault.letter}`);
  for (const letter of "et") if (has(letter)) shell.refuse(`read -${letter}`);
  if (operands.length === 0) throw new ShellError(2, "arg count");
  const names = operands.map(checkedName);
  const raw = has("r");
  if (has("p") && shell.stdin.isTerminal) shell.err(value("p") ?? "");
  let line = await shell.stdin.line();
  // A backslash joins lines.
  while (!raw && line !== undefined && /(?:^|[^\\])(?:\\\\)*\\$/.test(line)) {
    line = line.slice(0, -1) + ((await shell.stdin.line()) ?? "");
  }
  const characters = charactersOf(line ?? "", raw);
  const ifs = shell.get("IFS") ?? " \t\n";
  const isSplit = ({ text, plain }: Character) => plain && ifs.includes(text);
  const isBlank = (one: Character) => isSplit(one) && /[ \t\n]/.test(one.text);
  let rest = characters;
  for (const [index, name] of names.entries()) {
    rest = without(rest, isBlank);
    const at = index === names.length - 1 ? -1 : rest.findIndex(isSplit);
    const field = at < 0 ? withoutEnd(rest, isBlank) : rest.slice(0, at);
    shell.set(name, field.map(({ text }) => text).join(""));
    rest = at < 0 ? [] : rest.slice(at);
    if (at < 0) continue;
    // One that is not blank ends a field, with the blanks around it.
    rest = without(rest, isBlank);
    if (rest[0] !== undefined && isSplit(rest[0])) rest = rest.slice(1);
  }
  return line === undefined ? 1 : 0;
}

/** A character of a line that is read; not plain behind a backslash. */
interface Character {
  readonly text: string;
  readonly plain: boolean;
}

function charactersOf(line: string, raw: boolean): Character[] {
  const all: Character[] = [];
  for (let at = 0; at < line.length; at++) {
    const escaped = !raw && line[at] === "\\" && at + 1 < line.length;
    if (escaped) at++;
    all.push({ text: line[at]!, plain: !escaped });
  }
  return all;
}

function without(all: readonly Character[], isLeft: (one: Character) => boolean): Character[] {
  const first = all.findIndex((one) => !isLeft(one));
  return first < 0 ? [] : all.slice(first);
}

function withoutEnd(all: readonly Character[], isLeft: (one: Character) => boolean): Character[] {
  return all.slice(0, all.findLastIndex((one) => !isLeft(one)) + 1);
}

/** `getopts OPTIONS NAME [WORD …]` (bin/sh/options.c, getopts). */
function getopts(shell: Shell, [letters, variable, ...given]: readonly string[]): number {
  if (letters === undefined || variable === undefined) {
    throw new ShellError(2, "usage: getopts optstring var [arg]");
  }
  const words = given.length > 0 ? given : shell.parameters;
  let index = Number(shell.get("OPTIND") ?? "1");
  if (!(index >= 1)) index = 1;
  const end = () => {
    shell.set("OPTIND", String(index));
    shell.letterAt = 0;
    shell.set(checkedName(variable), "?");
    return 1;
  };
  if (shell.letterAt === 0) {
    const word = words[index - 1];
    if (word === undefined || !word.startsWith("-") || word === "-") return end();
    index++;
    if (word === "--") return end();
    shell.letterAt = 1;
  }
  const word = words[index - 2] ?? "";
  const letter = word[shell.letterAt++] ?? "";
  if (shell.letterAt >= word.length) shell.letterAt = 0;
  const quiet = letters.startsWith(":");
  const known = letter === ":" || letter === "" ? -1 : letters.indexOf(letter);
  const done = (found: string, value?: string) => {
    shell.set("OPTIND", String(index));
    if (value === undefined) shell.unset("OPTARG");
    else shell.set("OPTARG", value);
    shell.set(checkedName(variable), found);
    return 0;
  };
  if (known < 0) {
    if (quiet) return done("?", letter);
    shell.err(`Illegal option -${letter}\n`);
    return done("?");
  }
  if (letters[known + 1] !== ":") return done(letter, "");
  if (shell.letterAt > 0) {
    const value = word.slice(shell.letterAt);
    shell.letterAt = 0;
    return done(letter, value);
  }
  const value = words[index - 1];
  if (value !== undefined) {
    index++;
    return done(letter, value);
  }
  if (quiet) return done(":", letter);
  shell.err(`No arg for -${letter} option\n`);
  return done("?");
}

function cd(shell: Shell, args: readonly string[]): number {
  const [given] = args.filter((arg, index) => !(index === 0 && /^-[LPe]+$|^--$/.test(arg)));
  const back = given === "-" ? shell.get("OLDPWD") : undefined;
  const path = given === "-" ? back : (given ?? shell.get("HOME"));
  const fail = (why: string) => {
    shell.err(`cd: ${why}\n`);
    return 2;
  };
  if (path === undefined) return fail(given === "-" ? "OLDPWD not set" : "HOME not set");
  const { files } = shell.process.lab;
  const place = shell.placeOf(path);
  if (!files.exists(place)) return fail(`${path}: No such file or directory`);
  if (!files.isDirectory(place)) return fail(`${path}: Not a directory`);
  shell.set("OLDPWD", shell.directory);
  shell.directory = seenPath(shell, path);
  shell.set("PWD", shell.directory);
  if (back !== undefined) shell.out(`${shell.directory}\n`);
  return 0;
}

/** `trap`: nobody sends a script of a lab signals, but it comes to an end. */
function trap(shell: Shell, args: readonly string[]): number {
  const words = args[0] === "--" ? args.slice(1) : args;
  if (words.length === 0) {
    if (shell.atExit !== undefined) shell.out(`trap -- ${quoteWord(shell.atExit)} EXIT\n`);
    return 0;
  }
  const [action = "", ...names] = words;
  if (action === "-l") shell.refuse("trap -l");
  const isReset = action === "-" || /^\d+$/.test(action);
  const signals = /^\d+$/.test(action) ? words : names;
  for (const name of signals) {
    if (/^(?:0|EXIT)$/i.test(name)) shell.atExit = isReset || action === "" ? undefined : action;
    else if (!/^(?:\d+|(?:SIG)?[A-Z]+\d?)$/i.test(name)) {
      shell.err(`trap: bad signal ${name}\n`);
      return 1;
    }
  }
  return 0;
}

async function wait(shell: Shell, args: readonly string[]): Promise<number> {
  let status = 0;
  const all = args.length === 0 ? shell.jobs : args.map((arg) => jobNamed(shell, arg));
  const interrupted = new Promise<undefined>((resolve) => {
    shell.signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  for (const job of all) {
    const ended = job === undefined ? NOT_FOUND : await Promise.race([job.status, interrupted]);
    await shell.step();
    status = ended ?? 0;
  }
  return args.length === 0 ? 0 : status;
}

function jobNamed(shell: Shell, name: string): Job | undefined {
  const number = /^%(\d+)$/.exec(name)?.[1];
  return number === undefined
    ? shell.jobs.find(({ pid }) => String(pid) === name)
    : shell.jobs[Number(number) - 1];
}

/** `kill`: a lab has no processes but what a shell itself runs beside it. */
function kill(shell: Shell, args: readonly string[]): number {
  let status = 0;
  for (const name of args.filter((arg) => !/^-(?:\w+|-)$/.test(arg))) {
    const job = jobNamed(shell, name);
    if (job === undefined) {
      shell.err(`kill: ${name}: No such process\n`);
      status = 1;
    } else job.abort.abort();
  }
  return status;
}

/** `command -v NAME`, `type NAME`: what a name stands for; undefined when it stands for nothing. */
function meaningOf(shell: Shell, name: string): string | undefined {
  const isOwn = shell.functions.has(name) || shell.subroutines.has(name);
  if (isOwn || builtins[name] !== undefined) return name;
  return pathOf(findCommand(shell, name, shell.get("PATH")));
}

async function command(shell: Shell, args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  if (first === "-v") {
    const meanings = rest.map((name) => meaningOf(shell, name));
    for (const meaning of meanings) if (meaning !== undefined) shell.out(`${meaning}\n`);
    return meanings.includes(undefined) ? NOT_FOUND : 0;
  }
  if (first === undefined) return 0;
  if (first.startsWith("-")) shell.refuse(`command ${first}`);
  await runNamed(shell, args, [], true);
  return shell.status;
}

function unset(shell: Shell, args: readonly string[]): number {
  const functions = args[0] === "-f";
  for (const name of args) {
    if (name.startsWith("-")) continue;
    if (functions) shell.functions.delete(name);
    else shell.unset(checkedName(name));
  }
  return 0;
}

export const builtins: Builtins = Object.assign(
  Object.create(null) as { [name: string]: Builtin | undefined },
  {
    ":": () => 0,
    ".": source,
    break: leave("break"),
    continue: leave("continue"),
    return: end("return"),
    exit: end("exit"),
    command,
    export: mark("exported", "export"),
    readonly: mark("frozen", "readonly"),
    read,
    set,
    unset,
    cd,
    chdir: cd,
    getopts,
    hash: () => 0,
    kill,
    pwd(shell) {
      shell.out(`${shell.directory}\n`);
      return 0;
    },
    async eval(shell, args) {
      shell.status = 0;
      await runText(shell, args.join(" "), "");
      return shell.status;
    },
    async exec(shell, args) {
      await runNamed(shell, args, [], true);
      throw new Leaving("exit", shell.status);
    },
    local(shell, args) {
      for (const arg of args) {
        if (arg === "-") shell.refuse("local -");
        const [name = "", value] = arg.split(/=(.*)/s);
        shell.keep(checkedName(name));
        if (value !== undefined) shell.set(name, value);
      }
      return 0;
    },
    setvar(shell, [name = "", value = ""]) {
      shell.set(checkedName(name), value);
      return 0;
    },
    shift(shell, [count = "1"]) {
      const number = numberOf(count);
      if (number > shell.parameters.length) throw new ShellError(2, "can't shift that many");
      shell.parameters = shell.parameters.slice(number);
      return 0;
    },
    type(shell, args) {
      const unknown = args.filter((name) => {
        const meaning = meaningOf(shell, name);
        if (meaning === undefined) shell.err(`${name}: not found\n`);
        else shell.out(`${name} is ${meaning === name ? "a shell builtin" : meaning}\n`);
        return meaning === undefined;
      });
      return unknown.length > 0 ? NOT_FOUND : 0;
    },
    wait,
    umask: (shell, args) => (args.length === 0 ? shell.refuse("umask") : 0),
    trap,
    ...Object.fromEntries(
      "alias bg bind builtin fc fg jobid jobs times ulimit unalias"
        .split(" ")
        .map((name) => [name, (shell: Shell) => shell.refuse(name)]),
    ),
  } satisfies { [name: string]: Builtin },
);
