/** The commands of a hook of jail.conf, as far as it can be told what they do. */
import { takeApart } from "../../config/sh/assignments.ts";
import { type Command, parseCommands } from "../../config/sh/commands.ts";
import { literalText, type Part, ShellSyntaxError, type Word } from "../../config/sh/words.ts";

/** A word of a command. */
export interface Operand {
  /** What it is; undefined when only sh can tell. */
  readonly text: string | undefined;
  /** The variables that it is made with. */
  readonly variables: readonly string[];
}

/** A command of a hook: assignments before it, its name without the directory, what it is given. */
export interface HookCommand {
  /** Variables that are set to what a command prints, with that command. */
  readonly printed: readonly { readonly variable: string; readonly command: string }[];
  readonly name: string | undefined;
  readonly operands: readonly Operand[];
}

/** The commands of a hook, whichever of them run, those of `sh -c` too; undefined when it is no shell's. */
export function hookCommands(text: string): HookCommand[] | undefined {
  try {
    return parseCommands(text).map(hookCommand).flatMap(inShell);
  } catch (error) {
    if (error instanceof ShellSyntaxError) return undefined;
    throw error;
  }
}

/** What `sh -c` runs, when that can be told. */
function inShell(command: HookCommand): readonly HookCommand[] {
  const [option, script, ...more] = command.operands;
  const isShell = command.name === "sh" && option?.text === "-c" && more.length === 0;
  const within = isShell && script?.text !== undefined ? hookCommands(script.text) : undefined;
  return within ?? [command];
}

function hookCommand(command: Command): HookCommand {
  const { leading, name, args } = takeApart(command);
  return {
    printed: leading.flatMap(({ name: variable, value }) =>
      substitutionsIn(value).map((text) => ({ variable, command: text })),
    ),
    name: name && literalText(name.parts)?.replace(/^.*\//, ""),
    operands: args.map(operand),
  };
}

function operand({ parts }: Word): Operand {
  return { text: literalText(parts), variables: parts.flatMap(variablesIn) };
}

function variablesIn(part: Part): string[] {
  return part.kind === "variable" ? [part.name] : [];
}

function substitutionsIn(parts: readonly Part[]): string[] {
  return parts.flatMap((part) =>
    part.kind === "sh" && part.form.kind === "substitution" ? [part.form.commands] : [],
  );
}
