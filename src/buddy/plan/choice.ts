/** Which bridge is meant, in words: when none was named, and when there is none of that name. */
import { nearest } from "../../config/nearest.ts";
import { refuse } from "../refusal.ts";
import type { Wanted } from "./wanted.ts";

/** How many names are listed. */
const MAX_LISTED = 12;

/** The name of the only bridge, as a list; an empty one when there are more, or none. */
export function soleName(bridges: Wanted["bridges"]): string[] {
  return bridges.length === 1 ? bridges.map(({ name }) => name) : [];
}

/** Returns the only bridge of rc.conf. Throws a Refusal that names them when there are more, or none. */
export function onlyBridge(
  { bridges }: Wanted,
  subcommand: string,
  names: readonly string[],
): string {
  const [first] = bridges;
  if (first === undefined)
    refuse("config", "rc.conf names no bridge; give one: ngbuddy bridge NAME INTERFACE");
  if (bridges.length > 1) {
    const choice = thereAre(bridges.map((bridge) => bridge.name));
    const [are, how] =
      names.length === 1 ? ["is", ` ${first.name}`] : ["are", ` --bridge ${first.name}`];
    const asked = names.join(" ");
    refuse(
      "usage",
      `which bridge ${are} ${asked} for? ${choice}; for example: ngbuddy ${subcommand} ${asked}${how}`,
    );
  }
  return first.name;
}

/**
 * Refuses a bridge that is not there, with the one that may have been meant, or else with those there are and what would
 * make it.
 */
export function refuseNoBridge(name: string, names: readonly string[], remedy: string): never {
  const meant = nearest(name, names);
  const choice = meant === undefined ? `: ${thereAre(names)}${remedy}` : `; did you mean ${meant}?`;
  refuse("data", `no bridge "${name}"${choice}`);
}

/** `there is public`, `there are lan, public`. */
function thereAre(names: readonly string[]): string {
  if (names.length === 0) return "there is none";
  const sorted = [...names].sort();
  const more = sorted.length - MAX_LISTED;
  const listed = sorted.slice(0, MAX_LISTED).join(", ");
  return `there ${names.length === 1 ? "is" : "are"} ${listed}${more > 0 ? ` and ${more} more` : ""}`;
}
