/** rc.conf as sh reads it: the variables of one file after the other, and what only sh could say. */
import {
  type Part,
  parseShell,
  ShellSyntaxError,
  type Statement,
  type Word,
} from "./shellwords.ts";

export interface RcFile {
  readonly path: string;
  readonly text: string;
}

export interface Variable {
  /** Its value; undefined when only sh can tell. */
  readonly value: string | undefined;
  /** Why only sh can tell. */
  readonly needsSh?: string;
  readonly file: string;
  readonly line: number;
}

/** One assignment, where it lies in its file. */
export interface Assignment {
  readonly name: string;
  readonly line: number;
  /** The value's place in the text, quotes included. */
  readonly start: number;
  readonly end: number;
  readonly parts: readonly Part[];
  /** Whether it runs, or lasts, is for sh to say. */
  readonly uncertain: string | undefined;
}

/** A file that sh refuses: which, where, and why. */
export class RcSyntaxError extends Error {
  override readonly name = "RcSyntaxError";
  constructor(
    readonly file: string,
    readonly line: number,
    readonly reason: string,
  ) {
    super(`${file}: ${line}: ${reason}`);
  }
}

export function assignmentsOf({ path, text }: RcFile): Assignment[] {
  return statementsOf({ path, text }).flatMap((statement) => assignmentsIn(statement));
}

/** The first word of every statement that is no assignment: what sh would run. */
export function commandsOf(file: RcFile): { readonly word: string; readonly line: number }[] {
  return statementsOf(file).flatMap((statement) => {
    const word = commandWord(statement);
    return word === undefined ? [] : [{ word: word.raw, line: statement.line }];
  });
}

function statementsOf({ path, text }: RcFile): Statement[] {
  try {
    return parseShell(text);
  } catch (error) {
    if (error instanceof ShellSyntaxError) throw new RcSyntaxError(path, error.line, error.message);
    throw error;
  }
}

const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=/;
/** Commands that only mark the variables that they are given. */
const MARKING = new Set(["export", "readonly"]);

function commandWord({ words }: Statement): Word | undefined {
  const first = words.find((word) => !ASSIGNMENT.test(word.raw));
  return first === undefined || (MARKING.has(first.raw) && words[0] === first) ? undefined : first;
}

function assignmentsIn(statement: Statement): Assignment[] {
  const command = commandWord(statement);
  const uncertain = statement.conditional
    ? "it is set under a condition"
    : command === undefined
      ? undefined
      : `it is set for the command "${command.raw}" only`;
  return statement.words.flatMap((word) => {
    const name = ASSIGNMENT.exec(word.raw)?.[1];
    if (name === undefined || (command !== undefined && word.start > command.start)) return [];
    const start = word.start + name.length + 1;
    return [
      {
        name,
        line: statement.line,
        start,
        end: word.end,
        parts: withoutName(word.parts, name),
        uncertain,
      },
    ];
  });
}

/** A word's parts less the `name=` that it begins with. */
function withoutName(parts: readonly Part[], name: string): Part[] {
  const [first, ...rest] = parts;
  return first?.kind === "text"
    ? [{ kind: "text", text: first.text.slice(name.length + 1) }, ...rest]
    : [...parts];
}

/** The variables that the files leave behind, read in this order. Throws an RcSyntaxError. */
export function evaluate(files: readonly RcFile[]): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const file of files) {
    for (const { name, line, parts, uncertain } of assignmentsOf(file)) {
      const where = { file: file.path, line };
      if (uncertain !== undefined) {
        // For one command only: the variable itself stays as it was.
        if (uncertain.includes("only")) continue;
        variables.set(name, { value: undefined, needsSh: uncertain, ...where });
        continue;
      }
      const result = expand(parts, variables);
      variables.set(name, {
        value: result.value,
        ...(result.needsSh && { needsSh: result.needsSh }),
        ...where,
      });
    }
  }
  return variables;
}

function expand(
  parts: readonly Part[],
  variables: ReadonlyMap<string, Variable>,
): { value: string | undefined; needsSh?: string } {
  let value = "";
  for (const part of parts) {
    if (part.kind === "sh") return { value: undefined, needsSh: `it has ${part.what}` };
    if (part.kind === "text") {
      value += part.text;
      continue;
    }
    const variable = variables.get(part.name);
    if (variable !== undefined && variable.value === undefined) {
      return { value: undefined, needsSh: `it has \${${part.name}}, which only sh can evaluate` };
    }
    const own = variable?.value;
    const present = own !== undefined && (!part.operator?.startsWith(":") || own !== "");
    const alternative = part.operator === undefined ? undefined : part.operator.at(-1);
    if (alternative === undefined || (alternative !== "+" && present)) value += own ?? "";
    else if (alternative === "+" && !present) value += "";
    else {
      const word = expand(part.word ?? [], variables);
      if (word.value === undefined) return word;
      value += word.value;
    }
  }
  return { value };
}
