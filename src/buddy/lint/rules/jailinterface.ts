/** A jail's vnet.interface against what makes interfaces. */
import { isDriversName } from "../../../config/drivers.ts";
import { nearest } from "../../../config/nearest.ts";
import { saidValues } from "../../adopt/setup.ts";
import { jib, jng } from "../../adopt/tools/examples.ts";
import type { Found } from "../finding.ts";
import type { CheckedJail, JailsReading } from "../jailsreading.ts";
import { BEFORE_INTERFACES, type Hooked, isOpaque, type OurCommand, speaksOf } from "../ours.ts";
import type { ConfigRule, Configuration } from "../rule.ts";
import { askedBy, bridgesOf, madeByRc, makersOf, ofJail, replacedIn } from "./jailtext.ts";

export const jailInterface: ConfigRule = {
  id: "jail-interface",
  summary: "a jail's vnet.interface that nothing makes, or an interface that no jail gets",
  *examine(configuration) {
    const { jails } = configuration;
    const byRc = madeByRc(configuration);
    for (const jail of jails?.jails ?? []) {
      yield* asOneName(jails!, jail);
      // What is said of a hook that is thrown away is said once.
      if (jail.isVnet && replacedIn(jail).length === 0) yield* compare(configuration, jail, byRc);
    }
  },
};

function* asOneName({ place }: JailsReading, jail: CheckedJail): Iterable<Found> {
  for (const { text, setting } of saidValues(jail.setup, "vnet.interface"))
    if (/[\s,]/.test(text.trim()))
      yield ofJail(
        jail,
        place(setting.at),
        "error",
        `jail(8) takes vnet.interface = "${text}" for one name; write vnet.interface = ${text
          .split(/[\s,]+/)
          .filter(Boolean)
          .map((one) => `"${one}"`)
          .join(", ")};`,
      );
}

interface Made {
  readonly name: string;
  readonly by: Hooked & Partial<Pick<OurCommand, "subcommand">>;
}

/** The interfaces that jib and jng make, one a NIC: `jng bridge web em0` makes ng0_web. */
function madeByTools(before: readonly Hooked[]): Made[] {
  const commands = before.map(({ command }) => command);
  const scope = { names: new Map(), variables: new Set<string>() };
  return before.flatMap((by, at) => {
    if (by.command.operands.some(({ text }) => text === undefined)) return [];
    return [jib, jng].flatMap((tool) =>
      (tool.attaches?.(by.command, scope, commands.slice(0, at)) ?? []).map((made) => ({
        name: made.interface,
        by,
      })),
    );
  });
}

function* compare(
  configuration: Configuration,
  jail: CheckedJail,
  byRc: ReadonlySet<string>,
): Iterable<Found> {
  const { place } = configuration.jails!;
  const bridges = bridgesOf(configuration) ?? [];
  const makers = makersOf(jail);
  const asked = makers.map((by) => ({ by, names: askedBy(by, bridges)?.names }));
  // What only sh can tell may be any name.
  if (asked.some(({ names }) => names === undefined)) return;
  const made = asked.flatMap(({ by, names }): Made[] => names!.map((name) => ({ name, by })));
  const before = jail.hooked.filter(({ hook }) =>
    (BEFORE_INTERFACES as readonly string[]).includes(hook),
  );
  const byTools = madeByTools(before);
  made.push(...byTools);
  const others = before.filter(
    (one) =>
      ![...makers, ...byTools.map(({ by }) => by)].some(({ command }) => command === one.command),
  );
  const mayDoAnything = others.some(isOpaque);
  const given = saidValues(jail.setup, "vnet.interface").filter(
    ({ text }) => text !== "" && !/[\s,]/.test(text.trim()),
  );
  const unmade = given.filter(
    ({ text }) =>
      !made.some(({ name }) => name === text) &&
      !byRc.has(text) &&
      !isDriversName(text) &&
      !mayDoAnything &&
      !others.some((one) => speaksOf(one, text)),
  );
  for (const { text, setting } of unmade) {
    const meant = madeInstead(made, given, text);
    const at = place(setting.at);
    if (meant !== undefined) {
      const { hook, value } = meant.by;
      yield ofJail(
        jail,
        at,
        "error",
        `vnet.interface is ${text}, and ${hook} (line ${place(value.setting.at).line}) makes ${meant.name}; write the same name in both`,
      );
    } else if (configuration.rc !== undefined && configuration.rc.obscured === undefined)
      yield ofJail(
        jail,
        at,
        configuration.isWhole ? "error" : "warning",
        `nothing makes ${text}; add exec.prestart = "service ngbuddy jail ${text} ${bridges[0] ?? "BRIDGE"}";`,
      );
  }
  for (const { name, by } of made) {
    const isGiven =
      by.subcommand !== "jail" ||
      jail.network.interfaces.includes(name) ||
      unmade.some(({ text }) => madeInstead(made, given, text)?.name === name) ||
      jail.hooked.some(
        (one) =>
          one.command !== by.command && one.command.name === "ifconfig" && speaksOf(one, name),
      ) ||
      jail.hooked.some(
        ({ hook, command }) => hook === "exec.poststart" && command.name === undefined,
      );
    if (!isGiven && !mayDoAnything)
      yield ofJail(
        jail,
        place(by.value.setting.at),
        "error",
        `${by.hook} makes ${name}, and nothing gives it to the jail; add vnet.interface = ${name};`,
      );
  }
}

/** The interface that is made in the place of one that is given: of several the one that is called nearly so. */
function madeInstead(
  made: readonly Made[],
  given: readonly { readonly text: string }[],
  name: string,
): Made | undefined {
  const free = made.filter((one) => !given.some(({ text }) => text === one.name));
  if (free.length === 1) return free[0];
  const near = nearest(
    name,
    free.map((one) => one.name),
  );
  return free.find((one) => one.name === near);
}
