/** Variables in jail.conf, put in as jail(8) does. */
import { describe, expect, test } from "bun:test";
import type { Piece } from "./parse.ts";
import { resolveVariables, type UnresolvedParameter } from "./variables.ts";

/** `$x` in a value stands for a variable; values are parted by commas. */
function resolved(...lines: string[]) {
  const parameters = lines.map((line): UnresolvedParameter => {
    const [name = "", text] = line.split("=");
    const values =
      text === undefined
        ? []
        : text.split(",").map((value) =>
            value
              .split(/(\$\w+)/)
              .filter(Boolean)
              .map(
                (part) =>
                  (part.startsWith("$") ? { variable: part.slice(1) } : { text: part }) as Piece,
              ),
          );
    return { name, isVariable: name.startsWith("$"), values };
  });
  const said: string[] = [];
  resolveVariables(parameters, (message) => said.push(message));
  const text = (pieces: readonly Piece[]) =>
    pieces.map((piece) => ("text" in piece ? piece.text : `?${piece.variable}`)).join("");
  return {
    lines: parameters.map(({ name, values }) => `${name}=${values.map(text).join(",")}`),
    said,
  };
}

test("a variable stands for its value, alone or inside a text, through others too", () => {
  expect(resolved("a=1", "b=x$a-$a", "c=$b!")).toEqual({
    lines: ["a=1", "b=x1-1", "c=x1-1!"],
    said: [],
  });
});

test("what another one uses is moved before it where it has variables itself", () => {
  expect(resolved("c=$b", "a=1", "b=x$a").lines).toEqual(["b=x1", "c=x1", "a=1"]);
});

test("a list stands for all of its values where nothing else does, and nowhere else", () => {
  expect(resolved("l=1,2", "a=$l,3")).toEqual({ lines: ["l=1,2", "a=1,2,3"], said: [] });
  expect(resolved("l=1,2", "a=x$l")).toEqual({
    lines: ["l=1,2", "a=x"],
    said: ["a: array cannot be substituted inline"],
  });
});

describe("what cannot be put in", () => {
  test("is told and left out", () => {
    expect(resolved("a=x$nosuch")).toEqual({
      lines: ["a=x"],
      said: ['a: variable "nosuch" not found'],
    });
    expect(resolved("empty", "a=$empty").said).toEqual(['a: variable "empty" not found']);
  });
  test("as it leads round is told once, however many use it", () => {
    const { said } = resolved("a=$b", "b=$a", "c=$a");
    expect(said).toEqual(["a: variable loop"]);
  });
});
