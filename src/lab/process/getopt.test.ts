/** Options in front of words, as getopt(3) and sh's getopts read them. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readOptions } from "./getopt.ts";

/** The options as `a` and `b=value`, and the operands behind them. */
function read(line: string, letters: string) {
  const { options, operands, fault } = readOptions(line === "" ? [] : line.split(" "), letters);
  const shown = options.map(({ letter, value }) => (value === "" ? letter : `${letter}=${value}`));
  return { options: shown.join(" "), operands: operands.join(" "), fault };
}

describe("options", () => {
  test.each([
    ["", "", ""],
    ["-a -b", "a b", ""],
    ["-ab", "a b", ""],
    ["-c 5", "c=5", ""],
    ["-c5", "c=5", ""],
    ["-abc5", "a b c=5", ""],
    ["-abc 5 x", "a b c=5", "x"],
    ["-c -a", "c=-a", ""],
    ["-c --", "c=--", ""],
    ["-a x -b", "a", "x -b"],
    ["-a -- -b", "a", "-b"],
    ["-a - -b", "a", "- -b"],
    ["-- -- x", "", "-- x"],
    ["x", "", "x"],
    ["-a -a", "a a", ""],
  ])("of `%s` are [%s], and the operands [%s]", (line, options, operands) => {
    expect(read(line, "abc:")).toEqual({ options, operands, fault: undefined });
  });

  test.each([
    ["-x", "x", false],
    ["-ax", "x", false],
    ["-c", "c", true],
    ["-ac", "c", true],
    ["-:", ":", false],
    ["-a-", "-", false],
    ["--long", "-", false],
  ])("of `%s` end at -%s, a known one: %p", (line, letter, isKnown) => {
    expect(read(line, "abc:").fault).toEqual({ letter, isKnown });
  });

  test("before a wrong one count", () => {
    expect(read("-a -c 5 -x -b", "abc:")).toMatchObject({ options: "a c=5" });
  });

  test("that are given twice have the value of the last", () => {
    const { has, value } = readOptions(["-c", "1", "-c", "2"], "abc:");
    expect([has("c"), value("c"), has("a"), value("a")]).toEqual([true, "2", false, undefined]);
  });

  test("mean the same bundled and apart, with their values behind them or in the next word", () => {
    const option = fc.oneof(
      fc.record({ letter: fc.constantFrom("a", "b"), value: fc.constant("") }),
      fc.record({
        letter: fc.constant("c"),
        value: fc.string({ unit: fc.constantFrom("x", "-", "a", "7"), minLength: 1 }),
      }),
    );
    const operands = fc.array(fc.constantFrom("x", "-", "y"), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(option),
        operands,
        fc.infiniteStream(fc.boolean()),
        (all, rest, coin) => {
          const words: string[] = [];
          let canBundle = false;
          for (const { letter, value } of all) {
            if (canBundle && coin.next().value) words[words.length - 1] += letter;
            else words.push(`-${letter}`);
            canBundle = value === "";
            if (value === "") continue;
            if (coin.next().value) words[words.length - 1] += value;
            else words.push(value);
          }
          const found = readOptions([...words, "--", ...rest], "abc:");
          expect([found.options, found.operands, found.fault]).toEqual([all, rest, undefined]);
        },
      ),
    );
  });
});
