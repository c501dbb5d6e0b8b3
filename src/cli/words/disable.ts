/** `ngbuddy disable`. */
import { changingWord } from "../change.ts";

export const disable = changingWord({
  usage: "disable [-nqv]",
  summary: "switch the service off in rc.conf",
  takes: [0, 0],
  request: () => ({ word: "disable" }),
});
