import { afterAll, describe, expect, test } from "bun:test";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { errnoOf } from "../../../test/support/refusal.ts";
import { errno } from "../../netgraph/errno.ts";
import { directoryFiles } from "./directoryfiles.ts";
import { type Files, normalPath } from "./files.ts";
import { memoryFiles } from "./memoryfiles.ts";

const scratch = fs.mkdtempSync(join(tmpdir(), "lab-files-"));
afterAll(() => fs.rmSync(scratch, { recursive: true }));
let made = 0;
const newDirectory = () => join(scratch, `root${made++}`);

for (const [kind, make] of [
  ["in memory", memoryFiles],
  ["in a directory", () => directoryFiles(newDirectory())],
] as const) {
  describe(`the lab's files, ${kind}`, () => {
    test("are read back as they were written and appended", () => {
      const files = make();
      files.makeDirectory("/etc/rc.conf.d");
      files.write("/etc/rc.conf", "a=1\n");
      files.append("/etc/rc.conf", "b=2\n");
      files.append("/etc/new", "ö");
      expect(files.read("/etc/rc.conf")).toBe("a=1\nb=2\n");
      expect(files.read("etc/../etc//./new")).toBe("ö");
      expect(files.list("/etc")).toEqual(["new", "rc.conf", "rc.conf.d"]);
      expect([
        files.isDirectory("/etc"),
        files.isDirectory("/etc/new"),
        files.exists("/etc/x"),
      ]).toEqual([true, false, false]);
    });

    test("are refused with FreeBSD's errno", () => {
      const files = make();
      files.makeDirectory("/d/e");
      files.write("/f", "");
      expect(errnoOf(() => files.read("/x"))).toBe(errno.ENOENT);
      expect(errnoOf(() => files.read("/d"))).toBe(errno.EISDIR);
      expect(errnoOf(() => files.read("/f/x"))).toBe(errno.ENOTDIR);
      expect(errnoOf(() => files.write("/x/y", ""))).toBe(errno.ENOENT);
      expect(errnoOf(() => files.write("/f/y", ""))).toBe(errno.ENOTDIR);
      expect(errnoOf(() => files.write("/d", ""))).toBe(errno.EISDIR);
      expect(errnoOf(() => files.list("/f"))).toBe(errno.ENOTDIR);
      expect(errnoOf(() => files.list("/x"))).toBe(errno.ENOENT);
      expect(errnoOf(() => files.remove("/d"))).toBe(errno.ENOTEMPTY);
      expect(errnoOf(() => files.remove("/x"))).toBe(errno.ENOENT);
      expect(errnoOf(() => files.remove("/"))).toBe(errno.EBUSY);
      expect(errnoOf(() => files.rename("/x", "/y"))).toBe(errno.ENOENT);
      expect(errnoOf(() => files.makeDirectory("/f"))).toBe(errno.EEXIST);
    });

    test("are renamed, files over files and directories with what is in them", () => {
      const files = make();
      files.makeDirectory("/d/e");
      files.write("/d/e/f", "text");
      files.write("/g", "old");
      files.rename("/d/e/f", "/g");
      files.write("/d/e/h", "more");
      files.rename("/d", "/n");
      expect([files.read("/g"), files.read("/n/e/h"), files.exists("/d")]).toEqual([
        "text",
        "more",
        false,
      ]);
    });

    test("are gone when they are removed", () => {
      const files = make();
      files.makeDirectory("/d");
      files.write("/d/f", "");
      files.remove("/d/f");
      files.remove("/d");
      expect(files.list("/")).toEqual([]);
    });
  });
}

describe("a lab's directory", () => {
  function withOutside(): { files: Files; root: string; outside: string } {
    const root = newDirectory();
    const outside = newDirectory();
    fs.mkdirSync(outside);
    fs.writeFileSync(join(outside, "secret"), "secret");
    return { files: directoryFiles(root), root, outside };
  }

  test("is not left by .., whatever the path", () => {
    const { files, outside } = withOutside();
    const part = fc.constantFrom("..", ".", "", "a", outside.slice(1), "../..", "secret");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const path = parts.join("/");
        expect(normalPath(path).startsWith("/")).toBe(true);
        expect(normalPath(path)).not.toContain("..");
        expect(files.exists(`${path}/secret`)).toBe(false);
      }),
    );
  });

  test("is not left by a symbolic link, neither for reading nor for writing", () => {
    const { files, root, outside } = withOutside();
    fs.symlinkSync(outside, join(root, "way"));
    fs.symlinkSync(join(outside, "secret"), join(root, "direct"));
    fs.symlinkSync(join(outside, "new"), join(root, "dangling"));
    for (const path of ["/way/secret", "/direct", "/way", "/way/../way/secret"]) {
      expect([path, files.exists(path)]).toEqual([path, false]);
    }
    expect(errnoOf(() => files.read("/direct"))).toBe(errno.EACCES);
    expect(errnoOf(() => files.write("/dangling", "x"))).toBe(errno.EACCES);
    expect(errnoOf(() => files.write("/way/new", "x"))).toBe(errno.EACCES);
    expect(errnoOf(() => files.makeDirectory("/way/new"))).toBe(errno.EACCES);
    expect(errnoOf(() => files.rename("/direct", "/way/x"))).toBe(errno.EACCES);
    expect(errnoOf(() => files.list("/way"))).toBe(errno.EACCES);
    files.remove("/direct");
    expect(fs.readdirSync(outside)).toEqual(["secret"]);
  });

  test("follows links that stay inside", () => {
    const { files, root } = withOutside();
    files.makeDirectory("/etc");
    files.write("/etc/real", "text");
    fs.symlinkSync("real", join(root, "etc/link"));
    expect(files.read("/etc/link")).toBe("text");
  });
});
