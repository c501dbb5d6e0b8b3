/** What rc.conf will want once it is changed. */
import { RC_CONF } from "../config/rcfiles.ts";
import type { OnFault } from "../config/settings.ts";
import type { Variables } from "../config/variables.ts";
import { wantedBy } from "./configuration.ts";
import { changedValue } from "./plan/rcchange.ts";
import type { RcChange } from "./plan/step.ts";
import type { Wanted } from "./plan/wanted.ts";

/** Returns what would be wanted with these changes of rc.conf. Throws a SettingsError for what `onFault` does not let pass. */
export function rewritten(wanted: Wanted, changes: readonly RcChange[], onFault: OnFault): Wanted {
  return { ...wantedBy(changedVariables(wanted.variables, changes), onFault), before: wanted };
}

/** One that is new is in the file that it will be in. */
function changedVariables(variables: Variables, changes: readonly RcChange[]): Variables {
  const all = new Map(variables);
  for (const change of changes) {
    const { variable } = change;
    const before = all.get(variable);
    const value = changedValue(before?.value, change);
    const place = before ?? { file: RC_CONF, line: 0 };
    if (value === undefined) all.delete(variable);
    else all.set(variable, { file: place.file, line: place.line, value });
  }
  return Object.assign(all, { obscured: variables.obscured });
}
