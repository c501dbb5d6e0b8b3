/** rc.conf's files of a host, read: the variables, and what the buddy makes of them. */
import { evaluate, type RcFile, RcSyntaxError } from "../config/rcconf.ts";
import { RC_FILES, RC_SERVICES } from "../config/rcfiles.ts";
import { type OnFault, readSettings, SettingsError } from "../config/settings.ts";
import type { Variables } from "../config/variables.ts";
import { CommandError } from "../host/commanderror.ts";
import { FileError, type Host } from "../host/host.ts";
import { errno } from "../netgraph/errno.ts";
import type { Wanted } from "./plan/wanted.ts";

/**
 * The files there are, in the order in which sh reads them. /etc/defaults/rc.conf is left out where it cannot matter:
 * its 40 KB would take as long as everything else that a subcommand does.
 */
export async function readRcFiles(host: Host): Promise<RcFile[]> {
  const files: RcFile[] = [];
  for (const path of RC_FILES) files.push(...(await readFileOrDirectory(host, path)));
  const [first, ...rest] = files;
  return first?.path === RC_FILES[0] && !matters(first!, rest) ? rest : files;
}

/** FreeBSD's defaults set nothing that we ask for; a file that expands variables may ask for anything. */
function matters(defaults: RcFile, others: readonly RcFile[]): boolean {
  return (
    /^(ngbuddy_|ifconfig_|vm_dir=)/m.test(defaults.text) ||
    others.some(({ text }) => /[$`]/.test(text))
  );
}

/** A file, or all files of a directory: each in rc.conf.d may be either (rc.subr(8), load_rc_config). */
async function readFileOrDirectory(host: Host, path: string): Promise<RcFile[]> {
  try {
    const text = await host.files.read(path);
    return text === undefined ? [] : [{ path, text }];
  } catch (error) {
    if (!(error instanceof FileError) || error.errno !== errno.EISDIR) throw error;
  }
  const files: RcFile[] = [];
  for (const name of await host.files.list(path)) {
    // Hidden ones are none of sh's `*`.
    const text = name.startsWith(".") ? undefined : await host.files.read(`${path}/${name}`);
    if (text !== undefined) files.push({ path: `${path}/${name}`, text });
  }
  return files;
}

/**
 * What rc.conf wants of the buddy. What only sh can evaluate is left to sh, which a lab has, too.
 * Throws a SettingsError or an RcSyntaxError, both with file and line; `onFault` may let a value pass that cannot be used.
 */
export async function readWanted(host: Host, onFault?: OnFault): Promise<Wanted> {
  const variables = evaluate(await readRcFiles(host));
  try {
    return wantedBy(variables, onFault);
  } catch (error) {
    const mayTakeSh = [...variables.values(), variables.obscured].some(
      (one) => one?.needsSh !== undefined,
    );
    if (!mayTakeSh || !(error instanceof SettingsError)) throw error;
    return wantedBy(await variablesOfSh(host), onFault, variables);
  }
}

/** What files of rc.conf would want, were they as they are given. Throws a SettingsError or an RcSyntaxError. */
export function wantedIn(files: readonly RcFile[]): Wanted {
  return wantedBy(evaluate(files));
}

/** What is wanted where there is no rc.conf. */
export function wantedOfNothing(): Wanted {
  return wantedBy(evaluate([]));
}

/** Is it rc.conf that is wrong, or cannot be read? */
export function isUnreadable(error: unknown): error is Error {
  return [SettingsError, RcSyntaxError, CommandError, FileError].some(
    (kind) => error instanceof kind,
  );
}

/** What these variables want. Throws a SettingsError for what `onFault` does not let pass. */
export function wantedBy(variables: Variables, onFault?: OnFault, written?: Variables): Wanted {
  return {
    ...readSettings(variables, onFault, written),
    value: (name) => variables.get(name)?.value,
    variables,
  };
}

/** The variables that sh(1) has after it has read the files as rc.subr(8) does; `set` quotes them so that they can be read back. */
export async function variablesOfSh(host: Host): Promise<Variables> {
  // What load_rc_config gives says nothing: it stops the shell when it fails.
  const script = `. /etc/rc.subr && { for _ngbuddy in ${RC_SERVICES.join(" ")}; do load_rc_config $_ngbuddy; done; set; }`;
  const result = await host.run(["sh", "-c", script]);
  if (result.status !== 0) throw new CommandError({ ...result, argv: ["reading rc.conf"] });
  return evaluate([{ path: "rc.conf as sh reads it", text: result.stdout }]);
}
