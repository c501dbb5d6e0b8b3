/** `ngbuddy restart`. */
import { changingWord } from "../change.ts";

export const restart = changingWord({
  usage: "restart [-nqv] [--confirm SECONDS]",
  summary: "stop, then start",
  confirmable: true,
  takes: [0, 0],
  request: () => ({ word: "restart" }),
});
