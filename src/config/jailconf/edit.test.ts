// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are jail.conf's
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { addition, edited, jailString, removal } from "./edit.ts";
import { parseBlocks } from "./parse.ts";

const FILE = "/etc/jail.conf";
const blocksIn = (text: string) => parseBlocks(text, FILE, () => []);

function without(text: string, name: string): string {
  const settings = blocksIn(text).flatMap((block) => block.settings);
  const gone = settings.filter((setting) => setting.name === name);
  return edited(
    text,
    gone.map((setting) => removal(text, setting)),
  );
}

function withAdded(text: string, ...settings: string[]): string {
  const block = blocksIn(text).find(({ at }) => at !== undefined)!;
  return edited(text, [addition(text, block, settings)]);
}

describe("a setting that is taken away", () => {
  test.each([
    ["a {\n  vnet;\n  persist;\n}\n", "a {\n  persist;\n}\n"],
    ["a {\n  vnet; persist;\n}\n", "a {\n persist;\n}\n"],
    ["a { persist; vnet; }\n", "a { persist; }\n"],
    ["a {\n  vnet; # why\n}\n", "a {\n # why\n}\n"],
    ["a {\n\tvnet\n\t\t;\n}", "a {\n}"],
    ["a {\n  vnet;}\n", "a {\n}\n"],
  ])("%j becomes %j", (before, after) => {
    expect(without(before, "vnet")).toBe(after);
  });

  test("keeps every other byte, whatever it says", () => {
    const before = 'web1 { # ü\n  $x = "ö;}";\n  vnet;\n  path = "/ä";\n}\n# ende\n';
    expect(without(before, "vnet")).toBe('web1 { # ü\n  $x = "ö;}";\n  path = "/ä";\n}\n# ende\n');
  });
});

describe("settings that are added", () => {
  test.each([
    ["a {\n  vnet;\n}\n", "a {\n  vnet;\n  x = 1;\n  y;\n}\n"],
    ["a {\n\tvnet;\n\t}\n", "a {\n\tvnet;\n\tx = 1;\n\ty;\n\t}\n"],
    ["a { vnet; }\n", "a { vnet; x = 1; y; }\n"],
    ["a {}", "a { x = 1; y; }"],
    ["a {\n}\n", "a {\n  x = 1;\n  y;\n}\n"],
    ["a {\n  vnet;}\n", "a {\n  vnet;\n  x = 1;\n  y;\n}\n"],
    [
      "a {\n  vnet; # why\n  # because }\n}\n",
      "a {\n  vnet; # why\n  # because }\n  x = 1;\n  y;\n}\n",
    ],
  ])("%j becomes %j", (before, after) => {
    expect(withAdded(before, "x = 1;", "y;")).toBe(after);
  });
});

const name = fc.constantFrom("vnet", "path", "exec.start", "$bridge", "mount.devfs");
const setting = fc
  .tuple(name, fc.constantFrom("", " = a", ' = "b c;}"', " += 'd', e", " = ${x}f"))
  .map(([word, rest]) => `${word}${rest};`);
const gap = fc.constantFrom(" ", "\n  ", "\n\t", "\n  # } note\n  ", " /* ; */ ", "");
const text = fc
  .tuple(fc.array(fc.tuple(gap, setting)), gap)
  .map(
    ([inside, last]) =>
      `# top\nweb1 {${inside.flat().join("")}${last.includes("#") ? "\n" : last}}\n`,
  );

test("what is added can be taken away again, and is there in between", () => {
  fc.assert(
    fc.property(text, (before) => {
      const [block] = blocksIn(before);
      const added = withAdded(before, "zzz = 1;");
      const [after] = blocksIn(added);
      const said = (of: typeof block) => of!.settings.map(({ at, line, ...rest }) => rest);
      expect(said(after).slice(0, -1)).toEqual(said(block));
      expect(after!.settings.at(-1)).toMatchObject({ name: "zzz", values: [[{ text: "1" }]] });
      expect(said(blocksIn(without(added, "zzz"))[0])).toEqual(said(block));
    }),
  );
});

test("a span is the very text of its setting", () => {
  fc.assert(
    fc.property(text, (source) => {
      for (const one of blocksIn(source)[0]!.settings) {
        const bytes = Buffer.from(source).subarray(one.at.start, one.at.end).toString();
        expect(bytes).toStartWith(one.isVariable ? `$${one.name}` : one.name);
        expect(bytes).toEndWith(";");
      }
    }),
  );
});

test("a value is read as it was meant, whatever it is", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }).filter((value) => !value.includes("\0")),
      (value) => {
        const [block] = blocksIn(`a { x = ${jailString(value)}; }`);
        const pieces = block!.settings[0]!.values[0]!;
        expect(pieces.map((piece) => ("text" in piece ? piece.text : "?")).join("")).toBe(
          Buffer.from(value).toString(),
        );
      },
    ),
  );
});

test("edits that overlap are refused", () => {
  const at = { file: FILE, start: 0, end: 4 };
  expect(() =>
    edited("abcdef", [
      { at, text: "" },
      { at: { ...at, start: 2 }, text: "" },
    ]),
  ).toThrow(RangeError);
});
