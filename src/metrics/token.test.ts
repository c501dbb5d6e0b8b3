/** The bearer token and its file. */
import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bears, readToken } from "./token.ts";

const directory = mkdtempSync(join(tmpdir(), "ngbuddy-token-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const SECRET = "0123456789abcdef";

function fileWith(text: string, mode = 0o600): string {
  const file = join(directory, "token");
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

test("a token in a file of ours alone is read, without the line's end", () => {
  expect(readToken(fileWith(`${SECRET}\n`))).toBe(SECRET);
  expect(readToken(fileWith(SECRET, 0o400))).toBe(SECRET);
});

test.each([0o640, 0o604, 0o660, 0o602])("a file with mode %o is refused", (mode) => {
  expect(() => readToken(fileWith(SECRET, mode))).toThrow(/^others may (read|write) it \(mode /);
});

test.each(["", "short", `${SECRET}\n${SECRET}\n`, `${SECRET} x`, `${SECRET}ü`])(
  "%j is no token",
  (text) => {
    expect(() => readToken(fileWith(text))).toThrow("one line of 16 or more letters");
  },
);

test("a link is not followed, and a directory is none", () => {
  const link = join(directory, "link");
  symlinkSync(fileWith(SECRET), link);
  expect(() => readToken(link)).toThrow("it is a symbolic link, not a file");
  expect(() => readToken(directory)).toThrow("it is a directory, not a file");
});

test("only who brings the token bears it", () => {
  expect(bears(`Bearer ${SECRET}`, SECRET)).toBe(true);
  expect(bears(`bearer  ${SECRET}`, SECRET)).toBe(true);
  for (const header of [undefined, "", "Bearer", `Bearer ${SECRET}x`, `Basic ${SECRET}`, SECRET])
    expect([header, bears(header, SECRET)]).toEqual([header, false]);
});
