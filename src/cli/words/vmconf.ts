/** `ngbuddy vmconf`. */
import { changingWord } from "../change.ts";

export const vmconf = changingWord({
  usage: "vmconf [-nqv]",
  summary: "make switches of vm-bhyve's of the bridges, in its system.conf (a copy is kept)",
  takes: [0, 0],
  request: () => ({ word: "vmconf" }),
});
