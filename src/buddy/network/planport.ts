/** `port`: the settings of a guest's port, shown or changed. */
import { variablePart } from "../../config/interfaces.ts";
import { checkPort, PortError, type PortSettings, portText } from "../../config/ports.ts";
import { rcStep } from "../plan/rcchange.ts";
import type { Plan } from "../plan/step.ts";
import { endSeen, type Seen, type Wanted } from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import { portVariable, writtenPort } from "./portwanted.ts";

/** What is to become of the settings: a value for each that is given; null takes it away. */
export type PortChange = { readonly [name in keyof PortSettings]?: PortSettings[name] | null };

/** Plans a change of a port's settings in rc.conf; with them comes what the port needs. `running`: the settings that it has now. `meant`: another guest that may have been meant. */
export function planPort(
  wanted: Wanted,
  seen: Seen,
  name: string,
  change: PortChange,
  running: PortSettings | undefined,
  meant?: string,
): Plan {
  const owner = wanted.bridges.find((bridge) => bridge.interface === name);
  if (owner !== undefined)
    refuse("data", `${name} is the interface of bridge ${owner.name} itself, and no guest's`);
  const node = seen.byName.get(name);
  if (node !== undefined && node.type !== "eiface")
    refuse("data", `${name} is a node of type ${node.type}, and no guest's eiface`);
  const before = writtenPort(wanted, name);
  const isShown = Object.keys(change).length === 0;
  const after = changed(before, change);
  const text = portText(after);
  const variable = portVariable(name);
  const end = endSeen(seen, node);
  const steps = isShown ? [] : editSteps(wanted, variable, text);
  const there = node !== undefined && end?.type === "bridge";
  return {
    request: `port ${name}`,
    says: [],
    steps,
    done: isShown
      ? [
          `${name}: ${text === "" ? "no settings" : text}`,
          ...(there ? elsewise(running, text) : []),
        ]
      : [],
    notes: [
      ...(variable === `ngbuddy_port_${name}`
        ? []
        : [
            `rc.conf has it as ${variable}, for ${variablePart(name)} is what a variable can be called`,
          ]),
      ...((isShown && node === undefined) || there
        ? []
        : [`${name} is on no bridge now: its port is made when it is`]),
      ...(meant === undefined ? [] : [`no guest is called ${name}; did you mean ${meant}?`]),
    ],
    expect:
      isShown || !there ? [] : [{ node: name, type: "eiface", hook: "ether", peer: end.name }],
    whenKilled: "undo",
  };
}

function elsewise(running: PortSettings | undefined, text: string): string[] {
  if (running === undefined) return [];
  const now = portText(running);
  return now === text
    ? []
    : [
        `It runs with ${now === "" ? "no settings" : now}; to have it as rc.conf says: ngbuddy start`,
      ];
}

function editSteps(wanted: Wanted, variable: string, text: string) {
  const change =
    text === "" ? ({ variable, unset: true } as const) : ({ variable, set: text } as const);
  return rcStep(wanted, `${text === "" ? "remove" : "set"} ${variable} in rc.conf`, [change]).steps;
}

function changed(before: PortSettings, change: PortChange): PortSettings {
  const all = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null);
  const after = Object.fromEntries(all) as PortSettings;
  try {
    checkPort(after);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    refuse("usage", error.message);
  }
  return after;
}
