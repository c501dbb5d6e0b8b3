/** rc.conf as a service script of FreeBSD's has it once it has read its files (rc.subr(8), load_rc_config). */
import { evaluate, type RcFile, RcSyntaxError } from "../../config/rcconf.ts";
import { RC_CONF } from "../../config/rcfiles.ts";
import { yesNo } from "../../config/settings.ts";
import type { Variable } from "../../config/variables.ts";
import { defaultsText, RC_DEFAULTS } from "../freebsd/rcdefaults.ts";
import { Failure } from "../process/failure.ts";
import { placeOf } from "../process/paths.ts";
import type { Process } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { newShell } from "../sh/newshell.ts";
import { loadRcConfig } from "../sh/rcsubr.ts";
import { apart } from "../sh/run.ts";
import { NotEmulated } from "../sh/shell.ts";

export interface RcConfig {
  /** The value of a variable; undefined when nothing sets it. */
  get(name: string): string | undefined;
  /** The names of the variables that are set, FreeBSD's defaults aside when none of its files needed a shell. */
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

/** What FreeBSD sets, read when it is first asked for. */
let defaults: ReadonlyMap<string, Variable> | undefined;

/** Reads rc.conf and the files of one service. Throws a Failure when sh cannot read them, or the lab's sh cannot. */
export async function loadRc(process: Process, service: string): Promise<RcConfig> {
  const files = filesOf(process, service);
  const plain = files.every(({ text }) => !/[$`]/.test(text));
  const own = plain ? evaluated(files) : undefined;
  const isClear =
    own !== undefined &&
    own.obscured === undefined &&
    [...own.values()].every(({ needsSh }) => needsSh === undefined);
  if (!isClear) return await loadBySh(process, service);
  defaults ??= evaluate([{ path: RC_DEFAULTS, text: defaultsText }]);
  return {
    get: (name) => own.get(name)?.value ?? defaults?.get(name)?.value,
    names: () => [...own.keys()],
  };
}

function evaluated(files: readonly RcFile[]) {
  try {
    return evaluate(files);
  } catch (error) {
    if (error instanceof RcSyntaxError) throw new Failure(2, error.message, false);
    throw error;
  }
}

/** Commands that ask for anything make the shell say it where it has not. */
async function loadBySh(process: Process, service: string): Promise<RcConfig> {
  const shell = newShell(process, `/etc/rc.d/${service}`, []);
  try {
    await apart(shell, () => loadRcConfig(shell, service));
  } catch (error) {
    if (!(error instanceof NotEmulated)) throw error;
    throw new Failure(EX_UNAVAILABLE, error.message, false);
  }
  return { get: (name) => shell.get(name), names: () => shell.names() };
}

function filesOf(process: Process, service: string): RcFile[] {
  const { files } = process.lab;
  const paths = [
    RC_DEFAULTS,
    RC_CONF,
    `${RC_CONF}.local`,
    `/etc/rc.conf.d/${service}`,
    `/usr/local/etc/rc.conf.d/${service}`,
  ];
  return paths.flatMap((path) => {
    const place = placeOf(process, path);
    if (!files.exists(place)) return [];
    if (!files.isFolder(place)) return [{ path, text: files.read(place) }];
    return files
      .list(place)
      .filter((name) => !name.startsWith(".") && !files.isFolder(`${place}/${name}`))
      .map((name) => ({ path: `${path}/${name}`, text: files.read(`${place}/${name}`) }));
  });
}
