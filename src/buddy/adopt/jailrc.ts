/** What a jail's own rc.conf is to say of its interfaces. */
import { variablePart } from "../../config/interfaces.ts";
import { assignmentsIn, commandsIn, RcSyntaxError } from "../../config/rcconf.ts";
import { RcEditError, setVariable } from "../../config/rcedit.ts";
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
  try {
    return interfaces.reduce(renamed, text);
  } catch (error) {
    if (!(error instanceof RcEditError || error instanceof RcSyntaxError)) throw error;
    return refuse("data", `${where}: ${error.message}`);
  }
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
