/** sh(1)'s expansions: what words become before a command gets them (sh(1), "Word Expansions"). */

import { hasWildcards, type Piece, patternMatcher } from "../../config/pattern.ts";
import { documentParts, firstWord } from "../../config/sh/syntax.ts";
import { type Operator, type Part, ShellSyntaxError, type Word } from "../../config/sh/words.ts";
import { ArithmeticError, evaluateArithmetic } from "./arithmetic.ts";
import { type Shell, ShellError } from "./shell.ts";

/** Trying a pattern on every end of a text takes time in proportion to the square of its length. */
const MAX_TRIMMED = 10_000;

/** Runs the commands of `$(…)`, and returns what they print. */
export type Substitute = (shell: Shell, commands: string) => Promise<string>;

/** A stretch of an expanded word. */
interface Stretch extends Piece {
  /** It came from an expansion outside of quotes, and is split at IFS. */
  readonly splits: boolean;
  /** A new field begins behind it: `"$@"`. */
  readonly ends?: boolean;
  /** `"$@"` without parameters: not even an empty field. */
  readonly nothing?: boolean;
}

/** Expands the words of a script; `substitute` runs what stands in `$(…)`. */
export class Expander {
  constructor(private readonly substitute: Substitute) {}

  /** The arguments that words become: split at IFS, and file names for patterns. */
  async fields(shell: Shell, words: readonly Word[]): Promise<string[]> {
    const all: string[] = [];
    for (const { parts } of words) {
      for (const field of splitFields(await this.stretches(shell, parts), ifsOf(shell))) {
        all.push(...fileNames(shell, field));
      }
    }
    return all;
  }

  /** The text that a word becomes where nothing is split: values of variables, files of redirections. */
  async text(shell: Shell, parts: readonly Part[]): Promise<string> {
    // Most of rc.conf: nothing to expand.
    const [part] = parts;
    if (part === undefined) return "";
    if (parts.length === 1 && part.kind === "text" && !part.bare) return part.text;
    return textOf(await this.stretches(shell, parts), ifsOf(shell)[0] ?? "");
  }

  /** A word as a pattern. */
  async pattern(shell: Shell, parts: readonly Part[]): Promise<(text: string) => boolean> {
    return patternMatcher(await this.stretches(shell, parts));
  }

  /** A here-document: as between double quotes, where quotes themselves mean nothing. */
  async document(shell: Shell, text: string): Promise<string> {
    return await this.text(shell, partsOf(text));
  }

  private async stretches(shell: Shell, parts: readonly Part[]): Promise<Stretch[]> {
    const all: Stretch[] = [];
    for (const [index, part] of parts.entries()) {
      if (part.kind !== "text") all.push(...(await this.expansion(shell, part)));
      else {
        const home = index === 0 && part.bare && /^~(?=$|[/:])/.test(part.text);
        const text = home ? `${shell.get("HOME") ?? ""}${part.text.slice(1)}` : part.text;
        all.push({ text, quoted: !part.bare, splits: false });
      }
    }
    return all;
  }

  private async expansion(shell: Shell, part: Exclude<Part, { kind: "text" }>): Promise<Stretch[]> {
    const { quoted } = part;
    const plain = (text: string): Stretch[] => [{ text, quoted, splits: !quoted }];
    if (part.kind === "variable") return await this.parameter(shell, part, part.name, quoted);
    const { form } = part;
    switch (form.kind) {
      case "substitution": {
        const text = await this.substitute(shell, form.commands);
        return plain(text.replace(/\n+$/, ""));
      }
      case "arithmetic":
        return plain(await this.arithmetic(shell, form.expression));
      case "parameter":
        return await this.parameter(shell, form, form.name, quoted);
      case "length": {
        const value = parameterOf(shell, form.of);
        checkSet(shell, form.of, value);
        return plain(String((value ?? "").length));
      }
      case "other":
        if (part.what.includes("LINENO")) return plain(String(shell.line));
        return shell.refuse(part.what);
    }
  }

