/** `bastille cmd`, `console`, `sysrc`, `service`: a command in jails that run. */
import type { Bastille } from "./context.ts";
import { startJail } from "./start.ts";
import type { BastilleSubcommand, Given } from "./subcommand.ts";
import { eachRunning, targets } from "./targets.ts";

/** Makes a subcommand that runs what `command` makes of the words behind TARGET, in each jail that is meant. */
function inside(
  usage: string,
  operands: BastilleSubcommand["operands"],
  command: (bastille: Bastille, jail: string, words: readonly string[]) => readonly string[],
): BastilleSubcommand {
  return {
    usage: `[option(s)] TARGET ${usage}`,
    options: { auto: { letter: "a" } },
    operands,
    async run(bastille, { operands: [target = "", ...words], has }: Given) {
      const start = has("auto") ? (jail: string) => startJail(bastille, jail) : undefined;
      return await eachRunning(bastille, targets(bastille, target), start, (jail) =>
        bastille.run(...command(bastille, jail, words)),
      );
    },
  };
}

const ANY = Number.POSITIVE_INFINITY;

export const cmd = inside("COMMAND", { min: 2, max: ANY }, (_, jail, words) => [
  ...["jexec", "-l", "-U", "root", jail],
  ...words,
]);

export const sysrc = inside("ARGS", { min: 2, max: ANY }, (_, jail, words) => [
  ...["sysrc", "-j", jail],
  ...words,
]);

export const service = inside("SERVICE ARGS", { min: 3, max: 3 }, (_, jail, words) => [
  ...["jexec", "-l", jail, "/usr/sbin/service"],
  ...words,
]);

/** A lab has no login(1): it is a shell of root's at once. */
export const console = inside("[USER]", { min: 1, max: 2 }, (bastille, jail, [user = "root"]) => {
  if (user !== "root") bastille.fail(`bastille: user ${user}: only root is emulated in a lab`);
  return ["jexec", "-l", jail, "sh"];
});
