/** Words in sh's quotes. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import "../../../test/support/seed.ts";
import { shellWords } from "../../../test/support/shelltexts.ts";
import { assignmentIn } from "./assignments.ts";
import { parseCommands } from "./commands.ts";
import { splitWords } from "./line.ts";
import { quoteWord } from "./quote.ts";
import { literalText } from "./words.ts";

test("a word in quotes is read back as it was", () => {
  fc.assert(
    fc.property(fc.array(shellWords, { minLength: 1 }), (words) => {
      expect(splitWords(words.map(quoteWord).join(" "))).toEqual(words);
    }),
  );
});

test("a word in quotes is a variable's value as it was", () => {
  fc.assert(
    fc.property(shellWords, (value) => {
      const [command] = parseCommands(`name=${quoteWord(value)}\n`);
      const assignment = assignmentIn(command!.words[0]!);
      expect(assignment?.name).toBe("name");
      expect(literalText(assignment!.value)).toBe(value);
    }),
  );
});
