/** awk(1), as far as it picks and prints fields. */
import { type Matcher, RegexError } from "../base/regex.ts";
import { command, err, errnoOf, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { ShellProcess } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { eachInput, eachLine, openInput } from "../process/texts.ts";
import {
  awkRegex,
  type Expression,
  parseAwk,
  type Rule,
  type Statement,
  unescaped,
} from "./awkprogram.ts";
import { formatted } from "./printf.ts";

const USAGE = "usage: awk [-F fs | --csv][-v var=value][prog | -f progfile] [file ...]";
const TROUBLE = 2;

export const awk = command(async (process: ShellProcess) => {
  const { options, operands, value } = getopt(process, "F:f:v:", USAGE, TROUBLE);
  const files = [...operands];
  const programs: string[] = [];
  for (const { letter, value: name } of options) {
    if (letter !== "f") continue;
    try {
      programs.push(await openInput(process, name).all());
    } catch (error) {
      err(TROUBLE, errnoOf(error), name);
    }
  }
  const program =
    programs.length > 0 ? programs.join("\n") : (files.shift() ?? usage(USAGE, TROUBLE));
  const rules = parseAwk(program);
  const run = new Run(process);
  const separator = value("F");
  if (separator !== undefined) run.set("FS", separator === "t" ? "\t" : unescaped(separator));
  for (const { letter, value: given } of options) if (letter === "v") assign(run, given);
  try {
    await runRules(process, run, rules, files);
  } catch (error) {
    if (error instanceof RegexError) errx(EX_UNAVAILABLE, error.message);
    if (!(error instanceof Ended)) throw error;
  }
  return run.status;
});

/** `exit` */
class Ended {}
/** `next` */
class Next {}

function assign(run: Run, text: string): void {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) errx(TROUBLE, `invalid value for -v: ${text}`);
  run.set(name, unescaped(value!));
}

async function runRules(
  process: ShellProcess,
  run: Run,
  rules: readonly Rule[],
  files: readonly string[],
): Promise<void> {
  const at = (when: string) => {
    for (const rule of rules) if (rule.when === when) run.do(rule.action!);
  };
  try {
    at("BEGIN");
    if (rules.every(({ when }) => when === "BEGIN")) return;
    // `name=value` among the files sets a variable when its turn has come.
    const names = files.filter((name) => !/^[A-Za-z_]\w*=/.test(name));
    for (const name of files) if (!names.includes(name)) assign(run, name);
    const good = await eachInput(process, names, async (input, name) => {
      run.begin(name === "-" ? "" : name);
      await eachLine(process, input, (line) => {
        run.take(line);
        try {
          for (const { when, action } of rules) {
            if (when === "BEGIN" || when === "END") continue;
            if (when !== undefined && !run.isTrue(when)) continue;
            if (action === undefined) process.out(`${run.line}\n`);
            else run.do(action);
          }
        } catch (error) {
          if (!(error instanceof Next)) throw error;
        }
      });
    });
    if (!good) run.status = TROUBLE;
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
  }
  at("END");
}

/** A value is a number, a text, or a text from outside that may be a number. */
type Value = number | string | Given;
class Given {
  constructor(readonly text: string) {}
}

const NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

/** The state of a program that runs. */
class Run {
  status = 0;
  private fields: string[] = [];
  private text = "";
  private isSplit = true;
  private readonly variables = new Map<string, Value>([
    ["FS", " "],
    ["OFS", " "],
    ["ORS", "\n"],
    ["NR", 0],
    ["FNR", 0],
    ["FILENAME", ""],
  ]);
  private splitter: { readonly source: string; readonly matcher: Matcher } | undefined;

  constructor(private readonly process: ShellProcess) {}

  get line(): string {
    return this.text;
  }

  set(name: string, value: string): void {
    this.variables.set(name, new Given(value));
  }

  begin(file: string): void {
    this.variables.set("FILENAME", file);
    this.variables.set("FNR", 0);
  }

