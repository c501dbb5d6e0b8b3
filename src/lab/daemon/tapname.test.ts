import { expect, test } from "bun:test";
import fc from "fast-check";
import { isTapName, namespacePath } from "./tapname.ts";

test("a TAP device is called by what Linux's commands take for a name, and nothing else", () => {
  for (const name of ["tap0", "a", "vm-1.2_x", "fifteen-letters"])
    expect([name, isTapName(name)]).toEqual([name, true]);
  for (const name of ["", ".", "..", "-a", "a b", "a/b", "a:1", "tap%d", "sixteen-letters-", "ä"])
    expect([name, isTapName(name)]).toEqual([name, false]);
});

test("a network namespace is named by ip-netns(8)'s name, a process or a path, and a name leads to no other directory", () => {
  const resolve = (path: string) => `/here/${path}`;
  expect(namespacePath("blue", resolve)).toBe("/run/netns/blue");
  expect(namespacePath("4711", resolve)).toBe("/proc/4711/ns/net");
  expect(namespacePath("./ns", resolve)).toBe("/here/./ns");
  for (const text of ["", ".", "..", "a\0b"]) expect(namespacePath(text, resolve)).toBeUndefined();
  fc.assert(
    fc.property(fc.string(), (text) => {
      const path = namespacePath(text, resolve);
      if (path === undefined || text.includes("/")) return;
      expect(path.split("/")).toHaveLength(/^\d{1,10}$/.test(text) ? 5 : 4);
      expect(path.split("/")).not.toContain("..");
    }),
  );
});
