/** Whose directory a lab may live in. */
import { afterAll, expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DirectoryError, labDirectory } from "./directory.ts";
import { checkLab, makeLab, openLog, TrustError } from "./trust.ts";

const scratch = mkdtempSync(join(tmpdir(), "ngbuddy-trust-"));
afterAll(() => rmSync(scratch, { recursive: true }));
let made = 0;
const newPlace = () => join(scratch, `lab${made++}`);

/** Why a lab may not live there; undefined when it may. */
function fault(path: string): string | undefined {
  try {
    checkLab(labDirectory(path));
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(TrustError);
    return (error as Error).message;
  }
}

test("a lab's directory is made for its owner alone, whatever the umask", () => {
  const before = process.umask(0);
  const place = newPlace();
  try {
    makeLab(labDirectory(join(place, "inner")));
  } finally {
    process.umask(before);
  }
  expect([place, join(place, "inner")].map((path) => lstatSync(path).mode & 0o777)).toEqual([
    0o700, 0o700,
  ]);
});

test("a directory that others can write holds no lab, nor does one below it", () => {
  for (const mode of [0o777, 0o775, 0o757]) {
    const place = newPlace();
    mkdirSync(place);
    chmodSync(place, mode);
    expect(fault(place)).toContain(`${place}: others may write here (mode ${mode.toString(8)})`);
    expect(fault(place)).toContain(`chmod go-w ${place}`);
  }
  const open = newPlace();
  mkdirSync(join(open, "lab"), { recursive: true });
  chmodSync(open, 0o777);
  expect(fault(join(open, "lab"))).toContain(`${open}: others may write here`);
  expect(fault(join(open, "not", "there"))).toContain(`${open}: others may write here`);
  // As /tmp is: each keeps his own.
  chmodSync(open, 0o1777);
  expect(fault(join(open, "lab"))).toBeUndefined();
});

test.if(process.getuid?.() === 0)("a directory of another user holds no lab of ours", () => {
  const place = newPlace();
  mkdirSync(join(place, "lab"), { recursive: true });
  chownSync(place, 12345, 12345);
  expect(fault(place)).toContain(`${place}: it belongs to user 12345`);
  expect(fault(join(place, "lab"))).toContain(`${place}: it belongs to user 12345`);
  const way = newPlace();
  const target = newPlace();
  mkdirSync(target);
  symlinkSync(target, way);
  expect(fault(way)).toBeUndefined();
  const theirs = newPlace();
  symlinkSync(target, theirs);
  lchownSync(theirs, 12345, 12345);
  expect(fault(theirs)).toContain(`${theirs}: it belongs to user 12345`);
});

test("what a lab's directory holds is no link to somewhere else", () => {
  for (const part of ["root", "bin", "log", "host.json", "state.json"]) {
    const place = newPlace();
    const outside = newPlace();
    mkdirSync(place, { mode: 0o700 });
    writeFileSync(outside, "theirs\n");
    symlinkSync(part.includes(".") || part === "log" ? outside : scratch, join(place, part));
    expect(fault(place)).toContain(`${join(place, part)} is a symbolic link`);
    if (part === "log") expect(() => openLog(labDirectory(place))).toThrow();
    expect(readFileSync(outside, "utf8")).toBe("theirs\n");
  }
});

test("a directory with a root or bin of somebody's is not made into a lab, which would remove them", () => {
  const place = newPlace();
  mkdirSync(join(place, "bin"), { recursive: true });
  writeFileSync(join(place, "thesis.tex"), "");
  expect(() => makeLab(labDirectory(place))).toThrow(
    new DirectoryError(
      `${place} is no lab, and a lab would replace its bin; name an empty directory or a new one with NGBUDDY_LAB`,
    ),
  );
  // A description of one's own is not enough for removing what is called bin beside it.
  writeFileSync(join(place, "host.json"), "{}");
  expect(() => makeLab(labDirectory(place))).toThrow(DirectoryError);
});

test("a lab may have other files beside it, and what a killed one left is in nobody's way", () => {
  const lab = labDirectory(newPlace());
  makeLab(lab);
  for (const file of [lab.hostFile, lab.pidFile, `${lab.lock}.break`]) writeFileSync(file, "");
  expect(fault(lab.path)).toBeUndefined();
  const other = labDirectory(newPlace());
  mkdirSync(other.root, { recursive: true, mode: 0o700 });
  writeFileSync(other.hostFile, "{}");
  writeFileSync(join(other.path, "session.txt"), "");
  expect(fault(other.path)).toBeUndefined();
});

test("a file in the place of a lab's directory is told as one", () => {
  const file = newPlace();
  writeFileSync(file, "");
  for (const path of [file, join(file, "lab")])
    expect(() => makeLab(labDirectory(path))).toThrow(`${file} is a file, not a directory`);
});
