/** Edits of rc.conf: one assignment changes, every other byte stays. */
import {
  type Assignment,
  assignmentsIn,
  commandsIn,
  type RcFile,
  RcSyntaxError,
} from "./rcconf.ts";
import { isEditable } from "./rcfiles.ts";
import { Reading } from "./reading.ts";
import { recently } from "./recent.ts";
import type { Variable } from "./variables.ts";

/** An edit that cannot be made, and why. */
export class RcEditError extends Error {
  override readonly name = "RcEditError";
}

/**
 * A value in double quotes, as sysrc(8) writes it, so that sh reads back exactly this.
 * Throws an RcEditError for line breaks (rc.conf has a line a variable) and NUL (sh cannot hold it).
 */
export function quoteValue(value: string): string {
  if (/[\n\r]/.test(value)) throw new RcEditError("a value in rc.conf may not have a line break");
  if (value.includes("\0"))
    throw new RcEditError("a value in rc.conf may not have a NUL character");
  return `"${value.replaceAll(/[$`"\\]/g, "\\$&")}"`;
}

/**
 * Sets a variable: the value of its last assignment is changed, or a line added at the end. Returns the new text.
 * Throws an RcEditError when sh would not read the value back, or would read anything else differently.
 */
export function setVariable(text: string, name: string, value: string): string {
  const quoted = quoteValue(value);
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    throw new RcEditError(
      `"${name}" is no name of a variable: use letters, digits and _, a letter first`,
    );
  }
  const before = understand(text);
  const last = before.assignments.findLast(
    (assignment) => assignment.name === name && assignment.certain,
  );
  // Whoever writes single quotes keeps them, as with sysrc(8).
  const isSingle = last !== undefined && text[last.valueStart] === "'" && !value.includes("'");
  const inPlace = isSingle ? `'${value}'` : quoted;
  const changed = last && text.slice(0, last.valueStart) + inPlace + text.slice(last.end);
  // What a condition or another file may set later is only overruled at the end.
  const appended = appendLine(text, `${name}=${quoted}`);
  for (const result of changed === undefined ? [appended] : [changed, appended]) {
    if (isSound(before, result, name, value)) return result;
  }
  throw cannot("set", name, understand(appended).variable(name));
}

/**
 * Takes every assignment of a variable out; a line that has nothing else goes with it, its comment too. Returns the new text.
 * Throws an RcEditError when the variable would not be gone, or sh would read anything else differently.
 */
export function deleteVariable(text: string, name: string): string {
  const before = understand(text);
  let result = text;
  // From the end, so that the places of those before stay right.
  for (const assignment of before.assignments.toReversed()) {
    if (assignment.name === name && assignment.certain)
      result = withoutAssignment(result, assignment);
  }
  if (isSound(before, result, name, undefined)) return result;
  throw cannot("removed", name, before.variable(name));
}

/** Is this file the administrator's, and does it set the variable? */
function sets(file: RcFile, name: string): boolean {
  return (
    isEditable(file.path) &&
    assignmentsIn(commandsIn(file)).some((assignment) => assignment.name === name)
  );
}

/** The files that set a variable and are the administrator's, in their order. */
export function filesThatSet(files: readonly RcFile[], name: string): string[] {
  return files.filter((file) => sets(file, name)).map(({ path }) => path);
}

/** The file that an edit of a variable goes to: the last of those, else `standard` (sysrc(8)'s rule). */
export function fileToEdit(files: readonly RcFile[], name: string, standard: string): string {
  return files.findLast((file) => sets(file, name))?.path ?? standard;
}

/** What sh makes of a text. */
interface Understood {
  readonly assignments: readonly Assignment[];
  variable(name: string): Variable | undefined;
  /** Everything but one variable: the commands without its assignments, word for word, and the other variables that come of them. */
  othersThan(name: string): string;
}

const understand = recently((text): Understood => {
  try {
    const commands = commandsIn({ path: "", text });
    const assignments = assignmentsIn(commands);
    const reading = new Reading();
    reading.readFile("", commands);
    const { variables } = reading;
    return {
      assignments,
      variable: (name) => variables.get(name),
      othersThan(name) {
        const own = new Set(
          assignments.filter((assignment) => assignment.name === name).map(({ start }) => start),
        );
        const others = commands.flatMap(({ words, context }) => {
          const kept = words.filter(({ start }) => !own.has(start)).map(({ raw }) => raw);
          // `export` without the variable that it was for says nothing.
          const isEmpty =
            kept.length < words.length && /^(?:export|readonly)?$/.test(kept.join(" "));
          return isEmpty ? [] : [[context, kept]];
        });
        const set = [...variables.keys()].filter((variable) => variable !== name).sort();
        return JSON.stringify([others, set]);
      },
    };
  } catch (error) {
    if (error instanceof RcSyntaxError) {
      throw new RcEditError(
        `a file that sh cannot read is not edited: line ${error.line}: ${error.reason}`,
      );
    }
    throw error;
  }
});

/** Does an edited text give the variable this value, and leave everything else as it was? */
function isSound(
  before: Understood,
  result: string,
  name: string,
  value: string | undefined,
): boolean {
  try {
    const after = understand(result);
    const variable = after.variable(name);
    const isRight = value === undefined ? variable === undefined : variable?.value === value;
    return isRight && after.othersThan(name) === before.othersThan(name);
  } catch (error) {
    if (error instanceof RcEditError) return false;
    throw error;
  }
}

function cannot(what: string, name: string, variable: Variable | undefined): RcEditError {
  const why =
    variable?.needsSh === undefined
      ? "what is around it would change too"
      : `${variable.needsSh} (line ${variable.line})`;
  return new RcEditError(`${name} cannot be ${what}, ${why}; edit the file by hand`);
}

function appendLine(text: string, line: string): string {
  return text === "" || text.endsWith("\n") ? `${text}${line}\n` : `${text}\n${line}\n`;
}

function withoutAssignment(text: string, { start, end, command }: Assignment): string {
  const alone = command.words.length === 1;
  const from = alone ? start : partStart(command, start);
  const lineStart = text.lastIndexOf("\n", from - 1) + 1;
  const newline = text.indexOf("\n", end);
  const lineEnd = newline < 0 ? text.length : newline;
  const before = text.slice(lineStart, from);
  const after = text.slice(end, lineEnd);
  const isLast = /^[ \t]*(?:#.*)?$/.test(after);
  if (isLast && /^[ \t]*$/.test(before)) return text.slice(0, lineStart) + text.slice(lineEnd + 1);
  const separated = /^[ \t]*(?:;(?!;)[ \t]*)?/.exec(after)![0];
  if (!isLast) return text.slice(0, from) + text.slice(end + separated.length);
  // The last on a line takes what separates it from the one before.
  return text.slice(0, lineStart) + before.replace(/[ \t]*;?[ \t]*$/, "") + text.slice(end);
}

/** Where a word begins, or the `export` that has no other. */
function partStart({ words }: Assignment["command"], start: number): number {
  const [first, second] = words;
  return words.length === 2 && second!.start === start && /^(?:export|readonly)$/.test(first!.raw)
    ? first!.start
    : start;
}
