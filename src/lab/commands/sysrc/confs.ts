/** rc.conf's files as sysrc(8) reads and edits them: line by line, by pattern, whatever sh makes of the lines (sysrc.subr). */
import { wordsOf } from "../../../config/list.ts";
import {
  commandsIn,
  commandsOf,
  evaluate,
  type RcFile,
  RcSyntaxError,
} from "../../../config/rcconf.ts";
import { errnoText } from "../../../netgraph/errno.ts";
import { defaultsText, RC_DEFAULTS } from "../../freebsd/rcdefaults.ts";
import { errnoOf, errx, Failure, warnx } from "../../process/failure.ts";
import { placeOf } from "../../process/paths.ts";
import type { Process } from "../../process/process.ts";
import { simplify } from "./shell.ts";

const VENDOR = "/etc/defaults/vendor.conf";

export class RcConfs {
  constructor(
    private readonly process: Process,
    /** RC_CONFS: the files of -f, none with -D; undefined for those of the system. */
    private readonly chosen: readonly string[] | undefined,
  ) {}

  /** The files that are read, in order. */
  get paths(): readonly string[] {
    return this.chosen ?? this.systemPaths;
  }

  /** `rc_conf_files`, as the defaults and the system's files leave it. */
  private get systemPaths(): readonly string[] {
    const value = evaluate(this.defaults()).get("rc_conf_files")?.value ?? "";
    return wordsOf(value);
  }

  private text(path: string): string | undefined {
    const place = placeOf(this.process, path);
    const { files } = this.process.lab;
    return files.exists(place) && !files.isFolder(place) ? files.read(place) : undefined;
  }

  private present(paths: readonly string[]): RcFile[] {
    return paths.flatMap((path) => {
      const text = this.text(path);
      return text === undefined ? [] : [{ path, text }];
    });
  }

  /** The files for evaluation only: what the lab's sysrc evaluates itself is done. */
  private simplified(): RcFile[] {
    return this.present(this.paths).map(({ path, text }) => ({ path, text: simplify(text) }));
  }

  private defaults(): RcFile[] {
    const own = { path: RC_DEFAULTS, text: this.text(RC_DEFAULTS) ?? defaultsText };
    return [own, ...this.present([VENDOR])];
  }

  /** What sh -n says of the files ends the command. */
  check(): void {
    for (const file of this.present(this.paths)) {
      const fault = syntaxFault(file);
      if (fault === undefined) continue;
      throw new Failure(1, `${fault}\nsysrc: Exiting due to previous syntax errors`, false);
    }
  }

  /**
   * What sh makes of `"${NAME}"` behind the files, NAME with all that may stand in there (`hostname%%.*`);
   * undefined when sh does nothing with it (f_sysrc_get).
   */
  get(name: string): string | undefined {
    if (name === "" || /^[0-9]/.test(name)) return undefined;
    const files = [...this.defaults(), ...this.simplified()];
    if (/^[A-Za-z_]\w*$/.test(name)) {
      const found = evaluate(files).get(name);
      if (found === undefined || found.value !== undefined) return found?.value;
      const where = `${found.file}: ${found.line}: ${name}`;
      return errx(1, `${where}: not emulated in a lab: ${found.needsSh}`);
    }
    const question = { path: "", text: `_lab_answer="\${${name}}"` };
    if (syntaxFault(question) !== undefined) return undefined;
    const found = evaluate([...files, question]).get("_lab_answer");
    return found?.value ?? errx(1, `${name}: not emulated in a lab: ${found?.needsSh}`);
  }

  /** Is `"${NAME?}"` something? */
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Is it one of FreeBSD's own? */
  isDefault(name: string): boolean {
    const line = lineOf(name);
    return this.defaults()[0]!
      .text.split("\n")
      .some((one) => line.test(one));
  }

  /** The variables that the files set, the defaults aside; what they run and the lab has not is said. */
  ownNames(): string[] {
    const files = this.simplified();
    for (const file of files) {
      for (const { word } of commandsOf(file)) {
        if (this.process.lab.command(word) === undefined) {
          this.process.err(`${file.path}: ${word}: not found\n`);
        }
      }
    }
    return [...evaluate(files).keys()];
  }

  /** The last file with a line that begins like an assignment (f_sysrc_find). */
  find(name: string): string | undefined {
    const line = lineOf(name);
    const files = [...this.defaults().slice(0, 1), ...this.present(this.paths)];
    return files.findLast(({ text }) => text.split("\n").some((one) => line.test(one)))?.path;
  }

  /** False when it could not be set, which has been said. */
  set(name: string, value: string): boolean {
    if (name === "") return false;
    const found = this.find(name);
    const added = `${name}="${value}"\n`;
    if (found === undefined || found === RC_DEFAULTS) {
      const [first] = this.paths;
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
  delete(name: string): boolean {
    const line = lineOf(name);
    for (const { path, text } of this.present(this.paths)) {
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
