/** rc.conf as a service script of FreeBSD's has it once it has read its files (rc.subr(8), load_rc_config). */
import { yesNo } from "../../config/settings.ts";
import { CommandEnd } from "../process/failure.ts";
import type { Process } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { newShell } from "../sh/newshell.ts";
import { loadRcConfig } from "../sh/rcsubr.ts";
import { apart } from "../sh/run.ts";
import { NotEmulated } from "../sh/shell.ts";

/** The variables of rc.conf, as a script of rc.d's reads them. */
export interface RcConfig {
  /** The value of a variable; undefined when nothing sets it. */
  get(name: string): string | undefined;
  /** The names of the variables that are set. */
  names(): readonly string[];
}

/** The value of a variable; empty when it has none. */
export function rcValue(config: RcConfig, name: string): string {
  return config.get(name) ?? "";
}

/** Is a variable one of the words for yes? */
export function isYes(config: RcConfig, name: string): boolean {
  return yesNo(rcValue(config, name)) === true;
}

/** Reads rc.conf and the files of some services, one after the other. What goes wrong in them is said. Throws a CommandEnd when they end the shell, or ask for what the lab's cannot do. */
export async function loadRc(
  process: Process,
  service: string,
  files: readonly string[] = [service],
): Promise<RcConfig> {
  const shell = newShell(process, `/etc/rc.d/${service}`, []);
  try {
    const isWhole = await apart(shell, async () => {
      for (const name of files) await loadRcConfig(shell, name);
    });
    if (!isWhole) throw new CommandEnd(shell.status, "", false);
  } catch (error) {
    if (!(error instanceof NotEmulated)) throw error;
    throw new CommandEnd(EX_UNAVAILABLE, error.message, false);
  }
  return { get: (name) => shell.get(name), names: () => shell.names() };
}
