/** Edits of rc.conf: one assignment changes, every other byte stays. */
import { type Assignment, assignmentsOf, evaluate, type RcFile } from "./rcconf.ts";

/** An edit that cannot be made, and why. */
export class RcEditError extends Error {
  override readonly name = "RcEditError";
}

/** A value in double quotes, so that sh reads back exactly this. Line breaks are refused: rc.conf has a line a variable. */
export function quoteValue(value: string): string {
  if (/[\n\r\0]/.test(value)) throw new RcEditError("a value in rc.conf may not have a line break");
  return `"${value.replaceAll(/[$`"\\]/g, "\\$&")}"`;
}

/** Sets a variable: its last assignment is changed, or a line added at the end. Gives the new text. */
export function setVariable(text: string, name: string, value: string): string {
  const last = lastAssignment(text, name);
  const quoted = quoteValue(value);
  if (last === undefined || last.uncertain !== undefined)
    return appendLine(text, `${name}=${quoted}`);
  return text.slice(0, last.start) + quoted + text.slice(last.end);
}

/** Takes every assignment of a variable out. A line that has nothing else goes with it. */
export function deleteVariable(text: string, name: string): string {
  let result = text;
  for (;;) {
    const last = lastAssignment(result, name);
    if (last === undefined) return result;
    if (last.uncertain !== undefined) {
      throw new RcEditError(`line ${last.line}: ${name} cannot be removed, ${last.uncertain}`);
    }
    const start = last.start - name.length - 1;
    const lineStart = result.lastIndexOf("\n", start - 1) + 1;
    const newline = result.indexOf("\n", last.end);
    const lineEnd = newline < 0 ? result.length : newline + 1;
    const around = result.slice(lineStart, start) + result.slice(last.end, lineEnd);
    if (/^\s*(export\s*)?;?\s*(#.*)?\s*$/.test(around))
      result = result.slice(0, lineStart) + result.slice(lineEnd);
    else result = result.slice(0, start) + result.slice(last.end).replace(/^[ \t]*;?[ \t]*/, "");
  }
}

function lastAssignment(text: string, name: string): Assignment | undefined {
  return assignmentsOf({ path: "", text }).findLast((assignment) => assignment.name === name);
}

function appendLine(text: string, line: string): string {
  return text === "" || text.endsWith("\n") ? `${text}${line}\n` : `${text}\n${line}\n`;
}

/** The file that an edit of a variable goes to: the last one that sets it, else `standard` (sysrc(8)'s rule). */
export function fileToEdit(files: readonly RcFile[], name: string, standard: string): string {
  const setting = files.findLast((file) =>
    assignmentsOf(file).some((assignment) => assignment.name === name),
  );
  return setting?.path ?? standard;
}

/** Does an edited text give the variable this value, whatever else is in the file? */
export function readsBack(text: string, name: string, value: string): boolean {
  return evaluate([{ path: "", text }]).get(name)?.value === value;
}
