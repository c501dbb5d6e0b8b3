import { afterAll, expect, test } from "bun:test";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Appends } from "./appends.ts";

const directory = mkdtempSync(join(tmpdir(), "ngbuddy-appends-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = join(directory, "a");
const line = (text: string) => Buffer.from(`${text}\n`);
const nothing = () => {};
const open = () => readdirSync("/proc/self/fd").length;

test("lines go to one file after the other, and one stays open", () => {
  const appends = new Appends();
  const before = open();
  const other = join(directory, "deep", "b");
  appends.add(file, line("1"), nothing);
  appends.add(file, line("2"), nothing);
  appends.add(other, line("3"), () => mkdirSync(join(directory, "deep")));
  appends.add(file, line("4"), nothing);
  expect(readFileSync(file, "utf8")).toBe("1\n2\n4\n");
  expect(readFileSync(other, "utf8")).toBe("3\n");
  expect(open()).toBe(before + 1);
  appends.close(other);
  expect(open()).toBe(before + 1);
  appends.close(file);
  expect(open()).toBe(before);
  rmSync(file);
});

test("a file that was removed or replaced is made again, and not written to where nobody sees it", () => {
  const appends = new Appends();
  appends.add(file, line("lost"), nothing);
  unlinkSync(file);
  appends.add(file, line("1"), nothing);
  expect(readFileSync(file, "utf8")).toBe("1\n");
  appends.add(join(directory, "c"), line("in its place"), nothing);
  appends.add(file, line("2"), nothing);
  renameSync(join(directory, "c"), file);
  appends.add(file, line("3"), nothing);
  expect(readFileSync(file, "utf8")).toBe("in its place\n3\n");
  appends.close();
  rmSync(file);
});

test("one that gets a second name meanwhile is refused", () => {
  const appends = new Appends();
  appends.add(file, line("1"), nothing);
  linkSync(file, join(directory, "second"));
  expect(() => appends.add(file, line("2"), nothing)).toThrow("it has a second name, a hard link");
  expect(readFileSync(file, "utf8")).toBe("1\n");
  appends.close();
});
