/** Runs sh(1)'s commands in a lab: what the lab has runs, and what it has not ends the script with a line that says so. */

import { isSpecialBuiltin } from "../../config/builtins.ts";
import { lineCounter } from "../../config/lines.ts";
import { assignmentIn, expandsAsAssignments, takeApart } from "../../config/sh/assignments.ts";
import { quoteWord } from "../../config/sh/quote.ts";
import {
  type Compound,
  type List,
  type Node,
  parseScript,
  type Redirection,
  type Simple,
} from "../../config/sh/syntax.ts";
import { ShellSyntaxError } from "../../config/sh/words.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { Expander } from "./expand.ts";
import { findCommand, pathOf } from "./lookup.ts";
import { runMembers } from "./pipeline.ts";
import { redirected } from "./redirect.ts";
import {
  Leaving,
  NotEmulated,
  type Shell,
  ShellError,
  type Source,
  type Streams,
} from "./shell.ts";

const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

const expander = new Expander(substitute);

/**
 * Runs a text in a shell that is there already: `eval`, `.`, `$(…)`. `path` is empty for what stands in a script itself,
 * `firstLine` the number of the text's first line.
 */
export async function runText(
  shell: Shell,
  text: string,
  path: string,
  firstLine = 1,
): Promise<void> {
  const lineOf = lineCounter(text);
  const source: Source =
    path === "" && shell.source.path !== ""
      ? { path: shell.source.path, lineAt: fixedLine(shell.line) }
      : { path, lineAt: (at) => lineOf(at) + firstLine - 1 };
  const list = parsed(text, source);
  await shell.deeper(async () => {
    const { source: outer, line } = shell;
    shell.source = source;
    try {
      await runList(shell, list);
    } finally {
      shell.source = outer;
      shell.line = line;
    }
  });
}

/** Runs a file in a shell that is there already, as `.` does. What goes wrong is said in the file's name (bin/sh/main.c, dotcmd). */
export async function runFile(shell: Shell, text: string, path: string): Promise<void> {
  const { voice } = shell;
  shell.voice = path;
  shell.status = 0;
  try {
    await runText(shell, text, path);
  } catch (error) {
    if (error instanceof ShellError) error.voice ??= path;
    if (!(error instanceof Leaving) || error.kind !== "return") throw error;
    shell.status = error.count;
  } finally {
    shell.voice = voice;
  }
}

const fixedLine = (line: number) => () => line;

function parsed(text: string, source: Source): List {
  try {
    return parseScript(text);
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    if (source.path === "") throw new ShellError(2, error.message);
    const told = new ShellError(2, `${source.lineAt(error.at)}: ${error.message}`);
    told.voice = source.path;
    throw told;
  }
}

async function substitute(shell: Shell, commands: string): Promise<string> {
  let text = "";
  const full = new AbortController();
  const child = shell.child({
    out(piece) {
      if (full.signal.aborted) return;
      text += piece;
      if (text.length > MAX_SUBSTITUTED) full.abort();
    },
  });
  child.signal = AbortSignal.any([shell.signal, full.signal]);
  await apart(child, () => runText(child, commands, ""));
  if (full.signal.aborted) shell.refuse("so much output in $(…)");
  shell.status = child.status;
  shell.substituted = child.status;
  return text;
}

const MAX_SUBSTITUTED = 1_000_000;

/** Runs something in a shell of its own, which `exit` leaves. Returns whether it came to its end. */
export async function apart(child: Shell, run: () => Promise<void>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (error instanceof Leaving) {
      if (error.kind !== "break" && error.kind !== "continue") child.status = error.count;
    } else if (error instanceof ShellError) {
      child.err(`${error.voice ?? child.voice}: ${error.message}\n`);
      child.status = error.status;
    } else throw error;
    return false;
  }
}

async function runList(shell: Shell, list: List): Promise<void> {
  for (const { node, apart: inBackground } of list) {
    if (!inBackground) await runNode(shell, node);
    else {
      shell.startJob((child) => runBeside(child, node));
      shell.status = 0;
    }
  }
}

/** Runs a job. Returns its status; what the lab cannot do ends it alone. */
async function runBeside(child: Shell, node: Node): Promise<number> {
  try {
    await apart(child, () => runNode(child, node));
    return child.status;
  } catch (error) {
    if (!(error instanceof NotEmulated)) throw error;
    child.err(`${child.name}: ${error.message}\n`);
    return EX_UNAVAILABLE;
  }
}

