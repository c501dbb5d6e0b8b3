/** Where a file lies that somebody named, here or in a lab. */
import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { placeOfNamed } from "./namedplace.ts";

const root = mkdtempSync(join(tmpdir(), "ngbuddy-named-"));
afterAll(() => rmSync(root, { recursive: true }));

test("outside of a lab it is what was typed", () => {
  expect(placeOfNamed({}, "net.svg")).toBe("net.svg");
});

test("in a lab it is the lab's, from where its user is", () => {
  const from = { directory: "/tmp/d", root };
  expect(placeOfNamed(from, "net.svg")).toBe(join(root, "tmp/d/net.svg"));
  expect(placeOfNamed(from, "../../etc/rc.conf")).toBe(join(root, "etc/rc.conf"));
  expect(placeOfNamed(from, "/net.svg")).toBe(join(root, "net.svg"));
});

test("neither a path nor a link of a lab leads out of it", () => {
  mkdirSync(join(root, "etc"));
  symlinkSync("/etc", join(root, "link"));
  symlinkSync("../../../../etc", join(root, "above"));
  const part = fc.constantFrom("..", ".", "", "etc", "link", "above", "x");
  fc.assert(
    fc.property(fc.array(part), fc.boolean(), (parts, isAbsolute) => {
      const path = `${isAbsolute ? "/" : ""}${parts.join("/")}`;
      try {
        expect(`${placeOfNamed({ directory: "/etc", root }, path)}/`).toStartWith(`${root}/`);
      } catch (error) {
        // An absolute link to where the lab has no directory.
        expect(error).toMatchObject({ code: "EACCES" });
      }
    }),
  );
});

test("a lab in memory has it nowhere on this machine", () => {
  expect(placeOfNamed({ directory: "/root" }, "/etc/rc.conf")).toBeUndefined();
});
