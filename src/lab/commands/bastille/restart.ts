/** `bastille restart`: stop and start. */
import { startJail } from "./start.ts";
import { stopJail } from "./stop.ts";
import type { BastilleSubcommand } from "./subcommand.ts";
import { bootSettings, targets } from "./targets.ts";

export const restart: BastilleSubcommand = {
  usage: "[option(s)] TARGET",
  options: {
    boot: { letter: "b" },
    delay: { letter: "d", value: true, not: true },
    ignore: { letter: "i" },
    verbose: { letter: "v" },
  },
  operands: { min: 1, max: 1 },
  async run(bastille, { operands, has }) {
    for (const jail of targets(bastille, operands[0]!)) {
      if (has("ignore") && !bastille.isRunning(jail)) {
        bastille.head(jail);
        bastille.complain("Jail is stopped.");
        continue;
      }
      await stopJail(bastille, jail, has("verbose"));
      if (has("boot") && bootSettings(bastille, jail).boot === "off") continue;
      await startJail(bastille, jail, has("verbose"));
    }
    return 0;
  },
};
