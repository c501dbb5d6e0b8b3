/** What becomes of variables while sh reads files, command after command; what cannot be foretold is said to be so. */
import { type Expanded, expand, type Scope } from "./expand.ts";
import type { Variable, Variables } from "./rcconf.ts";
import { RC_FILES } from "./rcfiles.ts";
import { assignmentIn, isDeclaration, type TakenApart, takeApart } from "./sh/assignments.ts";
import type { Command } from "./sh/commands.ts";
import { assigned, literalText, type Word } from "./sh/words.ts";

/** A command and the line that it begins on. */
type Located = Command & { readonly line: number };

interface Place {
  readonly file: string;
  readonly line: number;
}

class VariableMap extends Map<string, Variable> implements Variables {
  obscured: Variable | undefined;
  override get(name: string): Variable | undefined {
    return super.get(name) ?? this.obscured;
  }
}

/** Assignments before these outlast them, unlike those before other commands (sh(1), "Built-in Commands"). */
const SPECIAL_BUILTINS = new Set(
  ": . break continue eval exec exit export readonly return set shift times trap unset".split(" "),
);
/** What comes after them in a file may not be read. */
const LEAVING = new Set(["return", "exit", "exec"]);

/** Reads files one after the other into one set of variables. */
export function createReading() {
  const variables = new VariableMap();
  const functions = new Map<string, { file: string; commands: Located[] }>();
  const frozen = new Set<string>();
  const running = new Set<string>();

  const set = (name: string, value: Expanded, place: Place) => {
    const result: Expanded = frozen.has(name)
      ? { value: undefined, needsSh: "it is read-only by then, where sh stops" }
      : value;
    variables.set(name, { ...result, ...place });
  };
  const doubt = (name: string, why: string, place: Place) =>
    set(name, { value: undefined, needsSh: why }, place);
  const obscure = (what: string, place: Place) => {
    for (const name of variables.keys()) doubt(name, `"${what}" may set it`, place);
    variables.obscured = { value: undefined, needsSh: `"${what}" may set it`, ...place };
  };
  const scopeAt = (place: Place): Scope => ({
    look: (name) => variables.get(name),
    set: (name, value) => set(name, value, place),
  });

  /** Runs a command that surely runs, or, with a reason, one that may. */
  const run = (command: Located, file: string, unsure: string | undefined): void => {
    const place = { file, line: command.line };
    const apart = takeApart(command);
    if (unsure === undefined) runSurely(apart, place);
    else runPerhaps(command, apart, place, unsure);
    if (apart.name !== undefined) runNamed(apart.name, apart, place, unsure);
  };

  const runSurely = (apart: TakenApart, place: Place): void => {
    const scope = scopeAt(place);
    // sh expands all of a command's words before it sets anything (bin/sh/eval.c, evalcommand).
    const values = apart.leading.map(({ name, value }) => [name, expand(value, scope)] as const);
    const declares = isDeclaration(apart);
    const declared = apart.args.flatMap((word) => {
      const assignment = declares ? assignmentIn(word) : undefined;
      const value = expand(assignment?.value ?? word.parts, scope);
      return assignment === undefined ? [] : [[assignment.name, value] as const];
    });
    if (apart.name === undefined) for (const [name, value] of values) set(name, value, place);
    for (const [name, value] of declared) set(name, value, place);
  };

  const runPerhaps = (command: Located, apart: TakenApart, place: Place, unsure: string): void => {
    if (command.loopVariable !== undefined) doubt(command.loopVariable, unsure, place);
    for (const name of command.words.flatMap(({ parts }) => parts.flatMap(assigned)))
      doubt(name, unsure, place);
    if (apart.name === undefined) for (const { name } of apart.leading) doubt(name, unsure, place);
    if (!isDeclaration(apart)) return;
    for (const word of apart.args) {
      const assignment = assignmentIn(word);
      if (assignment !== undefined) doubt(assignment.name, unsure, place);
    }
  };

  /** What the command itself does to variables. */
  const runNamed = (
    nameWord: Word,
    apart: TakenApart,
    place: Place,
    unsure: string | undefined,
  ): void => {
    const name = literalText(nameWord.parts);
    const args = apart.args.map(({ parts }) => literalText(parts));
    if (name === undefined) return obscure(nameWord.raw, place);
    if (SPECIAL_BUILTINS.has(name)) {
      for (const { name: variable } of apart.leading)
        doubt(variable, `it is set for "${name}"`, place);
    }
    const called = functions.get(name);
    if (called !== undefined) return callFunction(name, called, unsure);
    switch (name) {
      case ".":
      case "source":
        // rc.conf's own files are read in their turn.
        if (!(RC_FILES as readonly (string | undefined)[]).includes(args[0]))
          obscure(`${name} ${raws(apart)}`, place);
        return;
      case "eval":
      case "alias":
        return obscure(`${name} ${raws(apart)}`, place);
      case "command":
      case "builtin": {
        const [inner, ...rest] = apart.args;
        if (inner !== undefined && !inner.raw.startsWith("-")) {
          runNamed(inner, { leading: [], name: inner, args: rest }, place, unsure);
        }
        return;
      }
      case "unset":
        return forget(args, place, unsure);
      case "read":
      case "getopts":
      case "setvar":
      case "local":
        return setByCommand(name, args, place);
      case "export":
      case "readonly":
        return declare(name, apart, place);
    }
  };

  const callFunction = (
    name: string,
    { file, commands }: { file: string; commands: Located[] },
    unsure: string | undefined,
  ): void => {
    if (running.has(name)) return;
    running.add(name);
    for (const command of commands) run(command, file, unsure ?? `the function ${name} may set it`);
    running.delete(name);
  };

  const forget = (
    args: readonly (string | undefined)[],
    place: Place,
    unsure: string | undefined,
  ): void => {
    if (args[0] === "-f") return;
    for (const name of args) {
      if (name === undefined) return obscure("unset", place);
      if (name.startsWith("-")) continue;
      if (unsure !== undefined) doubt(name, unsure, place);
      else variables.delete(name);
    }
  };

  const setByCommand = (
    command: string,
    args: readonly (string | undefined)[],
    place: Place,
  ): void => {
    for (const arg of args) {
      if (arg === undefined) return obscure(command, place);
      const name = /^[A-Za-z_]\w*/.exec(arg)?.[0];
      if (name !== undefined) doubt(name, `"${command}" sets it`, place);
    }
  };

  const declare = (command: string, apart: TakenApart, place: Place): void => {
    for (const word of apart.args) {
      const name = assignmentIn(word)?.name ?? literalText(word.parts);
      if (name === undefined) return obscure(`${command} ${raws(apart)}`, place);
      if (command === "readonly") frozen.add(name);
    }
  };

  return {
    variables: variables as Variables,
    readFile(file: string, commands: readonly Located[]): void {
      let left: string | undefined;
      for (const command of commands) {
        const { context } = command;
        if (context.kind === "apart") continue;
        if (context.kind === "function") {
          const known = functions.get(context.name);
          if (known === undefined) functions.set(context.name, { file, commands: [command] });
          else known.commands.push(command);
          continue;
        }
        run(command, file, context.kind === "perhaps" ? `it is set ${context.because}` : left);
        const { name, args } = takeApart(command);
        const word = name && literalText(name.parts);
        const leaves =
          word !== undefined && LEAVING.has(word) && !(word === "exec" && args.length === 0);
        if (leaves) left ??= `it comes after "${word}"`;
      }
    },
  };
}

function raws({ args }: TakenApart): string {
  return args.map(({ raw }) => raw).join(" ");
}
