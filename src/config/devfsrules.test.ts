import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readDevfsRules, showsDevice } from "./devfsrules.ts";

const DEFAULTS = `# comment
[devfsrules_hide_all=1]
add hide

[devfsrules_unhide_basic=2]
add path null unhide	# as ever
[devfsrules_unhide_login=3]
add path 'pts/*' unhide
[devfsrules_jail=4]
add include $devfsrules_hide_all
add include $devfsrules_unhide_basic
add include $devfsrules_unhide_login
[devfsrules_jail_vnet=5]
add include $devfsrules_hide_all
add include $devfsrules_unhide_basic
add include $devfsrules_unhide_login
add include $devfsrules_jail
add path pf unhide
`;
const EXAMPLE = join(import.meta.dirname, "..", "..", "packaging", "examples", "devfs.rules");

test("a jail sees what the last rule of its set shows", () => {
  const rules = readDevfsRules([DEFAULTS]);
  expect(showsDevice(rules, 4, "bpf")).toBe(false);
  expect(showsDevice(rules, 4, "null")).toBe(true);
  expect(showsDevice(rules, 4, "pts/3")).toBe(true);
  expect(showsDevice(rules, 5, "pf")).toBe(true);
  expect(showsDevice(rules, 7, "null")).toBeUndefined();
});

test("the rules that are shipped show bpf", () => {
  const rules = readDevfsRules([DEFAULTS, readFileSync(EXAMPLE, "utf8")]);
  expect(showsDevice(rules, 11, "bpf")).toBe(true);
  expect(showsDevice(rules, 11, "mem")).toBe(false);
});

test("what the sets that are included include themselves does nothing, so that all devices are shown", () => {
  const own = "[mine=12]\nadd include $devfsrules_jail_vnet\nadd path 'bpf*' unhide\n";
  const rules = readDevfsRules([DEFAULTS, own]);
  for (const device of ["bpf", "pf", "mem"]) expect(showsDevice(rules, 12, device)).toBe(true);
});

test("a later file takes the place of a set; numbers before rules and sets by number are read", () => {
  const later =
    '[devfsrules_jail=4]\nadd 100 include 1\nadd 200 path "bpf*" unhide\nadd 300 type disk hide\n';
  expect(showsDevice(readDevfsRules([DEFAULTS, later]), 4, "bpf0")).toBe(true);
  expect(showsDevice(readDevfsRules([DEFAULTS, later]), 4, "null")).toBe(false);
});

test("sets that include each other come to an end", () => {
  const ring =
    "[a=1]\nadd include $b\nadd path bpf unhide\n[b=2]\nadd include 1\nadd include 1\nadd include 2\n";
  expect(showsDevice(readDevfsRules([ring]), 1, "bpf")).toBe(true);
});
