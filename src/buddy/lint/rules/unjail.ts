/** Interfaces that are made for a jail, and that nothing takes back when it stops. */
import type { Found } from "../finding.ts";
import type { CheckedJail } from "../jailsreading.ts";
import { isOpaque, type OurCommand, STOPPING, speaksOf } from "../ours.ts";
import type { ConfigRule, Configuration } from "../rule.ts";
import { askedBy, bridgesOf, makersOf, ofJail, replacedIn } from "./jailtext.ts";

export const unjail: ConfigRule = {
  id: "unjail",
  summary: "an interface of a jail that nothing takes back when the jail stops",
  *examine(configuration) {
    for (const jail of configuration.jails?.jails ?? [])
      if (replacedIn(jail).length === 0) yield* ofOne(configuration, jail);
  },
};

function* ofOne(configuration: Configuration, jail: CheckedJail): Iterable<Found> {
  const { place } = configuration.jails!;
  const bridges = bridgesOf(configuration) ?? [];
  const stopping = jail.hooked.filter(({ hook }) => (STOPPING as readonly string[]).includes(hook));
  const takers = jail.ours.filter(
    ({ hook, subcommand }) =>
      (STOPPING as readonly string[]).includes(hook) && /^(?:unjail|destroy)$/.test(subcommand),
  );
  const taken = takers.map((by) => ({ by, ...takenBy(by) }));
  const makers = makersOf(jail).filter(({ subcommand }) => subcommand === "jail");
  for (const maker of makers) {
    for (const name of askedBy(maker, bridges)?.names ?? []) {
      const taker = taken.find(({ names }) => names?.includes(name));
      if (taker !== undefined) {
        yield* ofOtherJail(jail, name, taker, place(taker.by.value.setting.at));
        continue;
      }
      const isTaken =
        taken.some(({ names }) => names === undefined) ||
        stopping.some(
          (one) => isOpaque(one) || (!takers.includes(one as OurCommand) && speaksOf(one, name)),
        );
      if (isTaken) continue;
      const other = taken.find(({ names }) => names !== undefined);
      yield ofJail(
        jail,
        place((other?.by ?? maker).value.setting.at),
        other === undefined ? "warning" : "error",
        other === undefined
          ? `nothing takes ${name} back when the jail stops; add exec.prestop = "service ngbuddy unjail ${name} ${jail.name}";`
          : `${other.by.hook} takes ${other.names!.join(" ")} back, and ${maker.hook} has made ${name}; write the same name in both`,
      );
    }
  }
}

interface Taken {
  readonly names: readonly string[] | undefined;
  readonly jail: string | undefined;
}

/** What a call of `unjail` takes, and from which jail; no names where only sh can tell. */
function takenBy({ words, options, subcommand }: OurCommand): Taken {
  const known = words.filter((word) => word !== undefined);
  if (known.length < words.length || known.length === 0)
    return { names: undefined, jail: undefined };
  if (subcommand === "destroy") return { names: known, jail: undefined };
  const isJail = known.length === 2 && !options.has("jail");
  return isJail
    ? { names: [known[0]!], jail: known[1] }
    : { names: known, jail: options.get("jail") ?? known[0] };
}

/** After the jail is gone its interface is back on the host, and it matters to nobody whose it was. */
function* ofOtherJail(
  jail: CheckedJail,
  name: string,
  { by, jail: from }: Taken & { readonly by: OurCommand },
  at: Found["at"],
): Iterable<Found> {
  if (by.hook !== "exec.prestop" || by.subcommand !== "unjail") return;
  if (from === undefined || from === jail.name) return;
  yield ofJail(
    jail,
    at,
    "error",
    `${by.hook} looks for ${name} in a jail ${from}, and this one is called ${jail.name}; write unjail ${name} ${jail.name}`,
  );
}
