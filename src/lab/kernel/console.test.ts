/** The kernel's messages. */
import { expect, test } from "bun:test";
import { Console } from "./console.ts";

test("lines are kept in their order, of very many the oldest are forgotten, and a log hears all", () => {
  const console = new Console();
  const heard: string[] = [];
  console.onLine = (line) => heard.push(line);
  for (let number = 0; number < 1001; number++) console.log(`line ${number}`);
  expect([console.lines.length, console.lines[0], console.lines.at(-1), heard.length]).toEqual([
    1000,
    "line 1",
    "line 1000",
    1001,
  ]);
  console.clear();
  expect(console.lines).toEqual([]);
});
