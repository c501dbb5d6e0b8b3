/** `ngbuddy enable`. */
import { changingWord } from "../change.ts";

export const enable = changingWord({
  usage: "enable [-nqv]",
  summary: "switch the service on in rc.conf; a host without bridges gets public and private",
  takes: [0, 0],
  request: () => ({ word: "enable" }),
});