  private async arithmetic(shell: Shell, expression: string): Promise<string> {
    const quoted = `"${expression.replaceAll('"', "")}"`;
    const text = await this.text(shell, firstWord(quoted).parts);
    try {
      return evaluateArithmetic(text, {
        get: (name) => shell.get(name) ?? "",
        set: (name, value) => shell.set(name, value),
      });
    } catch (error) {
      if (error instanceof ArithmeticError) throw new ShellError(2, error.message);
      throw error;
    }
  }

  /** `${name…word}` */
  private async parameter(
    shell: Shell,
    { operator, word = [] }: { readonly operator?: Operator; readonly word?: readonly Part[] },
    name: string,
    quoted: boolean,
  ): Promise<Stretch[]> {
    const value = parameterOf(shell, name);
    const known = (): Stretch[] =>
      name === "@" || name === "*"
        ? allParameters(shell, name, quoted)
        : [{ text: value ?? "", quoted, splits: !quoted }];
    if (operator === undefined) {
      checkSet(shell, name, value);
      return known();
    }
    if (operator.startsWith("#") || operator.startsWith("%")) {
      const fits = await this.pattern(shell, word);
      if ((value ?? "").length > MAX_TRIMMED) shell.refuse("a pattern on so long a value");
      return [{ text: trimmed(value ?? "", operator, fits), quoted, splits: !quoted }];
    }
    const isPresent = value !== undefined && !(operator.startsWith(":") && value === "");
    const alternative = async () =>
      (await this.stretches(shell, word)).map((one) => ({
        ...one,
        quoted: one.quoted || quoted,
        splits: !quoted && (one.splits || !one.quoted),
      }));
    switch (operator.at(-1)) {
      case "+":
        return isPresent ? await alternative() : [];
      case "?": {
        if (isPresent) return known();
        const text = await this.text(shell, word);
        throw new ShellError(2, `${name}: ${text === "" ? "parameter not set" : text}`);
      }
      case "=": {
        if (isPresent) return known();
        if (!/^[A-Za-z_]/.test(name)) throw new ShellError(2, `${name}: bad variable name`);
        const text = await this.text(shell, word);
        shell.set(name, text);
        return [{ text, quoted, splits: !quoted }];
      }
      default:
        return isPresent ? known() : await alternative();
    }
  }
}

/** `set -u`: what is not set may not be used. */
function checkSet(shell: Shell, name: string, value: string | undefined): void {
  if (value !== undefined || !shell.options.has("u") || /^[@*]$/.test(name)) return;
  throw new ShellError(2, `${name}: parameter not set`);
}

/** The text of a variable or of a parameter; undefined when there is none. */
function parameterOf(shell: Shell, name: string): string | undefined {
  if (/^[A-Za-z_]/.test(name)) return shell.get(name);
  if (name === "0") return shell.name;
  if (/^\d+$/.test(name)) return shell.parameters[Number(name) - 1];
  if (name === "#") return String(shell.parameters.length);
  if (name === "?") return String(shell.status);
  if (name === "$") return String(shell.process.pid);
  if (name === "-") return [...shell.options].filter((letter) => letter.length === 1).join("");
  if (name === "!") return shell.jobs.at(-1)?.pid.toString();
  return shell.parameters.length === 0 ? undefined : shell.parameters.join(" ");
}

function allParameters(shell: Shell, name: string, quoted: boolean): Stretch[] {
  const { parameters } = shell;
  if (quoted && name === "*") {
    return [{ text: parameters.join(ifsOf(shell)[0] ?? ""), quoted, splits: false }];
  }
  if (quoted && parameters.length === 0) {
    return [{ text: "", quoted: false, splits: true, nothing: true }];
  }
  return parameters.map((text, index) => ({
    text,
    quoted,
    splits: !quoted,
    ends: index < parameters.length - 1,
  }));
}

