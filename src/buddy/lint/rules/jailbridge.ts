/** The bridges and names that a jail's hooks give ngbuddy. */
import { eifaceName, NameError } from "../../../config/names.ts";
import { nearest } from "../../../config/nearest.ts";
import type { Found } from "../finding.ts";
import type { ConfigRule } from "../rule.ts";
import { askedBy, bridgesOf, makersOf, ofJail } from "./jailtext.ts";

export const jailBridge: ConfigRule = {
  id: "jail-bridge",
  summary: "a bridge in jail.conf that rc.conf does not have",
  *examine(configuration) {
    const bridges = bridgesOf(configuration);
    if (bridges === undefined) return;
    const { jails } = configuration;
    const there = bridges.length === 0 ? "it has none" : `it has ${bridges.join(", ")}`;
    for (const jail of jails?.jails ?? [])
      for (const maker of makersOf(jail)) {
        const asked = askedBy(maker, bridges);
        if (asked === undefined) continue;
        const { bridge } = asked;
        if (bridge !== undefined ? bridges.includes(bridge) : bridges.length === 1) continue;
        const near = bridge === undefined ? undefined : nearest(bridge, bridges);
        const what =
          bridge === undefined
            ? `${maker.hook} names no bridge, which is right where rc.conf has one alone; ${there}`
            : near !== undefined
              ? `rc.conf has no bridge ${bridge}; did you mean ${near}?`
              : `rc.conf has no bridge ${bridge}; ${there}: add ngbuddy_${bridge}_if="INTERFACE" there`;
        yield ofJail(jail, jails!.place(maker.value.setting.at), "error", what);
      }
  },
};

export const jailNames: ConfigRule = {
  id: "jail-interface-name",
  summary: "a name in jail.conf that no interface can have, or that two jails use",
  *examine(configuration) {
    const { jails } = configuration;
    const owners = new Map<string, string>();
    for (const jail of jails?.jails ?? []) {
      for (const maker of makersOf(jail)) {
        const at = jails!.place(maker.value.setting.at);
        for (const name of askedBy(maker, bridgesOf(configuration) ?? [])?.names ?? []) {
          const why = whyNoName(name);
          if (why !== undefined) yield ofJail(jail, at, "error", why);
          const owner = owners.get(name);
          if (owner !== undefined && owner !== jail.name)
            yield ofJail(
              jail,
              at,
              "warning",
              `${name} is the interface of jail ${owner} too, and both cannot run at once; give each its own`,
            ) satisfies Found;
          if (owner === undefined) owners.set(name, jail.name);
        }
      }
    }
  },
};

function whyNoName(name: string): string | undefined {
  try {
    eifaceName(name);
    return undefined;
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    return error.message;
  }
}
