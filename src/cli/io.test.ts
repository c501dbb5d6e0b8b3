/** What is told for people in one line. */
import { expect, test } from "bun:test";
import { listed, reasonOf } from "./io.ts";

test("of very many steps the first are told, and how many more there were", () => {
  const steps = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));
  expect(listed([])).toBe("");
  expect(listed(steps(3))).toBe("1; 2; 3");
  // That there is one more would be as long as itself.
  expect(listed(steps(9))).toEndWith("; 8; 9");
  expect(listed(steps(10))).toBe("1; 2; 3; 4; 5; 6; 7; 8 and 2 more");
});

test.each([
  ["ENOENT: no such file or directory, open '/x, y'", "no such file or directory"],
  ["ENOSPC: no space left on device, write", "no space left on device"],
  ["something else", "something else"],
])("the reason of %j has neither code nor call nor path", (message, reason) => {
  expect(reasonOf(Object.assign(new Error(message), { code: "EX" }))).toBe(reason);
});

test("a directory in a file's place is told as one", () => {
  const error = Object.assign(new Error("EISDIR: illegal operation on a directory, read"), {
    code: "EISDIR",
  });
  expect(reasonOf(error)).toBe("it is a directory");
});
