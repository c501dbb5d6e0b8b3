/** tr(1): characters for others, or none. */
import { CLASSES } from "../base/regexparse.ts";
import { command, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { ShellProcess } from "../process/process.ts";

const USAGE =
  "usage: tr [-Ccsu] string1 string2\n       tr [-Ccu] -d string1\n       tr [-Ccu] -s string1\n       tr [-Ccu] -ds string1 string2";

/** So many characters may stand in a range. */
const MAX_RANGE = 0x1_0000;

export const tr = command(async (process: ShellProcess) => {
  const { has, operands } = getopt(process, "Ccdsu", USAGE);
  const wanted = has("d") === has("s") ? 2 : 1;
  const isRight = operands.length === wanted || (has("s") && !has("d") && operands.length === 2);
  if (!isRight) usage(USAGE);
  const [first = "", second] = operands;
  const from = charactersOf(first);
  const to = second === undefined ? undefined : charactersOf(second);
  if (to?.length === 0 && !has("d")) errx(1, "empty string2");
  const complement = has("c") || has("C");
  const places = new Map<string, number>();
  for (const [index, c] of from.entries()) if (!places.has(c) || !complement) places.set(c, index);
  const isIn = (c: string) => places.has(c) !== complement;
  const replaced = (c: string): string => {
    if (to === undefined || has("d") || !isIn(c)) return c;
    return complement ? to.at(-1)! : (to[places.get(c)!] ?? to.at(-1)!);
  };
  const squeezed = new Set(to ?? []);
  const isSqueezed = (c: string) => has("s") && (to === undefined ? isIn(c) : squeezed.has(c));
  let last = "";
  const { stdin } = process;
  for (let text = await stdin.piece(); text !== undefined; text = await stdin.piece()) {
    const made: string[] = [];
    for (const c of text) {
      if (has("d") && isIn(c)) continue;
      const other = replaced(c);
      if (other === last && isSqueezed(other)) continue;
      last = other;
      made.push(other);
    }
    process.out(made.join(""));
    if (process.signal.aborted) break;
  }
  return 0;
});

const ESCAPES: { readonly [letter: string]: string | undefined } = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The characters that a string of tr's stands for, in order. */
function charactersOf(string: string): string[] {
  const all: string[] = [];
  const one = /\\([0-7]{1,3}|[\s\S])|[\s\S]/uy;
  const take = (at: number): readonly [c: string, end: number] => {
    one.lastIndex = at;
    const [text = "", escaped] = one.exec(string) ?? [];
    const c =
      escaped === undefined
        ? text
        : /^[0-7]/.test(escaped)
          ? String.fromCodePoint(Number.parseInt(escaped, 8))
          : (ESCAPES[escaped] ?? escaped);
    return [c, at + text.length];
  };
  for (let at = 0; at < string.length; ) {
    const named = /^\[:(\w+):\]/.exec(string.slice(at, at + 12));
    if (named !== null) {
      const fits = CLASSES.get(named[1]!) ?? errx(1, `unknown class: '${named[1]}'`);
      for (let code = 0; code < 256; code++) if (fits(code)) all.push(String.fromCodePoint(code));
      at += named[0].length;
      continue;
    }
    const [c, end] = take(at);
    at = end;
    if (string[at] === "-" && at + 1 < string.length) {
      const [last, behind] = take(at + 1);
      const [low, high] = [c.codePointAt(0)!, last.codePointAt(0)!];
      if (high >= low && high - low < MAX_RANGE) {
        for (let code = low; code <= high; code++) all.push(String.fromCodePoint(code));
        at = behind;
        continue;
      }
    }
    all.push(c);
  }
  return all;
}
