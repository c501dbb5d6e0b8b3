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

export const printf = command((process: ShellProcess) => {
  const [, format, ...given] = process.argv;
  if (format === undefined) usage("usage: printf format [arguments ...]");
  let rest = given;
  let status = 0;
  const number = (text: string): bigint => {
    if (/^['"]/.test(text)) return BigInt(text.codePointAt(1) ?? 0);
    const digits = /^\s*([-+]?)(0[xX][\da-fA-F]+|\d+)$/.exec(text);
    if (digits === null) {
      if (text !== "") {
        process.err(`printf: ${text}: expected numeric value\n`);
        status = 1;
      }
      return 0n;
    }
    const [, sign, value = ""] = digits;
    const size = BigInt(/^0[0-7]+$/.test(value) ? `0o${value.slice(1)}` : value);
    return sign === "-" ? -size : size;
  };
  // The format is used again until no argument is left, once at least.
  do {
    const before = rest;
    const text = unescaped(format).replace(
      CONVERSION,
      (_, flags: string, width: string | undefined, digits: string | undefined, kind: string) => {
        if (kind === "%") return "%";
        if (width === "*" || !"sdiuxXocb".includes(kind)) {
          errx(1, `%${kind}: not emulated in a lab`);
        }
        const [argument = "", ...others] = rest;
        rest = others;
        const text = converted(kind, argument, digits, number);
        const length = Number(width ?? 0);
        if (flags.includes("-")) return text.padEnd(length);
        const zeros = flags.includes("0") && "diuxXo".includes(kind);
        return text.padStart(length, zeros ? "0" : " ");
      },
    );
    process.out(text);
    if (rest === before) break;
  } while (rest.length > 0);
  return status;
});

function converted(
  kind: string,
  argument: string,
  precision: string | undefined,
  number: (text: string) => bigint,
): string {
  const cut = (text: string) => (precision === undefined ? text : text.slice(0, Number(precision)));
  if (kind === "s") return cut(argument);
  if (kind === "b") return cut(unescaped(argument));
  if (kind === "c") return argument.slice(0, 1);
  const value = number(argument);
  const unsigned = BigInt.asUintN(64, value);
  if (kind === "x") return unsigned.toString(16);
  if (kind === "X") return unsigned.toString(16).toUpperCase();
  if (kind === "o") return unsigned.toString(8);
  return kind === "u" ? unsigned.toString() : value.toString();
}
