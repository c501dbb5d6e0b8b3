/** `ngbuddy vmname`. */
import { changingWord } from "../change.ts";

export const vmname = changingWord({
  usage: "vmname [-nqv]",
  summary: "name the sockets of running bhyve machines after them",
  details: `A socket is told by the address that it sends from, which vm-bhyve keeps in MACHINE.conf (network0_mac …).

`,
  takes: [0, 0],
  request: () => ({ word: "vmname" }),
});