async function runNode(shell: Shell, node: Node): Promise<void> {
  const turn = shell.step();
  if (turn !== undefined) await turn;
  switch (node.kind) {
    case "simple":
      await runSimple(shell, node);
      return endOnFailure(shell);
    case "chain": {
      const nodes = [node.first, ...node.rest.map((one) => one.node)];
      for (const [index, next] of nodes.entries()) {
        const operator = node.rest[index - 1]?.operator;
        if (operator !== undefined && (shell.status === 0) !== (operator === "&&")) continue;
        if (index === nodes.length - 1) await runNode(shell, next);
        else await testing(shell, () => runNode(shell, next));
      }
      return;
    }
    case "pipeline":
      return await runPipeline(shell, node.members, node.negated);
    case "function":
      shell.functions.set(node.name, { body: node.body, source: shell.source });
      shell.status = 0;
      return;
    case "compound":
      await within(shell, node.redirections, () => runCompound(shell, node));
      if (node.body.kind === "subshell") endOnFailure(shell);
  }
}

/** Runs something whose status is looked at: its failure ends no shell (`set -e`). */
async function testing(shell: Shell, run: () => Promise<void>): Promise<void> {
  shell.tested++;
  try {
    await run();
  } finally {
    shell.tested--;
  }
}

/** `set -e` */
function endOnFailure(shell: Shell): void {
  if (shell.status !== 0 && shell.tested === 0 && shell.options.has("e")) {
    throw new Leaving("exit", shell.status);
  }
}

async function runPipeline(
  shell: Shell,
  members: readonly Node[],
  negated: boolean,
): Promise<void> {
  const run = () =>
    members.length === 1
      ? runNode(shell, members[0]!)
      : runMembers(shell, members, (child, node) => apart(child, () => runNode(child, node)));
  if (!negated) {
    await run();
    return endOnFailure(shell);
  }
  await testing(shell, run);
  shell.status = shell.status === 0 ? 1 : 0;
}

/** Runs something with redirections; a file that cannot be opened makes it fail with 2. */
async function within(
  shell: Shell,
  redirections: readonly Redirection[],
  run: () => Promise<void>,
): Promise<void> {
  if (redirections.length === 0) return await run();
  const streams = await streamsFor(shell, redirections);
  if (streams === undefined) return;
  const { streams: outer } = shell;
  shell.streams = streams;
  try {
    await run();
  } finally {
    shell.streams = outer;
  }
}

async function streamsFor(
  shell: Shell,
  redirections: readonly Redirection[],
): Promise<Streams | undefined> {
  try {
    return await redirected(shell, redirections, expander);
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    shell.err(`${error.voice ?? shell.voice}: ${error.message}\n`);
    shell.status = error.status;
    return undefined;
  }
}

async function runCompound(shell: Shell, { body }: Compound): Promise<void> {
  switch (body.kind) {
    case "group":
      return await runList(shell, body.body);
    case "subshell": {
      const child = shell.child();
      await apart(child, () => runList(child, body.body));
      shell.status = child.status;
      return;
    }
    case "if": {
      for (const { test, body: then } of body.branches) {
        await testing(shell, () => runList(shell, test));
        if (shell.status === 0) return await runList(shell, then);
      }
      shell.status = 0;
      return await runList(shell, body.otherwise);
    }
    case "while":
    case "until": {
      let status = 0;
      await loop(shell, async () => {
        await testing(shell, () => runList(shell, body.test));
        if ((shell.status === 0) !== (body.kind === "while")) return false;
        await runList(shell, body.body);
        status = shell.status;
        return true;
      });
      shell.status = status;
      return;
    }
    case "for": {
      const values =
        body.words === undefined ? [...shell.parameters] : await expander.fields(shell, body.words);
      shell.status = 0;
      const rest = values.values();
      return await loop(shell, async () => {
        const { done, value } = rest.next();
        if (done) return false;
        shell.set(body.variable, value);
        await runList(shell, body.body);
        return true;
      });
    }
    case "case": {
      const subject = await expander.text(shell, body.subject.parts);
      shell.status = 0;
      let falls = false;
      for (const { patterns, body: then, fallsThrough } of body.arms) {
        if (!falls && !(await fitsOne(shell, subject, patterns))) continue;
        await runList(shell, then);
        falls = fallsThrough;
        if (!falls) return;
      }
    }
  }
}

async function fitsOne(
  shell: Shell,
  subject: string,
  patterns: readonly Simple["words"][number][],
): Promise<boolean> {
  for (const { parts } of patterns) {
    if ((await expander.pattern(shell, parts))(subject)) return true;
  }
  return false;
}

/** Repeats until a round says that it was the last one, or `break` leaves. */
async function loop(shell: Shell, round: () => Promise<boolean>): Promise<void> {
  shell.loops++;
  try {
    for (;;) {
      await shell.step();
      try {
        if (!(await round())) return;
      } catch (error) {
        if (!(error instanceof Leaving) || !/^(break|continue)$/.test(error.kind)) throw error;
        if (error.count > 1 && shell.loops > 1) {
          error.count--;
          throw error;
        }
        shell.status = 0;
        if (error.kind === "break") return;
      }
    }
  } finally {
    shell.loops--;
  }
}

