/** What a jail's own rc.conf is to say of its interfaces. */
import { variablePart } from "../../config/interfaces.ts";
import { assignmentsIn, commandsIn, evaluate, RcSyntaxError } from "../../config/rcconf.ts";
import { deleteVariable, RcEditError, setVariable } from "../../config/rcedit.ts";
import { refuse } from "../refusal.ts";

/** An interface that has another name on the host from now on. */
export interface RenamedInterface {
  readonly from: string;
  readonly to: string;
  /** Is rc(8) to give it the name that it had, inside? */
  readonly keepsName: boolean;
}

/** The new text of the jail's rc.conf; the old one where nothing speaks of its interfaces. `where`: for messages. */
export function editedJailRc(
  text: string,
  interfaces: readonly RenamedInterface[],
  where: string,
): string {
  return orRefused(where, () => interfaces.reduce(renamed, text));
}

/**
 * Returns the text of a jail's rc.conf that somebody has changed since the jail was adopted without what that had written
 * there, and null when nothing is left of a file that was not there before. What others wrote stays. `where`: for messages.
 */
export function jailRcBack(
  text: string,
  { before, after }: { readonly before: string | null; readonly after: string },
  interfaces: readonly { readonly from: string; readonly to: string }[],
  where: string,
): string | null {
  return orRefused(where, () => {
    const [was, became] = [valuesIn(before ?? ""), valuesIn(after)];
    const names = interfaces
      .filter(({ from }) => was.has(nameVariable(from)))
      .map(({ from, to }) => ({ from: to, to: from, keepsName: false }));
    let result = names.reduce(renamed, text);
    for (const [variable, value] of became) {
      const old = was.get(variable);
      const isKnown = value !== undefined && (old !== undefined || !was.has(variable));
      if (!isKnown || old === value || valuesIn(result).get(variable) !== value) continue;
      result =
        old === undefined ? deleteVariable(result, variable) : setVariable(result, variable, old);
    }
    return before === null && result === "" ? null : result;
  });
}

function orRefused<T>(where: string, edit: () => T): T {
  try {
    return edit();
  } catch (error) {
    if (!(error instanceof RcEditError || error instanceof RcSyntaxError)) throw error;
    return refuse("data", `${where}: ${error.message}`);
  }
}

function valuesIn(text: string): ReadonlyMap<string, string | undefined> {
  return new Map(
    [...evaluate([{ path: "", text }])].map(([name, { value }]) => [name, value] as const),
  );
}

/** What rc(8) calls it inside: by `ifconfig_IF_name`, else as it came. */
export function nameInside(text: string, name: string): string {
  const variable = nameVariable(name);
  const set = assignments(text).findLast((one) => one.name === variable);
  return (set && /^["']?([\w.-]+)["']?$/.exec(text.slice(set.valueStart, set.end))?.[1]) ?? name;
}

function renamed(text: string, { from, to, keepsName }: RenamedInterface): string {
  const [old, now] = [nameVariable(from), nameVariable(to)];
  if (old === now) return text;
  let result = text;
  let isThere = false;
  for (const assignment of assignments(text).toReversed()) {
    if (assignment.name !== old) continue;
    isThere = true;
    const { start } = assignment;
    result = `${result.slice(0, start)}${now}${result.slice(start + old.length)}`;
  }
  return isThere || !keepsName ? result : setVariable(text, now, from);
}

function assignments(text: string) {
  return assignmentsIn(commandsIn({ path: "", text }));
}

function nameVariable(name: string): string {
  return `ifconfig_${variablePart(name)}_name`;
}
