/** FreeBSD's own shell libraries, as far as scripts and rc.conf use them: /etc/rc.subr, and the defaults of rc.conf. */

import { wordsOf } from "../../config/list.ts";
import { RC_CONF } from "../../config/rcfiles.ts";
import { yesNo } from "../../config/settings.ts";
import { defaultsText, RC_DEFAULTS } from "../freebsd/rcdefaults.ts";
import { runRcCommand } from "./rccommand.ts";
import { runFile } from "./run.ts";
import { type Builtin, Leaving, type Shell } from "./shell.ts";

const VENDOR = "/etc/defaults/vendor.conf";

/** What `. PATH` does when PATH is one of FreeBSD's own files; undefined for other files. */
export function rcSubroutines(shell: Shell, path: string): (() => Promise<number>) | undefined {
  if (path === RC_DEFAULTS) {
    return async () => {
      await runFile(shell, defaultsText, RC_DEFAULTS);
      shell.subroutines.set("source_rc_confs", sourceRcConfs);
      return 0;
    };
  }
  if (path === "/etc/rc.subr") {
    return async () => {
      for (const [name, run] of Object.entries(subroutines)) shell.subroutines.set(name, run);
      await runFile(shell, runRcCommand, path);
      return 0;
    };
  }
  return path === "/etc/network.subr" ? () => shell.refuse(path) : undefined;
}

async function sourceIfThere(shell: Shell, path: string): Promise<void> {
  const { files } = shell.process.lab;
  const place = shell.placeOf(path);
  if (!files.exists(place) || files.isDirectory(place)) return;
  await runFile(shell, files.read(place), path);
}

/** Reads the files of `rc_conf_files`, each once. */
export const sourceRcConfs: Builtin = async (shell) => {
  const paths = new Set(wordsOf(shell.get("rc_conf_files") ?? RC_CONF));
  for (const path of paths) await sourceIfThere(shell, path);
  return 0;
};

/** Reads what the base system sets, and what a vendor of it puts on top. */
export async function readRcDefaults(shell: Shell): Promise<void> {
  const { files } = shell.process.lab;
  if (files.exists(shell.placeOf(RC_DEFAULTS))) await sourceIfThere(shell, RC_DEFAULTS);
  else await runFile(shell, defaultsText, RC_DEFAULTS);
  await sourceIfThere(shell, VENDOR);
}

/** What rc.subr(8) sets when a shell has read rc.conf, which it does once. */
const IS_LOADED = "_rc_conf_loaded";

/** Reads the files of rc.conf, unless the shell has, and those of one service (rc.subr(8), load_rc_config). */
export async function loadRcConfig(shell: Shell, service: string): Promise<void> {
  const { files } = shell.process.lab;
  if (shell.get(IS_LOADED) !== "true") {
    await readRcDefaults(shell);
    await sourceRcConfs(shell, []);
    shell.set(IS_LOADED, "true");
  }
  for (const directory of ["/etc/rc.conf.d", "/usr/local/etc/rc.conf.d"]) {
    const path = `${directory}/${service}`;
    const place = shell.placeOf(path);
    if (!files.isDirectory(place)) await sourceIfThere(shell, path);
    else {
      const names = files.list(place).filter((name) => !name.startsWith("."));
      for (const name of names) await sourceIfThere(shell, `${path}/${name}`);
    }
  }
}

const say =
  (kind: string): Builtin =>
  (shell, args) => {
    shell.err(`${shell.name}: ${kind}: ${args.join(" ")}\n`);
    return 0;
  };

const checkYesNo: Builtin = (shell, [name = ""]) => {
  const answer = yesNo(shell.get(name) ?? "");
  if (answer === undefined) {
    say("WARNING")(shell, [`$${name} is not set properly - see rc.conf(5).`]);
  }
  return answer === true ? 0 : 1;
};

const subroutines: { readonly [name: string]: Builtin } = {
  checkyesno: checkYesNo,
  async load_rc_config(shell, [service = ""]) {
    await loadRcConfig(shell, service);
    return 0;
  },
  warn: say("WARNING"),
  err(shell, [status = "1", ...text]) {
    say("ERROR")(shell, text);
    throw new Leaving("exit", Number(status) & 255);
  },
  info: (shell, args) =>
    yesNo(shell.get("rc_info") ?? "") === true ? say("INFO")(shell, args) : 0,
  debug: () => 0,
  startmsg(shell, [first, ...rest]) {
    const isQuiet = (shell.get("rc_quiet") ?? "") !== "";
    if (isQuiet && yesNo(shell.get("rc_startmsgs") ?? "YES") === false) return 0;
    const hasEnd = first !== "-n";
    const words = hasEnd && first !== undefined ? [first, ...rest] : rest;
    shell.out(`${words.join(" ")}${hasEnd ? "\n" : ""}`);
    return 0;
  },
  ...Object.fromEntries(
    "set_rcvar set_rcvar_obsolete force_depend wait_for_pids check_pidfile check_process load_kld mount_critical_filesystems"
      .split(" ")
      .map((name) => [name, (shell: Shell) => shell.refuse(name)]),
  ),
};
