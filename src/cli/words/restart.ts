/** `ngbuddy restart`. */
import { changingWord } from "../change.ts";

export const restart = changingWord({
  usage: "restart [-nqv]",
  summary: "stop, then start",
  takes: [0, 0],
  request: () => ({ word: "restart" }),
});
