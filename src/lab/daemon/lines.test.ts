/** Lines of any length over lab.sock. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { LineError, lineSplitter, MAX_LINE, piecesOf } from "./lines.ts";

test("lines come out as they went in, wherever the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string().filter((line) => !line.includes("\n"))),
      fc.array(fc.nat(9), { minLength: 1 }),
      (lines, cuts) => {
        const seen: string[] = [];
        const split = lineSplitter((line) => seen.push(line));
        const stream = lines.map((line) => `${line}\n`).join("");
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const end = at + cuts[turn % cuts.length]! + 1;
          split(stream.slice(at, end));
          at = end;
        }
        expect(seen).toEqual(lines);
      },
    ),
  );
});

test("a line that never ends is refused before it has all come", () => {
  const chunk = "x".repeat(65536);
  const split = lineSplitter(() => {});
  let taken = 0;
  expect(() => {
    for (; taken < 200_000_000; taken += chunk.length) split(chunk);
  }).toThrow(LineError);
  expect(taken).toBeLessThanOrEqual(MAX_LINE);
});

test("a long text goes in pieces that make the same text", () => {
  const text = "a😀".repeat(100_000);
  const pieces = piecesOf(text);
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.map((piece) => JSON.parse(JSON.stringify(piece))).join("")).toBe(text);
  expect(piecesOf("")).toEqual([""]);
});
