/** rc.conf's files as sysrc(8) reads and edits them: line by line, by pattern, whatever sh makes of the lines (sysrc.subr). */
import { wordsOf } from "../../../config/list.ts";
import { commandsIn, type RcFile, RcSyntaxError } from "../../../config/rcconf.ts";
import { errnoText } from "../../../netgraph/errno.ts";
import { defaultsText, RC_DEFAULTS } from "../../freebsd/rcdefaults.ts";
import { CommandEnd, errnoOf, warnx } from "../../process/failure.ts";
import { placeOf } from "../../process/paths.ts";
import type { Process } from "../../process/process.ts";
import { RcEvaluation } from "./evaluation.ts";

/** The files that one run of sysrc reads and edits. Paths are those that the process sees, in its jail. */
export class RcConfs {
  private readonly evaluation: RcEvaluation;

  constructor(
    private readonly process: Process,
    /** RC_CONFS: the files of -f, none with -D; undefined for those of the system. */
    private readonly chosen: readonly string[] | undefined,
  ) {
    this.evaluation = new RcEvaluation(process, chosen);
  }

  /** The files that are read, in order. */
  async paths(): Promise<readonly string[]> {
    return this.chosen ?? wordsOf((await this.get("rc_conf_files")) ?? "");
  }

  private text(path: string): string | undefined {
    const place = placeOf(this.process, path);
    const { files } = this.process.lab;
    return files.exists(place) && !files.isDirectory(place) ? files.read(place) : undefined;
  }

  private present(paths: readonly string[]): RcFile[] {
    return paths.flatMap((path) => {
      const text = this.text(path);
      return text === undefined ? [] : [{ path, text }];
    });
  }

  private defaults(): RcFile {
    return { path: RC_DEFAULTS, text: this.text(RC_DEFAULTS) ?? defaultsText };
  }

  /** What sh -n says of the files ends the command. */
  async check(): Promise<void> {
    const paths = this.chosen ?? (await this.evaluation.standardPaths());
    for (const file of this.present(paths)) {
      const fault = syntaxFault(file);
      if (fault === undefined) continue;
      throw new CommandEnd(1, `${fault}\nsysrc: Exiting due to previous syntax errors`, false);
    }
  }

  /**
   * What sh makes of `"${NAME}"` behind the files, NAME with all that may stand in there (`hostname%%.*`);
   * undefined when sh does nothing with it (f_sysrc_get).
   */
  async get(name: string): Promise<string | undefined> {
    if (name === "" || /^[0-9]/.test(name)) return undefined;
    return await this.evaluation.expand(name);
  }

  /** Is `"${NAME?}"` something? */
  async has(name: string): Promise<boolean> {
    return (await this.get(name)) !== undefined;
  }

  /** Is it one of FreeBSD's own? */
  isDefault(name: string): boolean {
    const line = lineOf(name);
    return this.defaults()
      .text.split("\n")
      .some((one) => line.test(one));
  }

  /** The variables that the files set, the defaults aside; what goes wrong in the files is said. */
  async ownNames(): Promise<readonly string[]> {
    const names = await this.evaluation.names();
    const isDefault = (await this.find("rc_conf_files")) === RC_DEFAULTS;
    return isDefault ? names.filter((name) => name !== "rc_conf_files") : names;
  }

  /** The last file with a line that begins like an assignment (f_sysrc_find). */
  async find(name: string): Promise<string | undefined> {
    const line = lineOf(name);
    const files = [this.defaults(), ...this.present(await this.paths())];
    return files.findLast(({ text }) => text.split("\n").some((one) => line.test(one)))?.path;
  }

  /** False when it could not be set, which has been said. */
  async set(name: string, value: string): Promise<boolean> {
    if (name === "") return false;
    const found = await this.find(name);
    const added = `${name}="${value}"\n`;
    if (found === undefined || found === RC_DEFAULTS) {
      const [first] = await this.paths();
      return first !== undefined && this.append(first, added);
    }
    const text = this.text(found)!;
    if (value.includes("\n")) {
      // awk(1) refuses such a value, and sysrc goes on with what awk printed: nothing (recording 11).
      this.process.err(`awk: newline in string ${value.slice(0, 20)}... at source line 1\n`);
      return this.write(found, added);
    }
    const { lines, changed } = edited(linesOf(text), name, value);
    return this.write(found, `${lines.join("\n")}\n${changed ? "" : added}`);
  }

