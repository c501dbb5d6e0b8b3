/** jail.conf(5) as jail(8) reads it: jails with their parameters, variables put in (usr.sbin/jail/config.c, jailparse.y). */
import { JailConfError, type JailToken, type Piece, tokenize } from "./jaillex.ts";

export interface Parameter {
  readonly name: string;
  /** Empty for a parameter that is just named. */
  readonly values: readonly string[];
}

export interface ConfiguredJail {
  /** As it stands before the block. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** What jail(8) says of this jail's block, such as a variable that is not set. */
  readonly errors: readonly string[];
}

interface Setting {
  readonly name: string;
  readonly isVariable: boolean;
  readonly appends: boolean;
  readonly values: readonly (readonly Piece[])[];
}

interface Block {
  readonly name: string;
  readonly isWildcard: boolean;
  readonly settings: Setting[];
}

/** Reads a file for `.include`, wildcards in its path included. Throws a JailConfError when it cannot. */
export type Include = (
  pattern: string,
) => readonly { readonly file: string; readonly text: string }[];

/** Reads configuration texts. Throws a JailConfError with jail(8)'s messages, a line each. */
export function parseJailConf(text: string, file: string, include: Include): ConfiguredJail[] {
  const blocks: Block[] = [];
  readBlocks(text, file, include, blocks, 0);
  return blocks.filter((block) => !block.isWildcard).map((block) => complete(block, blocks));
}

const INCLUDE_DEPTH = 32;

function readBlocks(
  text: string,
  file: string,
  include: Include,
  blocks: Block[],
  depth: number,
): void {
  if (depth > INCLUDE_DEPTH) throw new JailConfError(`${file}: includes nested too deep`);
  const { tokens, errors } = tokenize(text, file);
  let at = 0;
  const fail = (token: JailToken): never => {
    const message =
      token.kind === "end"
        ? `${file}: unexpected EOF`
        : `${file} line ${token.line}: ${token.raw}: syntax error`;
    throw new JailConfError([...errors, message].join("\n"));
  };

  const readSetting = (): Setting => {
    const first = tokens[at++]!;
    if (first.kind !== "string") return fail(first);
    const [piece] = first.pieces;
    const isVariable = first.raw.startsWith("$") && piece !== undefined && "variable" in piece;
    const name = isVariable ? piece.variable : plain(first.pieces);
    const values: (readonly Piece[])[] = [];
    let appends = false;
    const operator = tokens[at]!;
    if (operator.kind === "=" || operator.kind === "+=") {
      appends = operator.kind === "+=";
      do {
        at++;
        const value = tokens[at++]!;
        if (value.kind !== "string") return fail(value);
        values.push(value.pieces);
      } while (tokens[at]!.kind === ",");
    }
    if (tokens[at]!.kind !== ";") return fail(tokens[at]!);
    at++;
    return { name, isVariable, appends, values };
  };

  while (tokens[at]!.kind !== "end") {
    const token = tokens[at]!;
    if (token.kind === ";") {
      at++;
      continue;
    }
    if (token.kind === "string" && token.raw === ".include") {
      const path = tokens[at + 1]!;
      if (path.kind !== "string") fail(path);
      if (tokens[at + 2]!.kind !== ";") fail(tokens[at + 2]!);
      at += 3;
      for (const included of include(plain((path as { pieces: readonly Piece[] }).pieces))) {
        readBlocks(included.text, included.file, include, blocks, depth + 1);
      }
      continue;
    }
    if (token.kind === "string" && tokens[at + 1]!.kind === "{") {
      const name = plain(token.pieces);
      at += 2;
      const settings: Setting[] = [];
      while (tokens[at]!.kind !== "}") {
        if (tokens[at]!.kind === ";") at++;
        else settings.push(readSetting());
      }
      at++;
      blocks.push({ name, isWildcard: name === "*" || /(^|\.)\*$/.test(name), settings });
      continue;
    }
    blocks.push({ name: "*", isWildcard: true, settings: [readSetting()] });
  }
  if (errors.length > 0) throw new JailConfError([...errors, `${file}: unexpected EOF`].join("\n"));
}

function plain(pieces: readonly Piece[]): string {
  return pieces.map((piece) => ("text" in piece ? piece.text : `$${piece.variable}`)).join("");
}

/** Is a jail meant by a wildcard block? `*` means every jail, `a.*` those below a. */
function matches(name: string, wildcard: string): boolean {
  return wildcard === "*" || (wildcard.endsWith(".*") && name.startsWith(wildcard.slice(0, -1)));
}

/** A jail's own settings and those of the wildcards that mean it, in the order of the file; variables put in. */
function complete(block: Block, blocks: readonly Block[]): ConfiguredJail {
  const order: string[] = [];
  const values = new Map<string, (readonly Piece[])[]>();
  const set = (key: string, setting: Setting) => {
    if (!values.has(key)) order.push(key);
    values.set(
      key,
      setting.appends ? [...(values.get(key) ?? []), ...setting.values] : [...setting.values],
    );
  };
  const isNumber = /^\d+$/.test(block.name);
  if (!isNumber)
    set("name", {
      name: "name",
      isVariable: false,
      appends: false,
      values: [[{ text: block.name }]],
    });
  for (const other of blocks) {
    if (other !== block && !(other.isWildcard && matches(block.name, other.name))) continue;
    for (const setting of other.settings)
      set(setting.isVariable ? `$${setting.name}` : setting.name, setting);
  }

  const errors: string[] = [];
  const resolving = new Set<string>();
  const expand = (pieces: readonly Piece[], parameter: string): string =>
    pieces
      .map((piece) => {
        if ("text" in piece) return piece.text;
        const key = values.has(`$${piece.variable}`) ? `$${piece.variable}` : piece.variable;
        const value = values.get(key)?.[0];
        if (value === undefined || resolving.has(key)) {
          errors.push(`${block.name}: ${parameter}: variable "${piece.variable}" not found`);
          return "";
        }
        resolving.add(key);
        const text = expand(value, parameter);
        resolving.delete(key);
        return text;
      })
      .join("");
  const parameters = order
    .filter((key) => !key.startsWith("$"))
    .map((name) => ({ name, values: values.get(name)!.map((pieces) => expand(pieces, name)) }));
  return { name: block.name, parameters, errors };
}

/** A jail as `jail -e SEPARATOR` prints it. */
export function exportJail(jail: ConfiguredJail, separator: string): string {
  return jail.parameters
    .map(({ name, values }) =>
      values.length === 0 ? name : `${name}=${values.map(quoted).join(",")}`,
    )
    .join(separator);
}

function quoted(value: string): string {
  if (value !== "" && !/[\s"'\\;,{}=#$]/.test(value)) return value;
  if (value.includes('"') && !value.includes("'")) return `'${value.replaceAll("\\", "\\\\")}'`;
  return `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}
