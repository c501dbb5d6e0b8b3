import { expect, test } from "bun:test";
import { globbed } from "./glob.ts";

const tree: { readonly [directory: string]: readonly string[] } = {
  "/": ["etc", "jails"],
  "/etc": [".hidden.conf", "jail.conf", "jail.conf.d"],
  "/etc/jail.conf.d": ["a.conf", "b.conf", "b.conf.old"],
  "/jails": ["README", "db1", "web1"],
  "/jails/web1": ["jail.conf", "root"],
  "/jails/db1": ["root"],
  ".": ["one", "two"],
};
const list = (directory: string) => tree[directory] ?? [];

test.each([
  ["/etc/jail.conf", ["/etc/jail.conf"]],
  ["/etc/nosuch", ["/etc/nosuch"]],
  ["/etc/jail.conf.d/*.conf", ["/etc/jail.conf.d/a.conf", "/etc/jail.conf.d/b.conf"]],
  ["/jails/*/jail.conf", ["/jails/web1/jail.conf"]],
  ["/*/jail.conf", ["/etc/jail.conf"]],
  ["/etc/*", ["/etc/jail.conf", "/etc/jail.conf.d"]],
  ["/etc/.*.conf", ["/etc/.hidden.conf"]],
  ["/jails/[dw]*/root", ["/jails/db1/root", "/jails/web1/root"]],
  ["/nosuch/*", []],
  ["t?o", ["two"]],
])("%s means %j", (pattern, paths) => {
  expect(globbed(pattern, list)).toEqual(paths);
});
