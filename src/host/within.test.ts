/** A tree's own links, looked up as chroot(8) would. */
import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { realFiles } from "./realfiles.ts";
import { nameWithin, placeWithin } from "./within.ts";

const scratch = mkdtempSync(join(tmpdir(), "ngbuddy-within-"));
afterAll(() => rmSync(scratch, { recursive: true }));
let made = 0;
function newTree(): { root: string; outside: string } {
  const root = join(scratch, `root${made}`);
  const outside = join(scratch, `outside${made++}`);
  mkdirSync(join(root, "etc"), { recursive: true });
  mkdirSync(join(root, "usr/local/etc"), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, "rc.conf"), "theirs\n");
  return { root, outside };
}
const codeOf = (action: () => unknown) => {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
};

test("an absolute link leads to a place of the tree, and so does one with too many ..", () => {
  const { root } = newTree();
  symlinkSync("/usr/local/etc", join(root, "etc/local"));
  symlinkSync("../../../../../usr/local", join(root, "etc/up"));
  expect(placeWithin(root, "/etc/local/x")).toBe(join(root, "usr/local/etc/x"));
  expect(placeWithin(root, "/etc/up/etc")).toBe(join(root, "usr/local/etc"));
  expect(nameWithin(root, "/etc/local")).toBe(join(root, "etc/local"));
  expect(placeWithin(root, "/")).toBe(root);
});

test("links in a circle, and those made for a place outside, are refused", () => {
  const { root, outside } = newTree();
  symlinkSync("b", join(root, "a"));
  symlinkSync("a", join(root, "b"));
  symlinkSync(join(outside, "rc.conf"), join(root, "etc/rc.conf"));
  expect(codeOf(() => placeWithin(root, "/a"))).toBe("ELOOP");
  expect(codeOf(() => placeWithin(root, "/etc/rc.conf"))).toBe("EACCES");
});

test("whatever links a tree has, no path leads out of it", () => {
  const name = fc.constantFrom("a", "b", "c", "..", ".", "", "etc");
  const path = fc.array(name, { maxLength: 5 }).map((parts) => parts.join("/"));
  const target = fc.tuple(fc.constantFrom("", "/"), path).map((parts) => parts.join("") || ".");
  fc.assert(
    fc.property(fc.array(target, { maxLength: 3 }), path, (targets, wanted) => {
      const { root } = newTree();
      for (const [index, to] of targets.entries()) symlinkSync(to, join(root, "abc"[index]!));
      try {
        expect(`${placeWithin(root, wanted)}/`.startsWith(`${root}/`)).toBe(true);
      } catch (error) {
        expect(["ELOOP", "EACCES"]).toContain((error as NodeJS.ErrnoException).code!);
      }
    }),
    { numRuns: 200 },
  );
});

test("a lab's rc.conf that is a link to a file of the machine leaves that file alone", async () => {
  const { root, outside } = newTree();
  const theirs = join(outside, "rc.conf");
  symlinkSync(theirs, join(root, "etc/rc.conf"));
  symlinkSync(outside, join(root, "usr/home"));
  const files = realFiles({ root });
  const refused = "permission denied";
  expect(files.edit("/etc/rc.conf", () => "ours\n")).rejects.toThrow(refused);
  expect(files.append("/usr/home/new", "x")).rejects.toThrow(refused);
  expect(files.read("/etc/rc.conf")).rejects.toThrow(refused);
  expect(files.list("/usr/home")).rejects.toThrow(refused);
  expect(readFileSync(theirs, "utf8")).toBe("theirs\n");
  await files.remove("/etc/rc.conf");
  await files.edit("/etc/rc.conf", () => "ours\n");
  expect(readFileSync(join(root, "etc/rc.conf"), "utf8")).toBe("ours\n");
});

test("a lab's rc.conf that is a link within the lab stays one", async () => {
  const { root } = newTree();
  symlinkSync("/usr/local/etc/rc.conf", join(root, "etc/rc.conf"));
  const files = realFiles({ root });
  await files.edit("/etc/rc.conf", () => "ours\n");
  expect(readFileSync(join(root, "usr/local/etc/rc.conf"), "utf8")).toBe("ours\n");
  expect(await files.read("/etc/rc.conf")).toBe("ours\n");
});
