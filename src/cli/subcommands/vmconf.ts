/** `ngbuddy vmconf`. */
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "vmconf",
  summary: "make switches of vm-bhyve's of the bridges, in its system.conf (a copy is kept)",
  arguments: [],
  inService: true,
  request: () => ({ word: "vmconf" }),
});
