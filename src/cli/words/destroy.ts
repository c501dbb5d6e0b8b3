/** `ngbuddy destroy`. */
import { changingWord } from "../change.ts";

export const destroy = changingWord({
  usage: "destroy [-nqv] INTERFACE",
  summary: "remove an interface, from the graph and from rc.conf's lists",
  takes: [1, 1],
  request: ([name]) => ({ word: "destroy", name: name! }),
});