  /** Takes every line out that begins like an assignment, from all files. False when that made a file sh cannot read. */
  async delete(name: string): Promise<boolean> {
    const line = lineOf(name);
    for (const { path, text } of this.present(await this.paths())) {
      const lines = text.replace(/\n$/, "").split("\n");
      const kept = lines.filter((one) => !line.test(one));
      if (kept.length === lines.length) continue;
      if (!this.write(path, kept.map((one) => `${one}\n`).join(""))) return false;
    }
    return true;
  }

  private append(path: string, text: string): boolean {
    try {
      this.process.lab.files.write(placeOf(this.process, path), (this.text(path) ?? "") + text);
      this.evaluation.forget();
      return true;
    } catch (error) {
      const why = errnoText(errnoOf(error));
      this.process.err(`/usr/sbin/sysrc: cannot create ${path}: ${why}\n`);
      return false;
    }
  }

  private write(path: string, text: string): boolean {
    const fault = syntaxFault({ path: "/tmp/sysrc.lab", text });
    if (fault === undefined) {
      this.process.lab.files.write(placeOf(this.process, path), text);
      this.evaluation.forget();
      return true;
    }
    this.process.err(`${fault}\n`);
    warnx(this.process, `Not overwriting \`${path}' due to previous syntax errors`);
    return false;
  }
}

function syntaxFault(file: RcFile): string | undefined {
  try {
    commandsIn(file);
    return undefined;
  } catch (error) {
    if (error instanceof RcSyntaxError) return error.message;
    throw error;
  }
}

/** The line that sets a variable, by its beginning; the name is a pattern for grep and awk. */
function lineOf(name: string): RegExp {
  try {
    return new RegExp(`^\\s*${name}=`);
  } catch {
    return /^(?!)/;
  }
}

/** A file's lines. `tail -r` puts a last line without an end in front of the one before it, on one line. */
function linesOf(text: string): string[] {
  const lines = text.replace(/\n$/, "").split("\n");
  if (text.endsWith("\n") || lines.length < 2) return lines;
  const last = lines.pop()!;
  return [...lines.slice(0, -1), last + lines.at(-1)!];
}

/** Puts a value in the last line that sets the variable; not where sh would have to compute the old one. */
function edited(
  lines: readonly string[],
  name: string,
  value: string,
): { readonly lines: readonly string[]; readonly changed: boolean } {
  const pattern = lineOf(name);
  const at = lines.findLastIndex((line) => pattern.test(line));
  const line = lines[at];
  if (line === undefined) return { lines, changed: true };
  const start = pattern.exec(line)![0].length;
  const rest = line.slice(start);
  if (/^[`$\\]/.test(rest)) return { lines, changed: false };
  const { open, close, after } = aroundValue(rest);
  return {
    lines: lines.with(at, line.slice(0, start) + open + awkText(value) + close + after),
    changed: true,
  };
}

/** The quotes around a value, and what stands behind it. An escaped quote inside ends it, as sysrc's pattern has it. */
function aroundValue(rest: string): { open: string; close: string; after: string } {
  const quote = rest[0] === "'" || rest[0] === '"' ? rest[0] : "";
  if (quote !== "") {
    const inside = quote === "'" ? /^'[^']*/ : /^"(.*\\\\+")*[^"]*/;
    const after = rest.replace(inside, "");
    return { open: quote, close: after === "" ? "" : quote, after: after.slice(1) };
  }
  // Nothing at all gets no quotes: awk's %c prints nothing of an empty text.
  if (rest === "") return { open: "", close: "", after: "" };
  return { open: '"', close: '"', after: /^[\s;]/.test(rest) ? rest : rest.replace(/^\S*/, "") };
}

const ESCAPES: { readonly [letter: string]: string } = {
  n: "\n",
  t: "\t",
  b: "\b",
  f: "\f",
  r: "\r",
  v: "\v",
  a: "\x07",
  "\\": "\\",
  '"': '"',
};

/** A text as `awk -v` takes it: with escapes read. */
function awkText(value: string): string {
  return value.replace(/\\([0-7]{1,3}|[\s\S])/g, (all, what: string) => {
    if (/^[0-7]/.test(what)) return String.fromCharCode(Number.parseInt(what, 8));
    return ESCAPES[what] ?? all;
  });
}
