/** sysrc(8): reads and edits rc.conf. It does what the real one does, its faults included: quotes are not escaped. */
import {
  commandsOf,
  evaluate,
  type RcFile,
  RcSyntaxError,
  type Variable,
} from "../../config/rcconf.ts";
import { deleteVariable, fileToEdit } from "../../config/rcedit.ts";
import { RC_CONF, RC_FILES } from "../../config/settings.ts";
import { errnoText } from "../../netgraph/errno.ts";
import type { Process } from "../process.ts";
import { command, errnoOf, errx, Failure, usage } from "./failure.ts";
import { getopt } from "./getopt.ts";
import { placeOf } from "./paths.ts";

const USAGE =
  "Usage: sysrc [OPTIONS] {name[[+|-]=value] ... | -a | -A | -l | -L [name ...]}\nTry `sysrc --help' for more information.";

export const sysrc = command((process) => {
  const { has, options, operands } = getopt(process, "aAceEdDFf:hij:lLnNqR:svxN", USAGE);
  const chosen = options.filter(({ letter }) => letter === "f").map(({ value }) => value);
  const paths = chosen.length > 0 ? chosen : [...RC_FILES];
  const load = (): RcFile[] => loadFiles(process, paths);
  let variables = read(process, load());
  if (has("a")) {
    showAll(process, variables, has("e"), has("n"));
    return 0;
  }
  if (operands.length === 0) usage(USAGE);

  let status = 0;
  for (const operand of operands) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)(?:([-+]?)=([\s\S]*))?$/.exec(operand);
    if (match === null) errx(1, `"${operand}" is no variable; not emulated in a lab`);
    const [, name = "", operator, value] = match;
    const current = variables.get(name);
    if (has("x")) {
      if (current === undefined) status = unknown(process, name, has("i"));
      else {
        const target = load().findLast((file) => evaluate([file]).has(name))!;
        save(process, target.path, deleteVariable(target.text, name));
      }
      variables = read(process, load());
    } else if (value === undefined) {
      if (current === undefined) status = unknown(process, name, has("i"));
      else show(process, name, valueShown(process, name, current), has("e"), has("n"));
    } else {
      const old = current === undefined ? "" : valueShown(process, name, current);
      const wanted =
        operator === "+" ? added(old, value) : operator === "-" ? removed(old, value) : value;
      if (has("c")) {
        if (old !== wanted) status = 1;
        continue;
      }
      const target = fileToEdit(load(), name, chosen.at(-1) ?? RC_CONF);
      save(process, target, assign(textOf(process, target) ?? "", name, wanted));
      variables = read(process, load());
      const now = variables.get(name);
      const after = now === undefined ? wanted : valueShown(process, name, now);
      if (!has("q")) process.out(has("n") ? `${after}\n` : `${name}: ${old} -> ${after}\n`);
    }
  }
  return status;
});

function textOf(process: Process, path: string): string | undefined {
  const place = placeOf(process, path);
  return process.lab.files.exists(place) ? process.lab.files.read(place) : undefined;
}

function loadFiles(process: Process, paths: readonly string[]): RcFile[] {
  return paths.flatMap((path) => {
    const text = textOf(process, path);
    return text === undefined ? [] : [{ path, text }];
  });
}

function save(process: Process, path: string, text: string): void {
  try {
    process.lab.files.write(placeOf(process, path), text);
  } catch (error) {
    throw new Failure(
      1,
      `/usr/sbin/sysrc: cannot create ${path}: ${errnoText(errnoOf(error))}`,
      false,
    );
  }
}

function read(process: Process, files: readonly RcFile[]): ReadonlyMap<string, Variable> {
  try {
    for (const file of files) {
      for (const { word } of commandsOf(file)) {
        if (process.lab.command(word) === undefined)
          process.err(`${file.path}: ${word}: not found\n`);
      }
    }
    return evaluate(files);
  } catch (error) {
    if (!(error instanceof RcSyntaxError)) throw error;
    throw new Failure(1, `${error.message}\nsysrc: Exiting due to previous syntax errors`, false);
  }
}

function unknown(process: Process, name: string, ignored: boolean): number {
  if (!ignored) process.err(`sysrc: unknown variable '${name}'\n`);
  return 1;
}

function valueShown(_process: Process, name: string, variable: Variable): string {
  if (variable.value !== undefined) return variable.value;
  return errx(
    1,
    `${variable.file}: ${variable.line}: ${name}: not emulated in a lab: ${variable.needsSh}`,
  );
}

function show(
  process: Process,
  name: string,
  value: string,
  exporting: boolean,
  bare: boolean,
): void {
  process.out(bare ? `${value}\n` : exporting ? `${name}="${value}"\n` : `${name}: ${value}\n`);
}

function showAll(
  process: Process,
  variables: ReadonlyMap<string, Variable>,
  exporting: boolean,
  bare: boolean,
): void {
  // sort(1) compares the whole line, so that "a2:" comes before "a:".
  const mark = exporting ? "=" : ":";
  const names = [...variables.keys()].sort((a, b) => (a + mark < b + mark ? -1 : 1));
  for (const name of names) {
    const variable = variables.get(name)!;
    if (variable.value !== undefined) show(process, name, variable.value, exporting, bare);
    else process.err(`sysrc: ${name}: not emulated in a lab: ${variable.needsSh}\n`);
  }
}

function added(list: string, words: string): string {
  const present = list.split(/\s+/).filter((word) => word !== "");
  for (const word of words.split(/\s+/))
    if (word !== "" && !present.includes(word)) present.push(word);
  return present.join(" ");
}

function removed(list: string, words: string): string {
  const gone = new Set(words.split(/\s+/));
  return list
    .split(/\s+/)
    .filter((word) => word !== "" && !gone.has(word))
    .join(" ");
}

/** Puts a value in the last line that begins with the variable, or adds a line: by pattern, as sysrc's awk script does. */
function assign(text: string, name: string, value: string): string {
  const lines = text.split("\n");
  const at = lines.findLastIndex((line) => new RegExp(`^\\s*${name}=`).test(line));
  if (at < 0) return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${name}="${value}"\n`;
  const line = lines[at]!;
  const start = line.indexOf("=") + 1;
  const rest = line.slice(start);
  const quote = rest.startsWith("'") ? "'" : '"';
  const old = /^'[^']*'|^"(?:[^"\\]|\\.)*"|^\S*/.exec(rest)![0];
  lines[at] = line.slice(0, start) + quote + value + quote + rest.slice(old.length);
  return lines.join("\n");
}
