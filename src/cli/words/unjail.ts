/** `ngbuddy unjail`. */
import { changingWord } from "../change.ts";

export const unjail = changingWord({
  usage: "unjail [-nqv] INTERFACE [JAIL]",
  summary: "take an interface back from a jail (the one of its name) and remove it",
  takes: [1, 2],
  request: ([name, jail]) => ({ word: "unjail", name: name!, ...(jail !== undefined && { jail }) }),
});
