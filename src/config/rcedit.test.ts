// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { recording } from "../../test/support/lab.ts";
import { independentRcTexts, names, rcTexts, rcValues } from "../../test/support/rctexts.ts";
import { evaluate } from "./rcconf.ts";
import { deleteVariable, fileToEdit, quoteValue, RcEditError, setVariable } from "./rcedit.ts";

function valuesOf(text: string): Map<string, string | undefined> {
  return new Map(
    [...evaluate([{ path: "rc.conf", text }])].map(([name, { value }]) => [name, value]),
  );
}

/** What an edit gives, or why it is refused. */
function attempt(edit: () => string): string {
  try {
    return edit();
  } catch (error) {
    if (error instanceof RcEditError) return `<${error.message}>`;
    throw error;
  }
}

test("edits write what sysrc writes (recording 09)", () => {
  let text = "";
  let compared = 0;
  for (const { run = "", stdin, stdout, exit } of recording("09-sysrc")) {
    if (run === "tee /tmp/rc") text = stdin!;
    const [, deleted] = /^sysrc -f \/tmp\/rc -x (\w+)$/.exec(run) ?? [];
    if (deleted !== undefined && exit === 0) text = deleteVariable(text, deleted);
    // What becomes of a list it says itself.
    const [, name, value] = /=/.test(run) ? (/^(\w+): .*?-> (.*)\n$/.exec(stdout) ?? []) : [];
    if (name !== undefined && value !== undefined) text = setVariable(text, name, value);
    if (run !== "cat /tmp/rc") continue;
    if (stdout.includes("quoted=")) break;
    compared++;
    expect(text).toBe(stdout);
  }
  expect(compared).toBe(5);
});

describe("one assignment changes, every other byte stays", () => {
  const cases: readonly (readonly [before: string, after: string])[] = [
    ["", 'a="new"\n'],
    ["b=1", 'b=1\na="new"\n'],
    ["a=old\n", 'a="new"\n'],
    ["a=old", 'a="new"'],
    ["# x\n\n  a='old'\t # why\nb=1", "# x\n\n  a='new'\t # why\nb=1"],
    ["a=1; b=2; a=3; c=4\n", 'a=1; b=2; a="new"; c=4\n'],
    ["a=1 b=2\n", 'a="new" b=2\n'],
    ["export a=1 b\n", 'export a="new" b\n'],
    ["a=\"x \\\ny\"z'w'\nb=1\n", 'a="new"\nb=1\n'],
    ['a="x\ny"\n', 'a="new"\n'],
    // A carriage return is a part of the value to sh, so it goes.
    ["a=1\r\nb=2\r\n", 'a="new"\nb=2\r\n'],
    ["a=1 true\n", 'a=1 true\na="new"\n'],
    ["if x; then a=1; fi\n", 'if x; then a=1; fi\na="new"\n'],
    ["a=1\nif x; then a=2; fi\n", 'a=1\nif x; then a=2; fi\na="new"\n'],
    ["a=1\n. /etc/more.conf\n", 'a=1\n. /etc/more.conf\na="new"\n'],
    ["{ a=1; }\n", '{ a="new"; }\n'],
    ["(a=1)\n", '(a=1)\na="new"\n'],
    ["cat <<E\na=1\nE\n", 'cat <<E\na=1\nE\na="new"\n'],
    // Changed in place, it would take b away.
    ["a=${b:=1}\n", 'a=${b:=1}\na="new"\n'],
    ["x || return\n", '<a cannot be set, it comes after "return" (line 2); edit the file by hand>'],
    ["readonly a=1\n", 'readonly a="new"\n'],
    [
      "readonly a\n",
      "<a cannot be set, it is read-only by then, where sh stops (line 2); edit the file by hand>",
    ],
    ["b=\\", "<a cannot be set, what is around it would change too; edit the file by hand>"],
    [
      "b='",
      "<a file that sh cannot read is not edited: line 1: Syntax error: Unterminated quoted string>",
    ],
  ];
  test.each(cases)("%j", (before, after) => {
    expect(attempt(() => setVariable(before, "a", "new"))).toBe(after);
  });
});

