// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** What sh's words are made of. */
import { describe, expect, test } from "bun:test";
import { firstWord } from "./syntax.ts";
import { assigned, literalText, Nesting, type Part, ShellSyntaxError, unbroken } from "./words.ts";

/** A part in a few characters: text as it is (quoted in ‘’), a variable by its name, sh's own by what it is. */
function shown(part: Part): string {
  if (part.kind === "text") return part.bare ? part.text : `‘${part.text}’`;
  const quoted = part.quoted ? '"' : "";
  if (part.kind === "sh") return `${quoted}<${part.what}>`;
  const word =
    part.operator === undefined ? "" : `${part.operator}(${part.word!.map(shown).join(" ")})`;
  return `${quoted}{${part.name}${word}}`;
}
const parts = (text: string) => firstWord(text).parts.map(shown).join(" ");

describe("a word is made of", () => {
  const table: [text: string, parts: string][] = [
    ["abc", "abc"],
    ["a'b c'd", "a ‘b c’ d"],
    ['a"b c"d', "a ‘b c’ d"],
    ["a\\ b", "a ‘ ’ b"],
    ['"a\\b\\$\\"\\\\"', '‘a\\b$"\\’'],
    ["a\\\nb", "ab"],
    ['""', "‘’"],
    ["$a${b}", "{a} {b}"],
    ['"$a"', '‘’ "{a} ‘’'],
    ["${a:-b c}", "{a:-(b c)}"],
    ["${a-${b=x}}", "{a-({b=(x)})}"],
    ["${a#*.}", "{a#(*.)}"],
    ["$1", "<the parameter $1>"],
    ["$#", "<the parameter $#>"],
    ["${#a}", "<the expansion ${#a}>"],
    ["${1:-x}", "<the expansion ${1:-x}>"],
    ["$LINENO", "<the parameter $LINENO>"],
    ["$(a b)", "<a command substitution ($(…))>"],
    ["`a b`", "<a command substitution (`…`)>"],
    ["$((1+(2)))", "<arithmetic ($((…)))>"],
    ["$'a'", "<C's escapes ($'…')>"],
    ["$", "$"],
    ["a$", "a$"],
    ["a}b", "a}b"],
  ];
  test.each(table)("%j: %s", (text, expected) => {
    expect(parts(text)).toBe(expected);
  });
});

test.each([
  ["a b", "a"],
  ["a;b", "a"],
  ["a>b", "a"],
  ["a\tb", "a"],
  ["$(case x in y) z;; esac) b", "$(case x in y) z;; esac)"],
  ['"a b" c', '"a b"'],
])("the word of %j ends behind %j", (text, raw) => {
  expect(firstWord(text).raw).toBe(raw);
});

describe("a word that is not ended", () => {
  test.each([
    ["'a", "Unterminated quoted string"],
    ['"a', "Unterminated quoted string"],
    ["`a", "EOF in backquote substitution"],
    ["${a-b", "Missing '}'"],
    ["$((1", "Missing '))'"],
  ])("%s is refused in sh's words, and more could make it right", (text, reason) => {
    let error: unknown;
    try {
      firstWord(text);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ShellSyntaxError);
    expect(error).toMatchObject({ reason, isUnfinished: true });
  });
});

test("what expanding a word may set is told, however deep it stands", () => {
  const sets = (text: string) => firstWord(text).parts.flatMap(assigned);
  expect(sets("${a=1}${b:=2}${c-3}")).toEqual(["a", "b"]);
  expect(sets("${c-${a=1}}${1-${b=2}}")).toEqual(["a", "b"]);
  expect(sets("$((a=1,b+=2,c==3))")).toEqual(["a", "b"]);
  expect(sets("'${a=1}'\\${b=1}")).toEqual([]);
});

test("the text of a word is there as long as nothing has to be expanded", () => {
  expect(literalText(firstWord("a'b'\"c\"").parts)).toBe("abc");
  expect(literalText(firstWord("a$b").parts)).toBeUndefined();
  expect(literalText([])).toBe("");
});

test("escaped line breaks are taken out, and other escapes are not", () => {
  expect(unbroken(firstWord("i\\\nf"))).toBe("if");
  expect(unbroken(firstWord("i\\f"))).toBe("i\\f");
});

test("nesting has an end, and comes out of where it has been", () => {
  const nesting = new Nesting();
  for (let times = 0; times < 1000; times++) nesting.within(0, () => {});
  const deeper = (): void => nesting.within(7, deeper);
  expect(deeper).toThrow("nested more than 200 deep");
});
