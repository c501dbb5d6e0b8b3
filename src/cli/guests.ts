/** What `jail` and `create` have in common: several names, and a bridge behind them. */
import type { GuestsAsked } from "../buddy/plan/guests.ts";
import { namesAndBridge, type Several } from "../buddy/plan/several.ts";
import type { Wanted } from "../buddy/plan/wanted.ts";
import type { Options, OptionValues } from "./subcommand.ts";

export const GUESTS_OPTIONS = {
  bridge: {
    type: "string",
    short: "b",
    value: "BRIDGE",
    of: "bridges",
    summary: "the bridge; all arguments are interfaces then",
  },
  "if-missing": {
    type: "boolean",
    summary: "leave interfaces that there are already as they are, wherever they are",
  },
} as const satisfies Options;

/** How the arguments are told apart. */
export const GUESTS_DETAILS =
  "Of two arguments the second is the bridge, of more the last one is when a bridge is called so. All are made or none.";

/** What was typed, and what of it are names by rc.conf. */
export function guestsOf(
  words: readonly string[],
  options: OptionValues<typeof GUESTS_OPTIONS>,
): GuestsAsked & { among(wanted: Pick<Wanted, "bridges">): Several } {
  return {
    words,
    option: options.bridge,
    ifMissing: options["if-missing"],
    among: ({ bridges }) =>
      namesAndBridge(
        words,
        options.bridge,
        bridges.map(({ name }) => name),
      ),
  };
}
