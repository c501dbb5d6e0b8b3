/** The port that a guest is to have once a plan is carried out, and the bridges that have VLANs of it then. */

import { variablePart } from "../../config/interfaces.ts";
import { PortError, type PortSettings, readPort } from "../../config/ports.ts";
import { SettingsError } from "../../config/settings.ts";
import { readTags } from "../../config/vlans.ts";
import { changedValue } from "../plan/rcchange.ts";
import type { Plan } from "../plan/step.ts";
import { nodeOf, type Seen, type Wanted, type WantedBridge } from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import type { SeenPort } from "./portseen.ts";
import { bridgesOfVlans } from "./portvlans.ts";

/** What a port is planned with. */
export interface Around {
  readonly wanted: Wanted;
  readonly seen: Seen;
  readonly plan: Plan;
  readonly ports: ReadonlyMap<string, SeenPort>;
  /** Whose copies an eiface gets that the plan makes or connects, by its name. */
  readonly copied: Map<string, string>;
}

/** The port that rc.conf wants once the plan is carried out. */
export function settingsFor(
  { wanted, plan }: Pick<Around, "wanted" | "plan">,
  name: string,
): PortSettings {
  const variable = portVariable(name);
  for (const { do: action } of plan.steps) {
    const change =
      action.op === "rcconf" && action.file === undefined
        ? action.changes.find((one) => one.variable === variable)
        : undefined;
    if (change !== undefined) return readPort(changedValue(wanted.value(variable), change) ?? "");
  }
  return writtenPort(wanted, name);
}

/** Returns what rc.conf says of a guest's port now. Throws a SettingsError. */
export function writtenPort(wanted: Wanted, name: string): PortSettings {
  try {
    return readPort(wanted.portText(name));
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    const variable = portVariable(name);
    throw new SettingsError(
      `${wanted.placeOf(variable) ?? "rc.conf"}: ${variable}: ${error.message}`,
    );
  }
}

/** Returns the variable that has the settings of a guest's port. */
export function portVariable(name: string): string {
  return `ngbuddy_port_${variablePart(name)}`;
}

/** The bridges that have VLANs of a guest's port themselves and are there once the plan is carried out, by the tag. */
export function joinedFor(around: Around, name: string, home: string): Map<number, string> {
  const { seen, plan } = around;
  const settings = settingsFor(around, name);
  const { vlan, trunk } = settings;
  const bridges = bridgesAfter(around);
  const own = bridges.find((one) => one.name === home)?.vlan ?? [];
  if ((vlan !== undefined || trunk !== undefined) && own.length > 1)
    refuse(
      "config",
      `${portVariable(name)}: bridge ${home} is on VLAN ${own.join(".")} already, and there are no three tags; take vlan= or trunk= out`,
    );
  const made = new Set(plan.steps.flatMap(({ do: one }) => (one.op === "name" ? [one.name] : [])));
  const all = bridgesOfVlans(bridges, home, settings);
  return new Map(
    [...all].filter(([, bridge]) => made.has(bridge) || nodeOf(seen, bridge, "bridge")),
  );
}

/** The bridges of rc.conf, and the one that the plan gives an interface and a VLAN. */
function bridgesAfter({ wanted, plan }: Pick<Around, "wanted" | "plan">): readonly WantedBridge[] {
  const changes = plan.steps.flatMap(({ do: action }) =>
    action.op === "rcconf" && action.file === undefined ? action.changes : [],
  );
  const setTo = (variable: string) =>
    changes.flatMap((one) => ("set" in one && one.variable === variable ? [one.set] : []))[0];
  const more = changes.flatMap(({ variable }) => {
    const name = /^ngbuddy_(\w+)_vlan$/.exec(variable)?.[1];
    const vlan = readTags(setTo(variable) ?? "");
    const on = name === undefined ? undefined : setTo(`ngbuddy_${name}_if`);
    if (name === undefined || vlan === undefined || on === undefined) return [];
    return [{ ...wanted.bridgeOn(name, { interface: on, eiface: false }), vlan }];
  });
  return [...wanted.bridges.filter(({ name }) => !more.some((one) => one.name === name)), ...more];
}
