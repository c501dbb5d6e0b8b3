/** `bastille destroy`: a jail with its files, or a release that no jail needs. */
import type { Bastille } from "./context.ts";
import { releaseNamed } from "./release.ts";
import { stopJail } from "./stop.ts";
import type { BastilleSubcommand } from "./subcommand.ts";
import { targets } from "./targets.ts";

export const destroy: BastilleSubcommand = {
  usage: "[option(s)] JAIL|RELEASE",
  options: {
    auto: { letter: "a" },
    "no-cache": { letter: "c" },
    force: { letter: "f" },
    yes: { letter: "y" },
  },
  operands: { min: 1, max: 1 },
  async run(bastille, { operands, has }) {
    const [word = ""] = operands;
    const release = releaseNamed(word);
    if (release !== undefined) return await destroyRelease(bastille, release);
    for (const jail of targets(bastille, word, "reverse")) {
      if (bastille.isRunning(jail)) {
        if (!has("auto")) {
          bastille.head(jail);
          bastille.complain("Jail is running.");
          bastille.complain("Use [-a|--auto] to auto-stop the jail.");
          continue;
        }
        await stopJail(bastille, jail);
      }
      bastille.head(jail);
      if (!has("yes")) await ask(bastille, jail);
      await destroyJail(bastille, jail);
    }
    return 0;
  },
};

async function ask(bastille: Bastille, jail: string): Promise<void> {
  bastille.say(`\nAttempting to destroy jail: ${jail}\n`);
  bastille.process.out("Are you sure you want to continue? [y|n]:");
  const answer = (await bastille.process.stdin.line())?.trim() ?? "";
  if (/^y(?:es)?$/i.test(answer)) return;
  bastille.fail(
    /^no?$/i.test(answer)
      ? "[ERROR]: Cancelled by user."
      : "[ERROR]: Invalid input. Please answer 'y' or 'n'.",
  );
}

/** Removes the files of a jail that does not run; its console's log stays, under another name. */
export async function destroyJail(bastille: Bastille, jail: string): Promise<void> {
  bastille.say("Destroying jail...");
  await bastille.run("rm", "-rf", bastille.jail(jail));
  const log = bastille.consoleLog(jail);
  if (!bastille.files.exists(log)) return;
  const day = new Date(bastille.process.lab.clock.epoch() * 1000).toISOString().slice(0, 10);
  bastille.files.rename(log, `${log}-${day}`);
  bastille.say("Note: jail console logs archived.");
  bastille.say(`${log}-${day}`);
}

async function destroyRelease(bastille: Bastille, release: string): Promise<number> {
  bastille.say(`\nAttempting to destroy release: ${release}`);
  const users = bastille
    .jails()
    .filter((jail) => bastille.text(bastille.jail(jail, "/fstab")).includes(release));
  for (const jail of users) bastille.complain(`[ERROR]: (${jail}) depends on ${release} base.`);
  if (!bastille.files.isDirectory(bastille.release(release)))
    bastille.fail("[ERROR]: Release base not found.");
  if (users.length > 0) {
    bastille.complain("[ERROR]: Cannot destroy base with child containers.");
    return 1;
  }
  bastille.say("Deleting release base...");
  return await bastille.run("rm", "-rf", bastille.release(release));
}
