// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** Command lines without a shell. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import "../../../test/support/seed.ts";
import { shellTexts } from "../../../test/support/shelltexts.ts";
import { QuotingError, splitWords } from "./line.ts";

describe("a command line without a shell", () => {
  test("has the words that sh has", () => {
    for (const [line, words] of [
      ["ngctl show  'a b'", ["ngctl", "show", "a b"]],
      ['a"b c"\\ d \'\' ""', ["ab c d", "", ""]],
      ["a #b", ["a"]],
      ["a#b {  c=1 }", ["a#b", "{", "c=1", "}"]],
      ["if ! then", ["if", "!", "then"]],
      ['"\\$a \\`" \\$', ["$a `", "$"]],
      ["", []],
    ] as const) {
      expect(splitWords(line)).toEqual([...words]);
    }
  });

  test("names what needs a shell", () => {
    for (const [line, message] of [
      ["ls | cat", "| needs a shell"],
      ["ls 2>/dev/null", "> needs a shell"],
      ["a; b", "; needs a shell"],
      ["a && b", "&& needs a shell"],
      ["echo $HOME", "the variable in $HOME needs a shell"],
      ["echo $(ls)", "a command substitution ($(…)) needs a shell"],
      ["echo `ls`", "a command substitution (`…`) needs a shell"],
      ["echo 'a", "Unterminated quoted string"],
      ["echo a\\", "a backslash at the end of the line"],
    ] as const) {
      expect(() => splitWords(line)).toThrow(new QuotingError(message));
    }
  });

  test("is split into words, or refused in plain words", () => {
    fc.assert(
      fc.property(shellTexts, (text) => {
        try {
          splitWords(text);
        } catch (error) {
          if (!(error instanceof QuotingError)) throw error;
        }
      }),
    );
  });
});
