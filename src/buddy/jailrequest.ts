/** The request of `ngbuddy jail`. */
import { soleName } from "./plan/choice.ts";
import { type GuestsAsked, planJail } from "./plan/guests.ts";
import { namesAndBridge } from "./plan/several.ts";
import type { Wanted } from "./plan/wanted.ts";
import { needsOfGuests, type Request } from "./request.ts";

/** Returns the request to make eifaces on a bridge, or to put those that are there back on it. */
export function jailRequest(asked: GuestsAsked): Request {
  const among = ({ bridges }: Wanted) =>
    namesAndBridge(
      asked.words,
      asked.option,
      bridges.map(({ name }) => name),
    );
  return {
    makes(wanted) {
      const { bridge } = among(wanted);
      return bridge === undefined ? soleName(wanted.bridges) : [bridge];
    },
    needs(wanted, shown) {
      const { names, bridge } = among(wanted);
      return needsOfGuests(wanted, shown, names, bridge);
    },
    plan: (wanted, seen) => planJail(wanted, seen, asked),
  };
}
