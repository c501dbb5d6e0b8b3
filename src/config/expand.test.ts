// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** Values of words, as far as variables and text go. */
import { describe, expect, test } from "bun:test";
import { type Expanded, expand, type Scope } from "./expand.ts";
import { assignmentIn } from "./sh/assignments.ts";
import { parseCommands } from "./sh/commands.ts";

/** What a value comes to, or why only sh can tell; and what was set on the way. */
function expanded(value: string, variables: { [name: string]: string | undefined } = {}) {
  const [command] = parseCommands(`x=${value}`);
  const known = new Map<string, Expanded>(
    Object.entries(variables).map(([name, text]) => [
      name,
      text === undefined ? { value: undefined, needsSh: "it is strange" } : { value: text },
    ]),
  );
  const set: { [name: string]: string } = {};
  const scope: Scope = {
    look: (name) => known.get(name),
    set: (name, one) => {
      known.set(name, one);
      set[name] = one.value ?? `<${one.needsSh}>`;
    },
  };
  const result = expand(assignmentIn(command!.words[0]!)!.value, scope);
  return { is: result.value ?? `<${result.needsSh}>`, set };
}

describe("a value", () => {
  const variables = { a: "one", empty: "" };
  const table: [text: string, is: string][] = [
    ["plain", "plain"],
    ["'a b'\"c\"\\d", "a bcd"],
    ["$a-${a}", "one-one"],
    ["$nosuch.", "."],
    ["${a-other}", "one"],
    ["${nosuch-other}", "other"],
    ["${empty-other}", ""],
    ["${empty:-other}", "other"],
    ["${a+other}", "other"],
    ["${nosuch+other}", ""],
    ["${empty:+other}", ""],
    ["${a#o}", "ne"],
    ["${a%e}", "on"],
    ["${a##x}", "one"],
    ["${a%%one}", ""],
    ["${nosuch-${a}s}", "ones"],
    ["*", "*"],
    ["a~", "a~"],
    ["'~'", "~"],
    ["~", "<it has a home directory (~)>"],
    ["a:~/b", "<it has a home directory (~)>"],
    ["$(date)", "<it has a command substitution ($(…))>"],
    ["$((1+1))", "<it has arithmetic ($((…)))>"],
    ["${a#*n}", "<it has a pattern (${…#…})>"],
    ["${nosuch?why}", "<it has ${nosuch?…}, and nosuch is not set>"],
  ];
  test.each(table)("%s", (text, is) => {
    expect(expanded(text, variables).is).toBe(is);
  });
});

describe("a variable is set by its own expansion", () => {
  test("where it was not, and not where it was", () => {
    expect(expanded("${b=new}")).toEqual({ is: "new", set: { b: "new" } });
    expect(expanded("${b:=new}", { b: "" })).toEqual({ is: "new", set: { b: "new" } });
    expect(expanded("${b=new}", { b: "" })).toEqual({ is: "", set: {} });
  });

  test("also inside of a word that is not used for the value itself", () => {
    expect(expanded("${a#${b=x*}}", { a: "one" }).set).toEqual({ b: "x*" });
  });

  test("to what only sh can tell, where that decides", () => {
    expect(expanded("${strange-${b=1}}", { strange: undefined })).toEqual({
      is: "<it has ${strange}, which only sh can tell>",
      set: { b: "<it depends on strange>" },
    });
    expect(expanded("$((b=1))").set).toEqual({ b: "<arithmetic ($((…))) sets it>" });
  });
});

test("the first reason is told, and what stands behind it is set all the same", () => {
  expect(expanded("$(x)~${b=1}")).toEqual({
    is: "<it has a command substitution ($(…))>",
    set: { b: "1" },
  });
});

test("a value that doubles itself too often is for sh", () => {
  const a = "x".repeat(600_000);
  expect(expanded("$a$a", { a }).is).toBe("<it is longer than 1 MB>");
  expect(expanded("$a", { a }).is).toHaveLength(600_000);
});
