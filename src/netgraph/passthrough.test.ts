import { expect, test } from "bun:test";
import { exitOf } from "./passthrough.ts";

test.each([
  ["tee", "left", ["left", "right", "left2right"], "right"],
  ["tee", "left2right", ["left", "right", "left2right"], undefined],
  ["tee", "left", ["left"], undefined],
  ["pipe", "lower", ["upper", "lower"], "upper"],
  ["car", "upper", ["upper", "lower"], "lower"],
  ["patch", "in", ["in", "out"], "out"],
  ["vlan", "v10", ["downstream", "v10", "v20"], "downstream"],
  ["vlan", "downstream", ["downstream", "v10"], "v10"],
  ["vlan", "downstream", ["downstream", "v10", "v20"], undefined],
  ["macfilter", "default", ["ether", "default"], "ether"],
  ["bpf", "a", ["a", "b"], "b"],
  ["bpf", "a", ["a", "b", "c"], undefined],
  ["hub", "a", ["a", "b"], undefined],
  ["constructor", "a", ["a", "b"], undefined],
] as const)("what comes into a %s by %s, of %p, leaves by %s", (type, entry, hooks, exit) => {
  expect(exitOf(type, entry, hooks)).toBe(exit);
});