function ifsOf(shell: Shell): string {
  return shell.get("IFS") ?? " \t\n";
}

function textOf(stretches: readonly Stretch[], between: string): string {
  return stretches.map(({ text, ends }) => (ends ? text + between : text)).join("");
}

/** The shortest or longest piece that fits, taken from the front or from the end. */
function trimmed(value: string, operator: string, fits: (text: string) => boolean): string {
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length);
  if (operator.length === 2) lengths.reverse();
  const front = operator.startsWith("#");
  for (const length of lengths) {
    const cut = front ? length : value.length - length;
    if (fits(front ? value.slice(0, cut) : value.slice(cut))) {
      return front ? value.slice(cut) : value.slice(0, cut);
    }
  }
  return value;
}

/** Stretches cut into fields: at IFS where they split, and behind each of `"$@"`. */
function splitFields(stretches: readonly Stretch[], ifs: string): Piece[][] {
  const fields: Piece[][] = [];
  let field: Piece[] | undefined;
  const end = () => {
    if (field !== undefined) fields.push(field);
    field = undefined;
  };
  const isBlank = (c: string) => ifs.includes(c) && /[ \t\n]/.test(c);
  for (const { text, quoted, splits, ends } of stretches) {
    if (!splits) {
      if (quoted || text !== "") field = [...(field ?? []), { text, quoted }];
    } else {
      let run = "";
      const flush = () => {
        if (run !== "") field = [...(field ?? []), { text: run, quoted: false }];
        run = "";
      };
      for (const c of text) {
        if (!ifs.includes(c)) run += c;
        else if (isBlank(c)) {
          flush();
          end();
        } else {
          flush();
          field ??= [{ text: "", quoted: true }];
          end();
        }
      }
      flush();
    }
    if (ends) end();
  }
  end();
  const isNothing =
    fields.length === 1 &&
    fields[0]!.every(({ text }) => text === "") &&
    stretches.some(({ nothing }) => nothing);
  return isNothing ? [] : fields;
}

/** The files that a pattern names, sorted; the word itself when there are none. */
function fileNames(shell: Shell, field: readonly Piece[]): string[] {
  const word = field.map(({ text }) => text).join("");
  if (!hasWildcards(field) || shell.options.has("f")) return [word];
  const { files } = shell.process.lab;
  const components = componentsOf(field);
  let found = [word.startsWith("/") ? "/" : ""];
  for (const component of components) {
    const plain = component.map(({ text }) => text).join("");
    const fits = patternMatcher(component);
    found = found.flatMap((above) => {
      const inside = (name: string) => `${above}${above === "" || above === "/" ? "" : "/"}${name}`;
      const place = (path: string) => shell.placeOf(path === "" ? "." : path);
      if (!hasWildcards(component))
        return files.exists(place(inside(plain))) ? [inside(plain)] : [];
      if (!files.isDirectory(place(above))) return [];
      return files
        .list(place(above))
        .filter((name) => fits(name) && (!name.startsWith(".") || plain.startsWith(".")))
        .map(inside);
    });
  }
  return found.length === 0 ? [word] : found.sort();
}

/** A pattern for a path, cut at its slashes. */
function componentsOf(field: readonly Piece[]): Piece[][] {
  const components: Piece[][] = [[]];
  for (const { text, quoted } of field) {
    for (const [index, part] of text.split("/").entries()) {
      if (index > 0) components.push([]);
      if (part !== "" || quoted) components.at(-1)!.push({ text: part, quoted });
    }
  }
  return components.filter((component) => component.some(({ text }) => text !== ""));
}

/** A here-document is taken apart when it is read, and what is wrong in it ends the shell as any other wrong syntax does. */
function partsOf(text: string): readonly Part[] {
  try {
    return documentParts(text);
  } catch (error) {
    if (error instanceof ShellSyntaxError) throw new ShellError(2, error.message);
    throw error;
  }
}