describe("a variable that is deleted takes its line with it, and nothing else", () => {
  const cases: readonly (readonly [before: string, after: string])[] = [
    ["", ""],
    ["b=1\na=1 # gone\nc=1\n", "b=1\nc=1\n"],
    ["a=1\nb=1\n  a=2", "b=1\n"],
    ["a=1; b=2 # stays\n", "b=2 # stays\n"],
    ["b=2; a=1 # stays\n", "b=2 # stays\n"],
    ["b=1; a=2; c=3\n", "b=1; c=3\n"],
    ["b=1 a=2 c=3\n", "b=1 c=3\n"],
    ["export a=1\n", ""],
    ["export b=1 a=2\n", "export b=1\n"],
    ['b=1\na="x\ny"\nc=1\n', "b=1\nc=1\n"],
    ["a=1 true\n", "a=1 true\n"],
    ["a=1\n(a=2)\n", "(a=2)\n"],
    [
      "if x; then a=1; fi\n",
      '<a cannot be removed, it is set inside "if" (line 1); edit the file by hand>',
    ],
    [
      "a=1 && b=2\n",
      "<a cannot be removed, what is around it would change too; edit the file by hand>",
    ],
    [
      "a=${b:=1}\n",
      "<a cannot be removed, what is around it would change too; edit the file by hand>",
    ],
    [
      ": ${a:=1}\n",
      "<a cannot be removed, what is around it would change too; edit the file by hand>",
    ],
  ];
  test.each(cases)("%j", (before, after) => {
    expect(attempt(() => deleteVariable(before, "a"))).toBe(after);
  });
});

describe("values", () => {
  test("with line breaks or NUL, and names that are none, are refused", () => {
    expect(attempt(() => quoteValue("a\nb"))).toBe(
      "<a value in rc.conf may not have a line break>",
    );
    expect(attempt(() => quoteValue("a\rb"))).toBe(
      "<a value in rc.conf may not have a line break>",
    );
    expect(attempt(() => quoteValue("a\0b"))).toBe(
      "<a value in rc.conf may not have a NUL character>",
    );
    expect(attempt(() => setVariable("", "a-b", "x"))).toBe(
      '<"a-b" is no name of a variable: use letters, digits and _, a letter first>',
    );
  });

  test("are what the sh of this machine reads back", () => {
    const values = fc.sample(rcValues(), { seed: 3, numRuns: 300 });
    const script = values.map((value) => `printf '%s\\0' ${quoteValue(value)}`).join("\n");
    const { stdout } = spawnSync("/bin/sh", ["-c", script], { encoding: "utf8" });
    expect(stdout.split("\0").slice(0, -1)).toEqual(values);
  });
});

describe("in any file", () => {
  const name = fc.constantFrom(...names, "new_1");
  const check = { seed: 5, numRuns: 400 };

  test("a value that is set is read back, and no other variable changes", () => {
    fc.assert(
      fc.property(independentRcTexts(), name, rcValues(), (text, variable, value) => {
        const after = attempt(() => setVariable(text, variable, value));
        if (after.startsWith("<")) return;
        const expected = valuesOf(text).set(variable, value);
        expect(valuesOf(after)).toEqual(expected);
      }),
      check,
    );
  });

  test("only an unfinished last line keeps a value from being set", () => {
    fc.assert(
      fc.property(rcTexts(), name, rcValues(), (text, variable, value) => {
        const after = attempt(() => setVariable(`${text}\n`, variable, value));
        if (valuesOf(after).get(variable) !== value) throw new Error(after);
      }),
      check,
    );
  });

  test("a variable that is deleted is gone, and no other changes", () => {
    fc.assert(
      fc.property(independentRcTexts(), name, (text, variable) => {
        const after = attempt(() => deleteVariable(text, variable));
        if (after.startsWith("<")) return;
        const expected = valuesOf(text);
        expected.delete(variable);
        expect(valuesOf(after)).toEqual(expected);
      }),
      check,
    );
  });

  test("a value that is set twice leaves the same text", () => {
    fc.assert(
      fc.property(rcTexts(), name, rcValues(), (text, variable, value) => {
        const once = attempt(() => setVariable(text, variable, value));
        if (!once.startsWith("<")) expect(setVariable(once, variable, value)).toBe(once);
      }),
      check,
    );
  });
});

test("an edit goes to the last file that sets the variable, but not to what the system brings", () => {
  const files = [
    { path: "/etc/defaults/rc.conf", text: "a=1\nb=1\n" },
    { path: "/etc/rc.conf", text: "b=2\nc=2 true\n" },
    { path: "/etc/rc.conf.local", text: "if x; then b=3; fi\n" },
  ];
  expect(fileToEdit(files, "a", "/etc/rc.conf")).toBe("/etc/rc.conf");
  expect(fileToEdit(files, "b", "/etc/rc.conf")).toBe("/etc/rc.conf.local");
  expect(fileToEdit(files, "c", "/etc/rc.conf")).toBe("/etc/rc.conf");
});
