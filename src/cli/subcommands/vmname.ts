/** `ngbuddy vmname`. */
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "vmname",
  summary: "name the sockets of running bhyve machines after them",
  details: "Which socket is whose is in vm-bhyve's log of each machine that runs.",
  arguments: [],
  inService: true,
  request: () => ({ word: "vmname" }),
});
