/** A configuration held against all rules. */
import type { ConfigFinding, Found } from "./finding.ts";
import type { ConfigRule, Configuration } from "./rule.ts";
import { rules as allRules } from "./rules/index.ts";

/** Returns what the rules find, by file and place. */
export function check(
  configuration: Configuration,
  rules: readonly ConfigRule[] = allRules,
): ConfigFinding[] {
  const findings = rules.flatMap(({ id, examine }) =>
    once([...examine(configuration)]).map(
      ({ at, severity, message }): ConfigFinding => ({ ...at, rule: id, severity, message }),
    ),
  );
  const order = new Map([...filesOf(configuration)].map((file, number) => [file, number]));
  const place = ({ file }: ConfigFinding) => order.get(file) ?? order.size;
  return findings.sort(
    (one, other) =>
      place(one) - place(other) ||
      (one.line ?? 0) - (other.line ?? 0) ||
      (one.column ?? 0) - (other.column ?? 0),
  );
}

/** The files of a configuration, each once. */
export function filesOf({ rcSources, jails }: Configuration): ReadonlySet<string> {
  return new Set([...rcSources, ...(jails?.files ?? [])].map(({ file }) => file));
}

/** What is wrong at one place for many jails is told of the first. */
function once(found: readonly Found[]): Found[] {
  const groups = new Map<string, Found[]>();
  for (const one of found) {
    const { file, line, column } = one.at;
    const key = JSON.stringify([file, line, column, one.jail === undefined ? one.message : ""]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const own = new Map<string, Found[]>();
    for (const one of group) own.set(one.jail ?? "", [...(own.get(one.jail ?? "") ?? []), one]);
    const [first = [], ...more] = own.values();
    if (group[0]!.jail === undefined) return first.slice(0, 1);
    if (more.length === 0) return first;
    return first.map((one) => ({
      ...one,
      message: `${one.message}; so it is of ${more.length === 1 ? "one jail" : `${more.length} jails`} more`,
    }));
  });
}
