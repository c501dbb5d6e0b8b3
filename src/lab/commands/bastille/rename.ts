/** `bastille rename`: a jail that does not run gets another name, and so do its interfaces. */
import type { Bastille } from "./context.ts";
import { checkNewName, renameInside } from "./renaming.ts";
import { startJail } from "./start.ts";
import { stopJail } from "./stop.ts";
import type { BastilleSubcommand } from "./subcommand.ts";
import { target } from "./targets.ts";

export const rename: BastilleSubcommand = {
  usage: "[option(s)] TARGET NEW_NAME",
  options: { auto: { letter: "a" } },
  operands: { min: 2, max: 2 },
  async run(bastille: Bastille, { operands: [word = "", name = ""], has }) {
    const jail = target(bastille, word);
    checkNewName(bastille, name);
    if (bastille.files.exists(bastille.jail(name)))
      bastille.fail(`[ERROR]: Jail: ${name} already exists.`);
    if (bastille.isRunning(jail)) {
      if (!has("auto")) {
        bastille.head(jail);
        bastille.fail("Jail is running.\nUse [-a|--auto] to auto-stop the jail.");
      }
      await stopJail(bastille, jail);
    }
    bastille.say(`\nRenaming '${jail}' to '${name}'...`);
    bastille.files.rename(bastille.jail(jail), bastille.jail(name));
    renameInside(bastille, jail, name, { anew: false });
    bastille.say(`Renamed '${jail}' to '${name}' successfully.`);
    if (has("auto")) await startJail(bastille, name);
    bastille.say(`\nRenamed '${jail}' to '${name}' successfully.\n`);
    return 0;
  },
};
