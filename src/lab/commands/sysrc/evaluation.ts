/** rc.conf's files as sysrc(8) has sh evaluate them: in a shell without variables, whose output nobody sees (sysrc.subr, f_sysrc_get). */
import { wordsOf } from "../../../config/list.ts";
import { errx } from "../../process/failure.ts";
import type { Process } from "../../process/process.ts";
import { newShell } from "../../sh/newshell.ts";
import { readRcDefaults, sourceRcConfs } from "../../sh/rcsubr.ts";
import { apart, runText } from "../../sh/run.ts";
import { NotEmulated, type Shell } from "../../sh/shell.ts";

/** What sysrc -a keeps for itself (sysrc, EXCEPT); a shell's own. */
const OWN = new Set(["IFS", "OPTIND", "PATH"]);
const ANSWER = "_lab_answer";

/** What sh makes of the files. They are read when something is first asked, and again after `forget`. */
export class RcEvaluation {
  private read: Promise<Shell | undefined> | undefined;

  constructor(
    private readonly process: Process,
    /** The files to read, in the place of `rc_conf_files`. */
    private readonly chosen: readonly string[] | undefined,
  ) {}

  /** The files have changed. */
  forget(): void {
    this.read = undefined;
  }

  /** `rc_conf_files` before any file of the administrator's is read. */
  async standardPaths(): Promise<readonly string[]> {
    const shell = await this.run(this.silentShell(), readRcDefaults);
    return wordsOf(shell?.get("rc_conf_files") ?? "");
  }

  /** What sh makes of `"${TEXT}"` behind the files, line breaks at its end left out; undefined when sh refuses it, or the files end the shell. */
  async expand(text: string): Promise<string | undefined> {
    this.read ??= this.readFiles();
    const shell = await this.read;
    if (shell === undefined) return undefined;
    const isName = /^[A-Za-z_]\w*$/.test(text);
    const value = isName ? shell.get(text) : await this.answer(shell, text);
    return value?.replace(/\n+$/, "");
  }

  /** The variables that the files set. What goes wrong in them is said. */
  async names(): Promise<readonly string[]> {
    const shell = newShell(this.process, "sysrc", []);
    const read = await this.run(shell, async () => {
      clean(shell, ["PATH"]);
      await readRcDefaults(shell);
      clean(shell, ["PATH", "rc_conf_files"]);
      await this.sourceChosen(shell);
    });
    return read?.names().filter((name) => !OWN.has(name)) ?? [];
  }

  private async readFiles(): Promise<Shell | undefined> {
    return await this.run(this.silentShell(), async (shell) => {
      await readRcDefaults(shell);
      const standard = shell.get("rc_conf_files");
      await this.sourceChosen(shell);
      // What was asked for by -f is not what the files say.
      if (standard !== undefined && shell.get("rc_conf_files") === this.chosen?.join(" ")) {
        shell.set("rc_conf_files", standard);
      }
    });
  }

  private async sourceChosen(shell: Shell): Promise<void> {
    if (this.chosen !== undefined) shell.set("rc_conf_files", this.chosen.join(" "));
    await sourceRcConfs(shell, []);
  }

  private async answer(shell: Shell, text: string): Promise<string | undefined> {
    const child = await this.run(shell.child(), (own) =>
      runText(own, `${ANSWER}="\${${text}}"`, ""),
    );
    return child?.get(ANSWER);
  }

  private silentShell(): Shell {
    const shell = newShell(this.process, "sysrc", []);
    clean(shell, []);
    shell.streams = { ...shell.streams, sinks: new Map() };
    return shell;
  }

  /** Runs something in a shell, which is returned; undefined when it was ended early. */
  private async run(
    shell: Shell,
    run: (shell: Shell) => Promise<void>,
  ): Promise<Shell | undefined> {
    try {
      return (await apart(shell, () => run(shell))) ? shell : undefined;
    } catch (error) {
      if (error instanceof NotEmulated) errx(1, error.message);
      throw error;
    }
  }
}

/** Takes all variables away but some, PATH among them: the files of rc.conf find no program (sysrc.subr, f_clean_env). */
function clean(shell: Shell, kept: readonly string[]): void {
  for (const name of shell.names()) {
    if (name !== "IFS" && !kept.includes(name)) shell.unset(name);
  }
}
