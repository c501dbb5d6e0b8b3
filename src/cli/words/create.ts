/** `ngbuddy create`. */
import { changingWord } from "../change.ts";

export const create = changingWord({
  usage: "create [-nqv] INTERFACE [BRIDGE]",
  summary: "make an interface on a bridge for good: start makes it again",
  takes: [1, 2],
  request: ([name, bridge]) => ({
    word: "create",
    name: name!,
    ...(bridge !== undefined && { bridge }),
  }),
});
