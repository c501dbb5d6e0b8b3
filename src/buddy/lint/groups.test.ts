import { expect, test } from "bun:test";
import { byHost } from "./groups.ts";
import { kindOf } from "./kind.ts";

const groups = (...files: string[]) =>
  byHost(files.map((file) => ({ file, text: "", kind: kindOf(file, "")! }))).map((group) =>
    group.map(({ file }) => file),
  );

test("files are of one host, wherever they lie", () => {
  expect(groups()).toEqual([]);
  const all = ["a/rc.conf", "b/jail.conf", "c/rc.conf.local", "/usr/local/etc/rc.conf.d/ngbuddy"];
  expect(groups(...all)).toEqual([all]);
});

test("rc.conf in several directories is of several hosts, each with what lies beside it", () => {
  expect(
    groups(
      "a/etc/rc.conf",
      "b/etc/rc.conf",
      "a/etc/jail.conf",
      "b/etc/jail.conf.d/x.conf",
      "a/etc/rc.conf.d/ngbuddy",
      "b/usr/local/etc/rc.conf.d/ngbuddy",
      "rc.conf",
      "jail.conf",
    ),
  ).toEqual([
    ["a/etc/rc.conf", "a/etc/jail.conf", "a/etc/rc.conf.d/ngbuddy"],
    ["b/etc/rc.conf", "b/etc/jail.conf.d/x.conf", "b/usr/local/etc/rc.conf.d/ngbuddy"],
    ["rc.conf", "jail.conf"],
  ]);
});
