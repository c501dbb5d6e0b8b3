/** What rules of jails have in common. */
import type { Setting } from "../../../config/jailconf/parse.ts";
import { namesAndBridge } from "../../plan/several.ts";
import type { Found, Place } from "../finding.ts";
import type { CheckedJail } from "../jailsreading.ts";
import { BEFORE_INTERFACES, type OurCommand } from "../ours.ts";
import type { Configuration } from "../rule.ts";

/** The bridges of rc.conf, those too whose interfaces only sh can tell; undefined when it is not known which there are. */
export function bridgesOf({ rc }: Configuration): readonly string[] | undefined {
  if (rc === undefined || rc.obscured !== undefined) return undefined;
  const untold = [...rc.untold.keys()].flatMap(
    (variable) => /^ngbuddy_(\w+)_if$/.exec(variable)?.[1] ?? [],
  );
  return [...rc.settings.bridges.map(({ name }) => name), ...untold];
}

/** Interfaces that rc.conf has made for good. */
export function madeByRc({ rc }: Configuration): ReadonlySet<string> {
  const { bridges = [], lists = new Map() } = rc?.settings ?? {};
  return new Set([
    ...bridges.flatMap(({ interface: iface, host, list }) => [iface, host ?? iface, ...list]),
    ...[...lists.values()].flat(),
  ]);
}

/** The names and the bridge that a call of `jail` or `create` has; undefined when only sh can tell. */
export function askedBy(
  { words, options }: OurCommand,
  bridges: readonly string[],
): { readonly names: readonly string[]; readonly bridge: string | undefined } | undefined {
  const known = words.filter((word) => word !== undefined);
  const isTold = known.length === words.length && known.length > 0;
  if (!isTold || [...options.values()].includes(undefined)) return undefined;
  return namesAndBridge(known, options.get("bridge"), bridges);
}

/** Calls that make interfaces before the jail gets them. */
export function makersOf({ ours }: CheckedJail): OurCommand[] {
  return ours.filter(
    ({ hook, subcommand }) =>
      (BEFORE_INTERFACES as readonly string[]).includes(hook) &&
      /^(?:jail|create)$/.test(subcommand),
  );
}

/** A finding of a jail. */
export function ofJail(
  jail: CheckedJail,
  at: Place,
  severity: Found["severity"],
  message: string,
): Found {
  return { at, severity, message: `jail ${jail.name}: ${message}`, jail: jail.name };
}

/** Is ngbuddy called in a setting? */
function callsUs({ values }: Setting): boolean {
  const text = values
    .flat()
    .map((piece) => ("text" in piece ? piece.text : "$"))
    .join("");
  return /\bngbuddy\b/.test(text);
}

/** A setting that another one takes the place of, though it calls ngbuddy. */
export interface Replaced {
  readonly hook: string;
  readonly first: Setting;
  readonly by: Setting;
}

/** Returns hooks of a jail whose calls of ngbuddy a later `=` throws away. */
export function replacedIn({ setup, isVnet }: CheckedJail): Replaced[] {
  const replaced: Replaced[] = [];
  const current = new Map<string, Setting[]>();
  for (const block of setup.blocks)
    for (const setting of block.settings) {
      const { name, appends, isVariable } = setting;
      if (isVariable || !name.startsWith("exec.")) continue;
      const before = current.get(name) ?? [];
      const first = before.find(callsUs);
      // What is said for all jails may well be said otherwise for one.
      const isMeant = first !== undefined && !block.settings.includes(first) && callsUs(setting);
      if (!appends && first !== undefined && !isMeant && isVnet)
        replaced.push({ hook: name, first, by: setting });
      current.set(name, appends ? [...before, setting] : [setting]);
    }
  return replaced;
}
