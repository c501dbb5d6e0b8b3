/** `ngbuddy jail`. */
import { changingWord } from "../change.ts";

export const jail = changingWord({
  usage: "jail [-nqv] INTERFACE [BRIDGE]",
  summary:
    "make an interface for a jail on a bridge (the first one of rc.conf), until it is taken away",
  takes: [1, 2],
  request: ([name, bridge]) => ({
    word: "jail",
    name: name!,
    ...(bridge !== undefined && { bridge }),
  }),
});
