/** Edits of rc.conf, under its lock. */
import { evaluate, type RcFile } from "../../config/rcconf.ts";
import {
  deleteVariable,
  filesThatSet,
  fileToEdit,
  RcEditError,
  setVariable,
} from "../../config/rcedit.ts";
import { RC_CONF } from "../../config/rcfiles.ts";
import type { Host } from "../../host/host.ts";
import { readRcFiles } from "../configuration.ts";
import { changedValue, changeLines, inverseOf } from "../plan/rcchange.ts";
import type { Action, Plan, RcChange } from "../plan/step.ts";
import { refuse } from "../refusal.ts";
import type { ApplyContext, Edited } from "./context.ts";

type RcAction = Extract<Action, { op: "rcconf" }>;

/** The files that a change may be in: those of rc.conf, or one that is meant alone. */
async function filesOf(host: Host, file: string | undefined): Promise<RcFile[]> {
  if (file === undefined) return await readRcFiles(host);
  const text = await host.files.read(file);
  return text === undefined ? [] : [{ path: file, text }];
}

/** Makes the changes, those of one file at once, and says each as sysrc(8) does. */
export async function changeRcConf(
  context: ApplyContext,
  { changes, file }: RcAction,
): Promise<void> {
  const files = await filesOf(context.host, file);
  for (const [path, own] of byFileOf(files, changes, file)) {
    for (const line of await changeFile(context, files, path, own)) context.say(line);
  }
}

/**
 * Makes changes in one file. The journal knows of them before they are made: whoever is killed in between has edited the
 * file, or has not, and taking back what was not done does nothing.
 */
async function changeFile(
  context: ApplyContext,
  files: readonly RcFile[],
  path: string,
  changes: readonly RcChange[],
): Promise<readonly string[]> {
  const { host } = context;
  for (;;) {
    const before = await host.files.read(path);
    const { text: after, lines, inverse } = changeAll(files, path, before ?? "", changes);
    if (after === before) return lines;
    const edited: Edited = { path, before, after, inverse };
    context.edited.push(edited);
    await context.note({ edited });
    const forget = () => context.edited.splice(context.edited.indexOf(edited), 1);
    let isDone = false;
    try {
      await host.files.edit(path, (text) => {
        isDone = text === before;
        return isDone ? after : undefined;
      });
    } catch (error) {
      // What cannot be written need not be written back either.
      if ((await host.files.read(path).catch(() => undefined)) === before) forget();
      throw error;
    }
    if (isDone) return lines;
    // Somebody has edited it in this moment.
    forget();
  }
}

/**
 * Tries the changes of a plan on the texts that the files have now, and changes nothing. Throws what the edits would
 * throw, so that nothing is made that could not be recorded.
 */
export async function tryChanges(host: Host, plan: Plan): Promise<void> {
  for (const { do: action } of plan.steps) {
    if (action.op !== "rcconf") continue;
    const { changes, file } = action;
    const files = await filesOf(host, file);
    for (const [path, own] of byFileOf(files, changes, file)) {
      const text = files.find((one) => one.path === path)?.text ?? "";
      changeAll(files, path, text, own);
    }
  }
}

/** A file before and after changes. */
export interface ChangedFile {
  readonly path: string;
  /** null: it is made. */
  readonly before: string | null;
  readonly after: string;
}

/** Returns what would become of files of rc.conf's form by these changes; of those that change only. Throws a RcEditError. */
export function changedFiles(
  files: readonly RcFile[],
  changes: readonly RcChange[],
  file?: string,
): ChangedFile[] {
  return [...byFileOf(files, changes, file)].flatMap(([path, own]) => {
    const before = files.find((one) => one.path === path)?.text ?? null;
    const after = changeAll(files, path, before ?? "", own).text;
    return after === before ? [] : [{ path, before, after }];
  });
}

/** The changes by the files that they are made in. */
function byFileOf(
  files: readonly RcFile[],
  changes: readonly RcChange[],
  file: string | undefined,
): Map<string, RcChange[]> {
  const byFile = new Map<string, RcChange[]>();
  for (const change of changes) {
    for (const path of file === undefined ? placesOf(files, change) : [file])
      byFile.set(path, [...(byFile.get(path) ?? []), change]);
  }
  return byFile;
}

/** A variable is removed from all files, or the value in another one would come to light. */
function placesOf(files: readonly RcFile[], change: RcChange): string[] {
  const { variable } = change;
  return "unset" in change ? filesThatSet(files, variable) : [fileToEdit(files, variable, RC_CONF)];
}

/** Makes changes in the text of one file of several. */
function changeAll(
  files: readonly RcFile[],
  path: string,
  text: string,
  changes: readonly RcChange[],
) {
  const lines: string[] = [];
  const inverse: RcChange[] = [];
  let changed = text;
  for (const change of changes) {
    const { variable } = change;
    const others = "unset" in change ? [] : files;
    const found = evaluate(withText(others, path, changed)).get(variable);
    if (found !== undefined && found.value === undefined) {
      refuse(
        "config",
        `${found.file}: ${found.line}: ${variable} cannot be changed, ${found.needsSh}; edit it by hand`,
      );
    }
    const before = found?.value;
    const after = changedValue(before, change);
    lines.push(...changeLines(change, before, after));
    if (before === after) continue;
    changed =
      after === undefined
        ? deleteVariable(changed, variable)
        : setVariable(changed, variable, after);
    inverse.unshift(inverseOf(change, before));
    const readBack = evaluate(withText(others, path, changed)).get(variable)?.value;
    if (readBack !== after)
      throw new RcEditError(
        `${path}: ${variable} cannot be changed so that sh reads "${after ?? ""}"`,
      );
  }
  return { text: changed, lines, inverse };
}

/** The files, with this text in this file's place. */
function withText(files: readonly RcFile[], path: string, text: string): RcFile[] {
  const known = files.some((file) => file.path === path);
  return known
    ? files.map((file) => (file.path === path ? { path, text } : file))
    : [...files, { path, text }];
}

/** Are all changes in effect? Then the step that makes them was done. */
export async function areInEffect(host: Host, { changes, file }: RcAction): Promise<boolean> {
  const variables = evaluate(await filesOf(host, file));
  return changes.every((change) => {
    const value = variables.get(change.variable)?.value;
    return changedValue(value, change) === value;
  });
}

/** A file that is none of rc.conf's stands alone. */
function filesAround(rcFiles: readonly RcFile[], path: string): readonly RcFile[] {
  return rcFiles.some((file) => file.path === path) ? rcFiles : [];
}

/** Takes the edits back: the old text, byte for byte, unless somebody has edited the file since; then the opposite changes. */
export async function unedit(context: ApplyContext): Promise<void> {
  const rcFiles = await readRcFiles(context.host);
  for (const { path, before, after, inverse } of context.edited.splice(0).reverse()) {
    let mustGo = false;
    await context.host.files.edit(path, (text) => {
      mustGo = before === undefined && text === after;
      if (mustGo || text === before) return undefined;
      return text === after
        ? before
        : changeAll(filesAround(rcFiles, path), path, text ?? "", inverse).text;
    });
    if (mustGo) await context.host.files.remove(path);
  }
}
