/** Widths are the font's own, and no name does harm. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { idPart, printable, textLine, textWidth } from "./text.ts";

/** The advance of each ASCII character, in parts of the font's size, by its `cmap` (format 4) and `hmtx`. */
function advances(font: DataView): number[] {
  const tables = new Map<string, number>();
  for (let index = 0; index < font.getUint16(4); index++) {
    const at = 12 + index * 16;
    const tag = String.fromCharCode(...[0, 1, 2, 3].map((byte) => font.getUint8(at + byte)));
    tables.set(tag, font.getUint32(at + 8));
  }
  const unitsPerEm = font.getUint16(tables.get("head")! + 18);
  const widths = font.getUint16(tables.get("hhea")! + 34);
  const cmap = tables.get("cmap")!;
  const encodings = Array.from(
    { length: font.getUint16(cmap + 2) },
    (_, index) => cmap + font.getUint32(cmap + 8 + index * 8),
  );
  const map = encodings.find((at) => font.getUint16(at) === 4)!;
  const segments = font.getUint16(map + 6);
  const glyph = (code: number): number => {
    for (let at = 0; at < segments; at += 2) {
      if (font.getUint16(map + 14 + at) < code) continue;
      const start = font.getUint16(map + 16 + segments + at);
      const delta = font.getUint16(map + 16 + 2 * segments + at);
      const place = map + 16 + 3 * segments + at;
      const offset = font.getUint16(place);
      if (offset === 0) return (code + delta) & 0xffff;
      return font.getUint16(place + offset + (code - start) * 2);
    }
    return 0;
  };
  return Array.from({ length: 95 }, (_, index) => {
    const number = Math.min(glyph(32 + index), widths - 1);
    return font.getUint16(tables.get("hmtx")! + number * 4) / unitsPerEm;
  });
}

test.each(["DejaVuSansMono", "DejaVuSansMono-Bold"])("%s is as wide as we reckon", (name) => {
  const file = fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
  const bytes = readFileSync(file);
  const found = advances(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  expect(new Set(found)).toEqual(new Set([textWidth("x", 1)]));
});

test("a text that is too wide is set smaller, and cut only when it could not be read", () => {
  const options = { size: 13, colour: "#000000", room: 190 };
  const long = textLine(0, 0, "x".repeat(31), options);
  expect(long.text).toBe("x".repeat(31));
  expect(long.size).toBeLessThan(13);
  for (const text of ["x".repeat(255), "名".repeat(99)]) {
    const cut = textLine(0, 0, text, options);
    expect(cut.text).toEndWith("…");
    expect(cut.width).toBeLessThanOrEqual(190);
    expect(cut.size).toBe(6);
  }
});

test("what a terminal would obey, or what turns text around, is not passed on", () => {
  expect(printable("a\x1b[2Jb\u202ec\nd\u009be")).toBe("a\ufffd[2Jb\ufffdc\ufffdd\ufffde");
  expect(printable("jail-ü名🌉")).toBe("jail-ü名🌉");
});

test("no two names make the same ID", () => {
  const names = ["a b", "a%20;b", "a_b", "a:b", "a\tb", "ab", "a\ufffdb", "äb"];
  expect(new Set(names.map(idPart)).size).toBe(names.length);
  for (const name of names) expect(idPart(name)).toMatch(/^[\w.+@%;-]+$/);
});
