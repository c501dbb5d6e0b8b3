import { expect, test } from "bun:test";
import { recently } from "./recent.ts";

/** A function that tells what it was asked. */
function asked() {
  const texts: string[] = [];
  const answer = recently((text) => {
    texts.push(text);
    if (text === "bad") throw new Error("bad");
    return [text];
  });
  return { texts, answer };
}

test("a text is looked at once, and its answer given again", () => {
  const { texts, answer } = asked();
  expect(answer("a")).toEqual(["a"]);
  expect(answer("b")).toEqual(["b"]);
  expect(answer("a")).toBe(answer("a"));
  expect(texts).toEqual(["a", "b"]);
});

test("the text that was asked about longest ago is forgotten first", () => {
  const { texts, answer } = asked();
  const first = Array.from({ length: 16 }, (_, index) => `${index}`);
  for (const text of [...first, "0", "more", "0", "1"]) answer(text);
  expect(texts).toEqual([...first, "more", "1"]);
});

test("what is thrown is thrown each time", () => {
  const { texts, answer } = asked();
  expect(() => answer("bad")).toThrow("bad");
  expect(() => answer("bad")).toThrow("bad");
  expect(texts).toEqual(["bad", "bad"]);
});

test("a text that is huge is not kept", () => {
  const { texts, answer } = asked();
  const huge = "x".repeat(200_000);
  answer(huge);
  answer(huge);
  expect(texts.length).toBe(2);
});
