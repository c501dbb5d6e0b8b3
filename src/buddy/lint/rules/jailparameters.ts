/** Parameters of jail.conf that jail(8) refuses, or that do nothing without another one. */
import { ownParameters } from "../../../config/jailconf/own.ts";
import { nearest } from "../../../config/nearest.ts";
import { kernelParameter } from "../../../lab/jails/parameters.ts";
import { saidValues, valuesOf } from "../../adopt/setup.ts";
import type { Found } from "../finding.ts";
import type { CheckedJail, JailsReading } from "../jailsreading.ts";
import type { ConfigRule } from "../rule.ts";
import { ofJail } from "./jailtext.ts";

export const jailParameters: ConfigRule = {
  id: "jail-parameter",
  summary: "a parameter of jail.conf that is misspelt, refused, or without effect",
  *examine({ jails }) {
    for (const jail of jails?.jails ?? []) {
      for (const message of jail.setup.said.errors)
        yield ofJail(jail, jail.at, "error", `jail(8) refuses it: ${withoutName(message, jail)}`);
      yield* withoutVnet(jails!, jail);
      yield* misspelt(jails!, jail);
      yield* withoutDollar(jails!, jail);
    }
  },
};

/** jail(8)'s message begins with the jail's name. */
function withoutName(message: string, { name }: CheckedJail): string {
  return message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message;
}

function* withoutVnet({ place }: JailsReading, jail: CheckedJail): Iterable<Found> {
  const [given] = saidValues(jail.setup, "vnet.interface");
  if (given !== undefined && !jail.isVnet)
    yield ofJail(
      jail,
      place(given.setting.at),
      "error",
      "vnet.interface does nothing without vnet; add vnet;",
    );
  if (!jail.isVnet) return;
  for (const parameter of ["ip4.addr", "ip6.addr", "ip4", "ip6"]) {
    const [address] = saidValues(jail.setup, parameter);
    const values = valuesOf(jail.setup, parameter) ?? [];
    const isRefused = parameter.endsWith(".addr")
      ? values.some((value) => value !== "")
      : /^(?:new|disable)$/.test(values.at(-1) ?? "");
    if (address !== undefined && isRefused)
      yield ofJail(
        jail,
        place(address.setting.at),
        "error",
        `a jail with vnet cannot have ${parameter}; give the address inside, in its own rc.conf: ifconfig_INTERFACE`,
      );
  }
}

/** Those that a network is made with. */
const KNOWN = ["vnet", ...Object.keys(ownParameters)];
const NEAR = [
  "vnet.interface",
  ...Object.keys(ownParameters).filter((name) => name.startsWith("exec.")),
];

function* misspelt({ place }: JailsReading, jail: CheckedJail): Iterable<Found> {
  for (const block of jail.setup.blocks)
    for (const { name, isVariable, at } of block.settings) {
      if (isVariable || KNOWN.includes(name) || !/^(?:vnet|exec)\b/.test(name)) continue;
      const meant = nearest(name, NEAR);
      if (meant !== undefined && !isNegated(name))
        yield ofJail(
          jail,
          place(at),
          "error",
          `jail(8) knows no parameter ${name}; did you mean ${meant}?`,
        );
    }
}

/** `if_name = x` is a parameter, which others can use as `$if_name`, but which nobody knows. */
function* withoutDollar({ place }: JailsReading, jail: CheckedJail): Iterable<Found> {
  const settings = jail.setup.blocks.flatMap((block) => block.settings);
  const used = new Set(
    settings.flatMap(({ values }) =>
      values.flat().flatMap((piece) => ("variable" in piece ? [piece.variable] : [])),
    ),
  );
  for (const { name, isVariable, at } of settings) {
    const isKnown = KNOWN.includes(name) || kernelParameter(name) !== undefined;
    if (isVariable || isKnown || !used.has(name)) continue;
    yield ofJail(
      jail,
      place(at),
      "error",
      `jail(8) knows no parameter ${name}; a variable is set with its dollar: $${name} = …`,
    );
  }
}

/** `exec.noclean` is `exec.clean` turned off. */
function isNegated(name: string): boolean {
  return KNOWN.includes(name.replace(/(^|\.)no(?=\w+$)/, "$1"));
}
