/** printf(1) (usr.bin/printf/printf.c) */
import { command, errx, usage } from "../process/failure.ts";
import type { ShellProcess } from "../process/process.ts";

const ESCAPES: { readonly [letter: string]: string } = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\x07",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** A text with its backslashes read. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{1,3}|[\s\S])/g, (all, what: string) =>
    /^[0-7]/.test(what) ? String.fromCharCode(Number.parseInt(what, 8)) : (ESCAPES[what] ?? all),
  );
}

const CONVERSION = /%([-+ 0#]*)(\d+|\*)?(?:\.(\d+))?([a-zA-Z%])/g;
/** A text is no longer than this. */
const MAX_WIDTH = 1_000_000;

export const printf = command((process: ShellProcess) => {
  const [, format, ...given] = process.argv;
  if (format === undefined) usage("usage: printf format [arguments ...]");
  let rest = given;
  let status = 0;
  const complain = (text: string) => {
    process.err(`printf: ${text}: expected numeric value\n`);
    status = 1;
  };
  // The format is used again until no argument is left, once at least.
  do {
    const before = rest;
    const next = () => {
      const [argument = "", ...others] = rest;
      rest = others;
      return argument;
    };
    process.out(filled(unescaped(format), next, complain));
    if (rest === before) break;
  } while (rest.length > 0);
  return status;
});

/** Returns a format with values in it, each used once. Ends the command at what a lab does not have. */
export function formatted(format: string, values: readonly string[]): string {
  const rest = [...values];
  return filled(
    format,
    () => rest.shift() ?? "",
    () => {},
  );
}

function filled(format: string, next: () => string, complain: (text: string) => void): string {
  return format.replace(
    CONVERSION,
    (_, flags: string, width: string | undefined, digits: string | undefined, kind: string) => {
      if (kind === "%") return "%";
      if (width === "*" || !"sdiuxXocbfFeEgG".includes(kind) || Number(width ?? 0) > MAX_WIDTH) {
        errx(1, `%${kind}: not emulated in a lab`);
      }
      const text = converted(kind, flags, next(), digits, complain);
      const length = Number(width ?? 0);
      if (flags.includes("-")) return text.padEnd(length);
      if (!flags.includes("0") || !"diuxXofFeEgG".includes(kind)) return text.padStart(length);
      const [, sign = "", number = ""] = /^([-+ ]?)(.*)$/s.exec(text)!;
      return sign + number.padStart(length - sign.length, "0");
    },
  );
}

function converted(
  kind: string,
  flags: string,
  argument: string,
  precision: string | undefined,
  complain: (text: string) => void,
): string {
  const cut = (text: string) => (precision === undefined ? text : text.slice(0, Number(precision)));
  if (kind === "s") return cut(argument);
  if (kind === "b") return cut(unescaped(argument));
  if (kind === "c") return argument.slice(0, 1);
  if ("fFeEgG".includes(kind)) {
    const text = fraction(
      kind.toLowerCase(),
      argument,
      Math.min(100, Number(precision ?? 6)),
      complain,
    );
    return signed(/[A-Z]/.test(kind) ? text.toUpperCase() : text, flags);
  }
  const value = integer(argument, complain);
  const unsigned = BigInt.asUintN(64, value);
  if (kind === "x") return unsigned.toString(16);
  if (kind === "X") return unsigned.toString(16).toUpperCase();
  if (kind === "o") return unsigned.toString(8);
  return kind === "u" ? unsigned.toString() : signed(value.toString(), flags);
}

function signed(text: string, flags: string): string {
  if (text.startsWith("-")) return text;
  return flags.includes("+") ? `+${text}` : flags.includes(" ") ? ` ${text}` : text;
}

function fraction(
  kind: string,
  argument: string,
  digits: number,
  complain: (text: string) => void,
): string {
  const value = argument === "" ? 0 : Number(argument);
  if (Number.isNaN(value)) complain(argument);
  const number = Number.isNaN(value) ? 0 : value;
  const withTwoDigits = (text: string) => text.replace(/e([-+])(\d)$/, "e$10$2");
  if (kind === "f") return number.toFixed(digits);
  if (kind === "e") return withTwoDigits(number.toExponential(digits));
  // Without zeros at the end.
  const text = number.toPrecision(Math.max(1, digits));
  const short = text.includes(".") ? text.replace(/\.?0+(?=e|$)/, "") : text;
  return withTwoDigits(short);
}

function integer(text: string, complain: (text: string) => void): bigint {
  if (/^['"]/.test(text)) return BigInt(text.codePointAt(1) ?? 0);
  const digits = /^\s*([-+]?)(0[xX][\da-fA-F]+|\d+)(\.\d*)?$/.exec(text);
  if (digits === null) {
    if (text !== "") complain(text);
    return 0n;
  }
  const [, sign, value = ""] = digits;
  const size = BigInt(/^0[0-7]+$/.test(value) ? `0o${value.slice(1)}` : value);
  return sign === "-" ? -size : size;
}
