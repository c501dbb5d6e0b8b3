/** `ngbuddy start`. */
import { changingWord } from "../change.ts";

export const start = changingWord({
  usage: "start [-nqv] [--confirm SECONDS]",
  summary: "make every bridge and interface of rc.conf that is not there",
  confirmable: true,
  takes: [0, 0],
  request: () => ({ word: "start" }),
});
