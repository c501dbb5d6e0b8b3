/** The service of ngbuddy's: its words go to the program as they are, and the program knows which there are. */
import type { RcScript } from "./rcscript.ts";

/** The service's `enable` writes what the ports' ngbuddy(8) writes, and no more. */
function wordsFor(word: string): string[] {
  return word === "enable" ? ["enable", "--no-seed"] : [word];
}

export const ngbuddyScript: RcScript = {
  name: "ngbuddy",
  path: "/usr/local/etc/rc.d/ngbuddy",
  description: "configures netgraph bridge and eiface devices",
  variable: "ngbuddy_enable",
  hasStatus: true,
  async extra(process) {
    const { stdout } = await process.lab.capture(["ngbuddy", "service-commands"]);
    return stdout.trim().split(" ");
  },
  enabledByDefault: "NO",
  own: ["enable"],
  run: ({ process, word, words }) => process.run(["ngbuddy", ...wordsFor(word), ...words]),
};
