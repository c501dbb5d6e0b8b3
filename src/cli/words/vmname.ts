/** `ngbuddy vmname`. */
import { changingWord } from "../change.ts";

export const vmname = changingWord({
  usage: "vmname [-nqv]",
  summary: "name the sockets of running bhyve machines after them",
  details: `Which socket is whose is in vm-bhyve's log of each machine that runs.

`,
  takes: [0, 0],
  request: () => ({ word: "vmname" }),
});
