/** `ngbuddy unbridge`. */
import { changingWord } from "../change.ts";

export const unbridge = changingWord({
  usage: "unbridge [-nqv] [--confirm SECONDS] BRIDGE",
  summary: "remove a bridge and its own interface, from the graph and from rc.conf",
  confirmable: true,
  takes: [1, 1],
  request: ([name]) => ({ word: "unbridge", name: name! }),
});
