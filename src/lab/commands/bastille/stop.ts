/** `bastille stop`: jail(8) takes the jail down by its own jail.conf. */
import type { Bastille } from "./context.ts";
import { changeTable, sharedAddresses } from "./start.ts";
import type { BastilleSubcommand } from "./subcommand.ts";
import { bootSettings, targets } from "./targets.ts";

export const stop: BastilleSubcommand = {
  usage: "[option(s)] TARGET",
  options: { force: { letter: "f", not: true }, verbose: { letter: "v" } },
  operands: { min: 1, max: 1 },
  async run(bastille, { operands, has }) {
    for (const jail of targets(bastille, operands[0]!, "reverse"))
      await stopJail(bastille, jail, has("verbose"));
    return 0;
  },
};

/** Stops one jail, and those that depend on it before. */
export async function stopJail(bastille: Bastille, jail: string, isVerbose = false): Promise<void> {
  for (const other of bastille.jails()) {
    const depends = other !== jail && bootSettings(bastille, other).depend.includes(jail);
    if (depends && bastille.isRunning(other)) await stopJail(bastille, other);
  }
  bastille.head(jail);
  if (!bastille.isRunning(jail)) {
    bastille.complain("Jail is already stopped.");
    return;
  }
  const words = isVerbose ? ["-v"] : [];
  await bastille.run("jail", ...words, "-f", bastille.jail(jail, "/jail.conf"), "-r", jail);
  if (!bastille.files.exists(bastille.get("pf_conf"))) return;
  for (const { address } of await sharedAddresses(bastille, jail))
    await changeTable(bastille, "delete", address);
}
