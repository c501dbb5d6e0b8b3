/** What a document says of a guest's port, and the text that rc.conf has of it. */
import { type PortSettings, rateOf } from "../config/ports.ts";
import type { PortEntry } from "./schema.ts";

/** Returns the settings as rc.conf has them, in words that may still exclude one another. */
export function portTextOf(entry: PortEntry): string {
  const { rate, guard, isolate, vlan, trunk, mirror } = entry;
  const isGuarded = guard !== undefined && guard !== null && guard !== false;
  return [
    ...(rate ? [`rate=${rate}`] : []),
    ...(isGuarded
      ? [guard === true || guard.length === 0 ? "guard" : `guard=${guard.join(",")}`]
      : []),
    ...(isolate ? ["isolate"] : []),
    ...(vlan ? [`vlan=${vlan}`] : []),
    ...(trunk && trunk.length > 0 ? [`trunk=${trunk.join(",")}`] : []),
    ...(mirror ? [`mirror=${mirror}`] : []),
  ].join(" ");
}

/** Returns what a document says of these settings. */
export function portEntryOf({
  rate,
  guard,
  isolate,
  vlan,
  trunk,
  mirror,
}: PortSettings): PortEntry {
  return {
    ...(rate !== undefined && { rate: rateOf(rate) }),
    ...(guard !== undefined && { guard: guard.length === 0 ? true : [...guard] }),
    ...(isolate && { isolate }),
    ...(vlan !== undefined && { vlan }),
    ...(trunk !== undefined && { trunk: [...trunk] }),
    ...(mirror !== undefined && { mirror }),
  };
}
