/** Several names in one request, and whose they are. */
import { nearest } from "../../config/nearest.ts";
import { refuse } from "../refusal.ts";

/** What `create a b lan` asks for. */
export interface Several {
  /** Each once, in the order that they were given. */
  readonly names: readonly string[];
  /** The bridge that they are for; undefined when none was named. */
  readonly bridge: string | undefined;
}

/**
 * Takes names and a bridge apart. `option`: the bridge, when it was given by an option; else the second of two words is
 * one, and the last of more when one of `bridges` is called so.
 */
export function namesAndBridge(
  words: readonly string[],
  option: string | undefined,
  bridges: readonly string[],
): Several {
  const last = words.at(-1)!;
  const isLast =
    option === undefined && (words.length === 2 || (words.length > 2 && bridges.includes(last)));
  return {
    names: [...new Set(isLast ? words.slice(0, -1) : words)],
    bridge: isLast ? last : option,
  };
}

/** Refuses a bridge that was named before the interfaces, where the last word is none. */
export function refuseSwapped(
  subcommand: string,
  words: readonly string[],
  option: string | undefined,
  bridges: readonly string[],
): void {
  const [first = "", ...rest] = words;
  if (option !== undefined || rest.length === 0) return;
  if (!bridges.includes(first) || bridges.includes(rest.at(-1)!)) return;
  refuse(
    "data",
    `${first} is a bridge, which comes behind the interface: ngbuddy ${subcommand} ${rest.join(" ")} ${first}`,
  );
}

/** Refuses the last of several names when it is nearly a bridge's: an interface of that name is not what was meant. */
export function refuseNearBridge(
  words: readonly string[],
  option: string | undefined,
  bridges: readonly string[],
): void {
  if (option !== undefined || words.length < 3) return;
  const last = words.at(-1)!;
  const meant = bridges.includes(last) ? undefined : nearest(last, bridges);
  if (meant === undefined) return;
  refuse(
    "data",
    `no bridge "${last}"; did you mean ${meant}? for an interface called ${last}, name the bridge by --bridge`,
  );
}