  take(line: string): void {
    this.text = line;
    this.isSplit = false;
    for (const name of ["NR", "FNR"]) this.variables.set(name, numberOf(this.get(name)) + 1);
  }

  isTrue(expression: Expression): boolean {
    return truth(this.value(expression));
  }

  do(statement: Statement): void {
    switch (statement.kind) {
      case "block":
        for (const one of statement.statements) this.do(one);
        return;
      case "if": {
        const { test, then, otherwise } = statement;
        if (this.isTrue(test)) this.do(then);
        else if (otherwise !== undefined) this.do(otherwise);
        return;
      }
      case "value":
        this.value(statement.of);
        return;
      case "next":
        throw new Next();
      case "exit":
        if (statement.status) this.status = numberOf(this.value(statement.status)) & 255;
        throw new Ended();
      case "print": {
        const texts = statement.values.map((one) => textOf(this.value(one)));
        const [between, end] = [textOf(this.get("OFS")), textOf(this.get("ORS"))];
        this.process.out(`${texts.length === 0 ? this.text : texts.join(between)}${end}`);
        return;
      }
      case "printf": {
        const [format, ...values] = statement.values.map((one) => textOf(this.value(one)));
        this.process.out(formatted(format ?? "", values));
      }
    }
  }

  private get(name: string): Value {
    if (name === "NF") return this.split().length;
    return this.variables.get(name) ?? new Given("");
  }

  private split(): string[] {
    if (this.isSplit) return this.fields;
    this.isSplit = true;
    const separator = textOf(this.get("FS"));
    if (separator === " ") this.fields = this.text.split(/[ \t\n]+/).filter((one) => one !== "");
    else if (this.text === "") this.fields = [];
    else if ([...separator].length <= 1 && separator !== "\\")
      this.fields = this.text.split(separator);
    else this.fields = this.splitBy(separator);
    return this.fields;
  }

  private splitBy(source: string): string[] {
    if (this.splitter?.source !== source) this.splitter = { source, matcher: awkRegex(source) };
    const fields: string[] = [];
    let at = 0;
    for (let from = 0; from <= this.text.length; ) {
      const match = this.splitter.matcher.find(this.text, from);
      if (match === undefined) break;
      if (match.end === match.start) {
        from = match.end + 1;
        continue;
      }
      fields.push(this.text.slice(at, match.start));
      at = match.end;
      from = match.end;
    }
    fields.push(this.text.slice(at));
    return fields;
  }

  private field(number: number): Value {
    if (number === 0) return new Given(this.text);
    return new Given(this.split()[number - 1] ?? "");
  }

  private put(to: Expression, value: Value): void {
    if (to.kind === "variable") {
      if (to.name === "NF") {
        const count = placeOf(numberOf(value));
        const fields = this.split();
        this.fields = Array.from({ length: count }, (_, index) => fields[index] ?? "");
        this.text = this.fields.join(textOf(this.get("OFS")));
      } else this.variables.set(to.name, value);
      return;
    }
    if (to.kind !== "field") return;
    const number = placeOf(numberOf(this.value(to.of)));
    if (number === 0) {
      this.text = textOf(value);
      this.isSplit = false;
      return;
    }
    const fields = this.split();
    while (fields.length < number) fields.push("");
    fields[number - 1] = textOf(value);
    this.text = fields.join(textOf(this.get("OFS")));
  }

