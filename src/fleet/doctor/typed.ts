/** What to type on which host. */

import { commandLine } from "../../buddy/doctor/remedies.ts";
import { operand } from "../../host/injail.ts";
import type { AcrossFinding } from "./check.ts";
import type { Place } from "./places.ts";

/** Lines, and where each is typed. */
export type Typed = AcrossFinding["type"];

/** Returns lines for a host; none at all when a word of one, from outside, is nothing to type. */
export function typedOn(host: string, ...lines: readonly (readonly string[])[]): Typed {
  const written = lines.map((words) => commandLine(...words));
  if (written.some((one) => one.length === 0)) return [];
  return written.flat().map((line) => ({ host, line }));
}

/** Returns the words of ifconfig(8) for an interface, in a jail where it is in one. */
export function ifconfig(
  { jid, interface: name }: { readonly jid?: number | undefined; readonly interface: string },
  ...words: readonly string[]
): readonly string[] {
  return [
    "ifconfig",
    ...(jid === undefined ? [] : ["-j", String(jid)]),
    ...operand(name),
    ...words,
  ];
}

/** Has the bridges forget who was where. */
export function forgotten(places: readonly Place[]): Typed {
  const each = new Map(places.map((place) => [`${place.host} ${place.bridge.name}`, place]));
  return [...each.values()].flatMap(({ host, bridge: { name } }) =>
    name === "" ? [] : typedOn(host, ["ngctl", "msg", `${name}:`, "reset"]),
  );
}
