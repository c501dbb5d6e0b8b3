/** Where paths of the command line are in the lab. */
import { expect, test } from "bun:test";
import type { Jail } from "../jails/jail.ts";
import { baseName, placeOf, seenPath } from "./paths.ts";

const jail = { path: "/jails/web/" } as Jail;

test("a relative path begins at the process's directory", () => {
  expect([
    seenPath({ directory: "/etc" }, "rc.conf"),
    seenPath({ directory: "/etc" }, "/tmp/x"),
    seenPath({}, "x"),
  ]).toEqual(["/etc/rc.conf", "/tmp/x", "/x"]);
  expect(seenPath({ directory: "/a/b" }, "../c/./d")).toBe("/a/c/d");
});

test("a jail sees its own root, which no .. leads above", () => {
  expect(placeOf({ jail, directory: "/etc" }, "hosts")).toBe("/jails/web/etc/hosts");
  expect(placeOf({ jail }, "../../../etc/passwd")).toBe("/jails/web/etc/passwd");
  expect(placeOf({ jail: { path: "/" } as Jail }, "/etc/hosts")).toBe("/etc/hosts");
  expect(placeOf({}, "../../etc/hosts")).toBe("/etc/hosts");
});

test("the last part of a path has no slash", () => {
  expect(["/etc/rc.conf", "/etc/", "name", "/"].map(baseName)).toEqual([
    "rc.conf",
    "etc",
    "name",
    "",
  ]);
});
