// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** The reader of sh's words and commands, on texts of all kinds. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { assignmentIn } from "./assignments.ts";
import { parseCommands } from "./commands.ts";
import { QuotingError, splitWords } from "./line.ts";
import { quoteWord } from "./quote.ts";
import { parseScript } from "./syntax.ts";
import { literalText, ShellSyntaxError } from "./words.ts";

/** Texts with all that means something to sh, often in bad order. */
const shellText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."' \" ` $ \\ ( ) { } ; & | < > # = \n \t * ? [ ] ~ ! $( $(( ${ )) ;; && || a b 1 a= <<E E".split(
          " ",
        ),
        " ",
        ..."if then else elif fi while until do done for in case esac export".split(" "),
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(""));

const word = fc.oneof(fc.string({ unit: "binary" }), shellText);

describe("a word in quotes", () => {
  test("is read back as it was", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        expect(splitWords(words.map(quoteWord).join(" "))).toEqual(words);
      }),
    );
  });

  test("is a variable's value as it was", () => {
    fc.assert(
      fc.property(word, (value) => {
        const [command] = parseCommands(`name=${quoteWord(value)}\n`);
        const assignment = assignmentIn(command!.words[0]!);
        expect(assignment?.name).toBe("name");
        expect(literalText(assignment!.value)).toBe(value);
      }),
    );
  });
});

describe("a text", () => {
  test("is read, or refused with a place in it", () => {
    fc.assert(
      fc.property(shellText, (text) => {
        try {
          parseScript(text);
        } catch (error) {
          if (!(error instanceof ShellSyntaxError)) throw error;
          expect(error.at).toBeWithin(0, text.length + 1);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("is split into words, or refused in plain words", () => {
    fc.assert(
      fc.property(shellText, (text) => {
        try {
          splitWords(text);
        } catch (error) {
          if (!(error instanceof QuotingError)) throw error;
        }
      }),
    );
  });

  test("that was read has its words where they stand", () => {
    fc.assert(
      fc.property(shellText, (text) => {
        try {
          for (const { words } of parseCommands(text)) {
            for (const { start, end, raw } of words) expect(text.slice(start, end)).toBe(raw);
          }
        } catch (error) {
          if (!(error instanceof ShellSyntaxError)) throw error;
        }
      }),
    );
  });
});

describe("what stands in itself without end", () => {
  const openings: readonly [opening: string, closing: string, inside?: string][] = [
    ["(", ")", ":"],
    ["{ ", ";}", ":"],
    ["if ", ";then :; fi", ":"],
    ["while ", ";do :; done", ":"],
    ["case a in a) ", ";; esac", ":"],
    ["f() ", "", "{ :; }"],
    ["a=$(", ")", ":"],
    ["a=${b-", "}"],
    ['a="${b-', '}"'],
    ["a=${b#", "}"],
    ["a=${1-", "}"],
    ["a=$((1+$(", ")))", "echo 1"],
    [": ${b:-$(", ")}", ":"],
  ];

  test.each(openings)("is refused in sh's way: %p", (opening, closing, inside = "") => {
    for (const text of [
      opening.repeat(100_000) + inside + closing.repeat(100_000),
      opening.repeat(100_000),
    ]) {
      expect(() => parseCommands(text)).toThrow(ShellSyntaxError);
    }
  });

  test.each(openings)(
    "is read to a depth that nobody reaches: %p",
    (opening, closing, inside = "") => {
      parseCommands(opening.repeat(50) + inside + closing.repeat(50));
    },
  );

  test("is read when it only follows itself", () => {
    for (const one of [
      "a=1; ",
      "a=1 && ",
      ": | ",
      ": & ",
      "a=$((1)) ",
      "a=${b-c} ",
      'a="$(:)`:`" ',
      "if :; then :; fi; ",
      "case a in a|b) :;; esac; ",
      ": <<E; ",
      "! ",
      "a[",
      "\\\n",
      "#a\n",
      " ",
    ]) {
      expect(() => parseCommands(`${one.repeat(5_000)}:`)).not.toThrow();
    }
  });
});

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
});