async function runSimple(shell: Shell, node: Simple): Promise<void> {
  shell.line = shell.source.lineAt(node.start);
  const { redirections } = node;
  const taken = takeApart(node);
  shell.substituted = 0;
  const declares = expandsAsAssignments(taken);
  const argv: string[] = [];
  for (const word of taken.name === undefined ? [] : [taken.name, ...taken.args]) {
    const assignment = declares ? assignmentIn(word) : undefined;
    if (assignment === undefined) argv.push(...(await expander.fields(shell, [word])));
    else argv.push(`${assignment.name}=${await expander.text(shell, assignment.value)}`);
  }
  const values: (readonly [name: string, value: string])[] = [];
  for (const { name: variable, value } of taken.leading) {
    values.push([variable, await expander.text(shell, value)]);
  }
  const [name] = argv;
  if (shell.options.has("x")) trace(shell, values, argv);
  if (name === undefined) {
    for (const [variable, value] of values) shell.set(variable, value);
    shell.status = shell.substituted;
    if (redirections.length > 0) await within(shell, redirections, async () => {});
    return;
  }
  if (name === "exec" && argv.length === 1) {
    const streams = await streamsFor(shell, redirections);
    if (streams !== undefined) shell.streams = streams;
    return;
  }
  await within(shell, redirections, () => runNamed(shell, argv, values));
}

/** `set -x` */
function trace(
  shell: Shell,
  values: readonly (readonly [name: string, value: string])[],
  argv: readonly string[],
): void {
  const shown = (word: string) => (/^[\w%+,./:=@-]+$/.test(word) ? word : quoteWord(word));
  const words = [...values.map(([name, value]) => `${name}=${shown(value)}`), ...argv.map(shown)];
  shell.err(`${shell.get("PS4") ?? "+ "}${words.join(" ")}\n`);
}

/** Runs a command by its name: a function, one that is built in, or a program. `plain`: functions do not count. */
export async function runNamed(
  shell: Shell,
  argv: readonly string[],
  values: readonly (readonly [name: string, value: string])[] = [],
  plain = false,
): Promise<void> {
  const [name = "", ...args] = argv;
  const called = plain ? undefined : shell.functions.get(name);
  const builtin = (plain ? undefined : shell.subroutines.get(name)) ?? shell.builtins[name];
  if (called === undefined && builtin === undefined) {
    const environment = { ...shell.environment(), ...Object.fromEntries(values) };
    shell.status = await runProgram(shell, argv, environment);
    return;
  }
  // What is set before a special builtin stays; before others it goes with them.
  const stays = values.length === 0 || (called === undefined && isSpecialBuiltin(name));
  const frame = new Map();
  if (!stays) shell.locals.push(frame);
  try {
    for (const [variable, value] of values) {
      if (!stays) shell.keep(variable);
      shell.set(variable, value);
    }
    if (called !== undefined) await callFunction(shell, called, args);
    else shell.status = await builtin!(shell, args);
  } finally {
    if (!stays) {
      shell.locals.pop();
      shell.restore(frame);
    }
  }
}

async function callFunction(
  shell: Shell,
  { body, source }: { readonly body: Node; readonly source: Source },
  args: readonly string[],
): Promise<void> {
  const { parameters, source: outer, line, loops } = shell;
  shell.parameters = args;
  shell.source = source;
  shell.loops = 0;
  const frame = new Map();
  shell.locals.push(frame);
  try {
    await shell.deeper(() => runNode(shell, body));
  } catch (error) {
    if (!(error instanceof Leaving) || error.kind !== "return") throw error;
    shell.status = error.count;
  } finally {
    shell.locals.pop();
    shell.restore(frame);
    Object.assign(shell, { parameters, source: outer, line, loops });
  }
}

async function runProgram(
  shell: Shell,
  argv: readonly string[],
  environment: { readonly [name: string]: string },
): Promise<number> {
  const { process, streams } = shell;
  const [name = ""] = argv;
  const program = findCommand(shell, name, environment["PATH"] ?? shell.get("PATH"));
  if (program.kind === "absent") {
    shell.err(`${shell.voice}: ${name}: not found\n`);
    return NOT_FOUND;
  }
  if (program.kind === "forbidden") {
    shell.err(`${shell.voice}: ${name}: Permission denied\n`);
    return NOT_EXECUTABLE;
  }
  if (program.kind === "elsewhere") return shell.refuse(name);
  // Who finds it elsewhere than everybody has to say where.
  const isUsual = pathOf(shell.program(name)) === pathOf(program);
  const nowhere = () => {};
  return await process.run(isUsual ? argv : [program.path, ...argv.slice(1)], {
    stdin: shell.stdin,
    out: streams.sinks.get(1) ?? nowhere,
    err: streams.sinks.get(2) ?? nowhere,
    environment,
    directory: shell.directory,
    signal: shell.signal,
  });
}
