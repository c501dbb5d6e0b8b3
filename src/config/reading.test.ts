// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** What becomes of variables while sh reads files. */
import { describe, expect, test } from "bun:test";
import { commandsIn } from "./rcconf.ts";
import { Reading } from "./reading.ts";

/** The variables after these files, by what is known of them. */
function read(...texts: string[]): { [name: string]: string } {
  const reading = new Reading();
  for (const [at, text] of texts.entries()) {
    const path = `file${at + 1}`;
    reading.readFile(path, commandsIn({ path, text }));
  }
  return Object.fromEntries(
    [...reading.variables].map(([name, { value, needsSh }]) => [name, value ?? `<${needsSh}>`]),
  );
}

describe("what surely runs", () => {
  const table: [name: string, text: string, variables: { [name: string]: string }][] = [
    ["sets variables, the later over the earlier", "a=1 b=2\na=3", { a: "3", b: "2" }],
    ["sets all of a line at once, so that none sees another", "a=1\na=2 b=$a", { a: "2", b: "1" }],
    ["exports what it sets", "export a=1 b", { a: "1" }],
    ["unsets", "a=1\nunset a", {}],
    ["sets in a group", "{ a=1; }", { a: "1" }],
    ["sets nothing in a process of its own", "(a=1); a=2 | x; a=3 &", {}],
    ["sets nothing before a program", "a=1 ifconfig", {}],
    ["sets what an expansion sets", ": ${a=1}", { a: "1" }],
    ["sets nothing in a function that nobody calls", "f() { a=1; }", {}],
  ];
  test.each(table)("%s", (_, text, variables) => {
    expect(read(text)).toEqual(variables);
  });
});

describe("what may run, or is too much to follow, is told with the reason", () => {
  const table: [text: string, variables: { [name: string]: string }][] = [
    ["if x; then a=1; fi", { a: '<it is set inside "if">' }],
    ["x && a=1", { a: '<it is set after "&&">' }],
    ["for a in 1 2; do :; done", { a: '<it is set inside "for">' }],
    ["f() { a=1; }\nf", { a: "<the function f may set it>" }],
    ["read a", { a: '<"read a" sets it>' }],
    ["a=1 export b", { a: '<it is set for "export">' }],
    ["a=1\neval x", { a: '<"eval x" may set any variable>' }],
    ["return\na=1", { a: '<it comes after "return">' }],
    ["a=1\nif x; then unset a; fi", { a: '<it is set inside "if">' }],
    ["readonly a=1\na=2", { a: "<it is read-only by then, where sh stops>" }],
  ];
  test.each(table)("%j", (text, variables) => {
    expect(read(text)).toEqual(variables);
  });
});

test("a return ends one file, and the next is read", () => {
  expect(read("return", "a=1")).toEqual({ a: "1" });
});

test("what one file set is there in the next, and a function of the one in the other", () => {
  expect(read("a=1\nf() { b=1; }", "c=$a\nf")).toEqual({
    a: "1",
    c: "1",
    b: "<the function f may set it>",
  });
});

test("a variable is where it was set last", () => {
  const reading = new Reading();
  const path = "rc.conf";
  reading.readFile(path, commandsIn({ path, text: "a=1\n\na=2\n" }));
  expect(reading.variables.get("a")).toMatchObject({ file: "rc.conf", line: 3 });
});

test("after eval a variable that nobody has heard of may be set, too", () => {
  const reading = new Reading();
  reading.readFile("x", commandsIn({ path: "x", text: "eval y\nb=1" }));
  const { variables } = reading;
  expect(variables.get("a")?.needsSh).toBe('"eval y" may set any variable');
  expect(variables.get("b")?.value).toBe("1");
  expect(variables.has("a")).toBe(false);
});

test("functions that call themselves, or each other without end, end", () => {
  expect(read("f() { a=1; f; }\nf")).toEqual({ a: "<the function f may set it>" });
  const calls = Array.from({ length: 40 }, (_, at) => `f${at}() { f${at + 1}; f${at + 1}; }`);
  expect(read(`a=1\n${calls.join("\n")}\nf0`)["a"]).toMatch(/in more calls than are followed/);
});
