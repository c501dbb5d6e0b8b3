/** Files as files, and what is none. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendTo, createRegular, openToAppend, readRegular, StrangeError } from "./regular.ts";

let root: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ngbuddy-regular-"));
  path = join(root, "a");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const text = (file = path) => readFileSync(file, "utf8");
const bytes = (one: string) => new TextEncoder().encode(one);

describe("a file is read", () => {
  test("through links, with any mode, where anybody's is trusted", () => {
    writeFileSync(join(root, "real"), "x", { mode: 0o666 });
    symlinkSync("real", path);
    expect(readRegular(path, "any").toString()).toBe("x");
  });

  test("only as it is, and only if nobody else can write it, where our own is meant", () => {
    writeFileSync(path, "x", { mode: 0o644 });
    expect(readRegular(path, "own").toString()).toBe("x");
    symlinkSync("a", join(root, "link"));
    expect(() => readRegular(join(root, "link"), "own")).toThrow(
      "it is a symbolic link, not a file",
    );
    chmodSync(path, 0o620);
    expect(() => readRegular(path, "own")).toThrow("others may write it (mode 620)");
    expect(readRegular(path, "any").toString()).toBe("x");
  });

  test("only if it has one name, where our own is meant", () => {
    writeFileSync(path, "x", { mode: 0o600 });
    linkSync(path, join(root, "b"));
    expect(() => readRegular(path, "own")).toThrow("it has a second name, a hard link");
  });
});

test("a jail's file is read to a size that nobody waits for, and not by a link that was put there meanwhile", () => {
  writeFileSync(path, "x".repeat(256 * 1024));
  expect(readRegular(path, "jail").length).toBe(256 * 1024);
  writeFileSync(path, "x".repeat(256 * 1024 + 1));
  expect(readRegular(path, "any").length).toBe(256 * 1024 + 1);
  expect(() => readRegular(path, "jail")).toThrow(
    "it has 262145 bytes, and at most 262144 are read",
  );
  symlinkSync("a", join(root, "link"));
  expect(() => readRegular(join(root, "link"), "jail")).toThrow("it is a symbolic link");
});

test("a directory or a FIFO is no file, whosever it is, and is not waited for", () => {
  mkdirSync(path);
  spawnSync("mkfifo", [join(root, "fifo")]);
  for (const trust of ["any", "own"] as const) {
    expect(() => readRegular(path, trust)).toThrow("it is a directory, not a file");
    expect(() => readRegular(join(root, "fifo"), trust)).toThrow("it is a FIFO, not a file");
  }
});

describe("a file is added to", () => {
  test("and made for its owner alone where there is none", () => {
    const { file, made } = openToAppend(path);
    expect(made).toBe(true);
    expect(appendTo(file, bytes("one"))).toBe(true);
    expect(appendTo(file, bytes("two"))).toBe(true);
    closeSync(file);
    expect(text()).toBe("onetwo");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const again = openToAppend(path);
    expect(again.made).toBe(false);
    closeSync(again.file);
  });

  test("no more when it has been removed", () => {
    const { file } = openToAppend(path);
    unlinkSync(path);
    expect(appendTo(file, bytes("x"))).toBe(false);
    closeSync(file);
  });

  test("never through a link", () => {
    writeFileSync(join(root, "victim"), "");
    symlinkSync("victim", path);
    expect(() => openToAppend(path)).toThrow(StrangeError);
    expect(text(join(root, "victim"))).toBe("");
  });
});

describe("a file is made anew", () => {
  test("in the place of an old one, with the mode that is asked for", () => {
    writeFileSync(path, "old");
    closeSync(createRegular(path, 0o640));
    expect(text()).toBe("");
  });

  test("in the place of a link, which is not followed", () => {
    writeFileSync(join(root, "victim"), "untouched");
    symlinkSync("victim", path);
    closeSync(createRegular(path));
    expect(text(join(root, "victim"))).toBe("untouched");
    expect(text()).toBe("");
  });

  test("not in the place of a directory", () => {
    mkdirSync(path);
    expect(() => createRegular(path)).toThrow(`${path} is in the way: it is a directory`);
  });
});
