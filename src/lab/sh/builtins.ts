/** The commands that sh(1) has built in because they reach into the shell itself (sh(1), "Built-in Commands"). */
import { quoteWord } from "../../config/sh/quote.ts";
import { placeOf } from "../process/paths.ts";
import { findCommand, pathOf } from "./lookup.ts";
import { rcSubroutines } from "./rcsubr.ts";
import { runFile, runNamed, runText } from "./run.ts";
import { type Builtin, type Builtins, Leaving, type Shell, ShellError } from "./shell.ts";

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

const mark =
  (what: "exported" | "frozen"): Builtin =>
  (shell, args) => {
    for (const arg of args) {
      if (arg === "-p") shell.refuse(what === "exported" ? "export -p" : "readonly -p");
      const [name = "", value] = arg.split(/=(.*)/s);
      if (value !== undefined) shell.set(checkedName(name), value);
      shell.mark(checkedName(name), what);
    }
    return 0;
  };

async function source(shell: Shell, [path = ""]: readonly string[]): Promise<number> {
  const { files } = shell.process.lab;
  const place = placeOf(shell.process, path);
  const known = rcSubroutines(shell, path);
  if (known !== undefined && !files.exists(place)) return known();
  if (!path.includes("/")) shell.refuse(`. ${path} (by PATH)`);
  if (!files.exists(place) || files.isDirectory(place)) {
    throw new ShellError(2, `cannot open ${path}: No such file or directory`);
  }
  await runFile(shell, files.read(place), path);
  return shell.status;
}

function set(shell: Shell, args: readonly string[]): number {
  if (args.length === 0) {
    for (const name of shell.names()) {
      shell.out(`${name}=${quoteWord(shell.get(name)!)}\n`);
    }
    return 0;
  }
  const [first, ...rest] = args;
  if (first === "--") shell.parameters = rest;
  else if (/^[-+]/.test(first!)) shell.refuse(`set ${first}`);
  else shell.parameters = args;
  return 0;
}

async function read(shell: Shell, args: readonly string[]): Promise<number> {
  const raw = args[0] === "-r";
  const names = (raw ? args.slice(1) : args).map(checkedName);
  if (args.some((arg) => arg !== "-r" && arg.startsWith("-"))) shell.refuse(`read ${args[0]}`);
  const line = await shell.streams.stdin.line();
  const text = raw ? (line ?? "") : (line ?? "").replaceAll(/\\(.)/g, "$1");
  const ifs = shell.get("IFS") ?? " \t\n";
  let rest = text;
  const blank = [...ifs].filter((c) => /[ \t\n]/.test(c)).join("");
  const trim = (value: string) => trimmed(value, blank);
  for (const [index, name] of names.entries()) {
    rest = trim(rest);
    const at = index === names.length - 1 ? -1 : [...rest].findIndex((c) => ifs.includes(c));
    shell.set(name, trim(at < 0 ? rest : rest.slice(0, at)));
    rest = at < 0 ? "" : rest.slice(at + 1);
  }
  return line === undefined ? 1 : 0;
}

function trimmed(text: string, characters: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text[start]!)) start++;
  while (end > start && characters.includes(text[end - 1]!)) end--;
  return text.slice(start, end);
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

const NOT_FOUND = 127;

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
    export: mark("exported"),
    readonly: mark("frozen"),
    read,
    set,
    unset,
    cd(shell, [path = "/root"]) {
      // Commands of a lab have no directory of their own: they are at /.
      return path === "/" ? 0 : shell.refuse(`cd ${path}`);
    },
    pwd(shell) {
      shell.out("/\n");
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
    // Nothing runs beside a script, and nobody sends it signals.
    wait: () => 0,
    umask: (shell, args) => (args.length === 0 ? shell.refuse("umask") : 0),
    trap: (shell, args) =>
      args.length === 0 || /^(-|:|)$/.test(args[0]!) || !args.some((arg) => /^(0|EXIT)$/.test(arg))
        ? 0
        : shell.refuse("trap … EXIT"),
    ...Object.fromEntries(
      "alias bg bind builtin fc fg getopts hash jobid jobs times ulimit unalias"
        .split(" ")
        .map((name) => [name, (shell: Shell) => shell.refuse(name)]),
    ),
  } satisfies { [name: string]: Builtin },
);