  private value(expression: Expression): Value {
    switch (expression.kind) {
      case "text":
        return expression.text;
      case "number":
        return expression.number;
      case "regex":
        return expression.matcher.find(this.text) === undefined ? 0 : 1;
      case "variable":
        return this.get(expression.name);
      case "field":
        return this.field(placeOf(numberOf(this.value(expression.of))));
      case "unary": {
        const value = this.value(expression.of);
        if (expression.operator === "!") return truth(value) ? 0 : 1;
        return expression.operator === "-" ? -numberOf(value) : numberOf(value);
      }
      case "choice": {
        const [test, yes, no] = expression.of;
        return this.value(this.isTrue(test) ? yes : no);
      }
      case "call":
        return this.call(expression.name, expression.args);
      case "assign": {
        const { to, operator, value, givesOld } = expression;
        const right = this.value(value);
        if (operator === "") {
          this.put(to, right);
          return right;
        }
        const before = numberOf(this.value(to));
        const made = calculated(operator, before, numberOf(right));
        this.put(to, made);
        return givesOld ? before : made;
      }
      case "binary":
        return this.binary(expression);
    }
  }

  private binary({ operator, left, right }: Expression & { readonly kind: "binary" }): Value {
    if (operator === "&&") return this.isTrue(left) && this.isTrue(right) ? 1 : 0;
    if (operator === "||") return this.isTrue(left) || this.isTrue(right) ? 1 : 0;
    if (operator === "~" || operator === "!~") {
      const matcher = right.kind === "regex" ? right.matcher : awkRegex(textOf(this.value(right)));
      const isFound = matcher.find(textOf(this.value(left))) !== undefined;
      return isFound === (operator === "~") ? 1 : 0;
    }
    const [a, b] = [this.value(left), this.value(right)];
    if (operator === "") return textOf(a) + textOf(b);
    if (/^[-+*/%]$/.test(operator)) return calculated(operator, numberOf(a), numberOf(b));
    const sign = compared(a, b);
    const isSo = {
      "<": sign < 0,
      "<=": sign <= 0,
      ">": sign > 0,
      ">=": sign >= 0,
      "==": sign === 0,
      "!=": sign !== 0,
    }[operator];
    return isSo ? 1 : 0;
  }

  private call(name: string, args: readonly Expression[]): Value {
    const [first = this.text, second, third] = args.map((one) => this.value(one));
    const text = textOf(first);
    switch (name) {
      case "length":
        return [...text].length;
      case "toupper":
        return text.toUpperCase();
      case "tolower":
        return text.toLowerCase();
      case "int":
        return Math.trunc(numberOf(first));
      case "index":
        return text.indexOf(textOf(second!)) + 1;
      default: {
        const from = Math.round(numberOf(second!));
        const end =
          third === undefined ? Number.POSITIVE_INFINITY : from + Math.round(numberOf(third));
        return [...text].slice(Math.max(0, from - 1), Math.max(0, end - 1)).join("");
      }
    }
  }
}

/** The number of a field. */
function placeOf(number: number): number {
  if (number < 0) errx(TROUBLE, `trying to access out of range field ${Math.trunc(number)}`);
  if (number > 100_000) errx(EX_UNAVAILABLE, "so many fields: not emulated in a lab");
  return Math.trunc(number) || 0;
}

function calculated(operator: string, a: number, b: number): number {
  if (operator === "+") return a + b;
  if (operator === "-") return a - b;
  if (operator === "*") return a * b;
  if (b === 0) errx(TROUBLE, `division by zero${operator === "%" ? " in %" : ""}`);
  return operator === "/" ? a / b : a % b;
}

function numberOf(value: Value): number {
  if (typeof value === "number") return value;
  const text = typeof value === "string" ? value : value.text;
  return Number(/^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(text)?.[0] ?? 0);
}

function textOf(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number") return value.text;
  // %.6g
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

function truth(value: Value): boolean {
  if (typeof value === "number") return value !== 0;
  if (typeof value === "string") return value !== "";
  return NUMBER.test(value.text) ? numberOf(value) !== 0 : value.text !== "";
}

/** Numbers as numbers, all else as texts. */
function compared(a: Value, b: Value): number {
  const isNumber = (value: Value) =>
    typeof value === "number" ||
    (value instanceof Given && (NUMBER.test(value.text) || value.text === ""));
  if (isNumber(a) && isNumber(b)) return Math.sign(numberOf(a) - numberOf(b));
  const [left, right] = [textOf(a), textOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
