// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** What sh's own commands do to variables. */
import { describe, expect, test } from "bun:test";
import { type Effect, effectOf, isBuiltin, isSpecialBuiltin } from "./builtins.ts";
import { parseCommands } from "./sh/commands.ts";

/** The effect of a command as it is written. */
function effect(text: string): Effect {
  const [name, ...args] = parseCommands(text)[0]!.words;
  return effectOf(name!, args);
}
const NONE: Effect = { kind: "none" };
const ANYTHING: Effect = { kind: "anything" };

describe("a command", () => {
  const table: [text: string, effect: Effect][] = [
    ["ifconfig a=1", NONE],
    ["eval a=1", ANYTHING],
    ["alias x=y", ANYTHING],
    ["$command a", ANYTHING],
    [". /etc/site.conf", ANYTHING],
    [". $file", ANYTHING],
    [". /etc/rc.conf.local", NONE],
    ["source /etc/rc.conf", NONE],
    ["read a b", { kind: "sets", names: ["a", "b"] }],
    ["read -r a", { kind: "sets", names: ["a"] }],
    ["read $name", ANYTHING],
    ["local a=1 b", { kind: "sets", names: ["a", "b"] }],
    ["unset a b", { kind: "unsets", names: ["a", "b"] }],
    ["unset -f a", NONE],
    ["export a", NONE],
    ["export $a", ANYTHING],
    ["readonly a=1", { kind: "freezes", names: ["a"] }],
    ["return 1", { kind: "leaves" }],
    ["exit", { kind: "leaves" }],
    ["exec ls", { kind: "leaves" }],
    ["exec >/dev/null", NONE],
    ["command read a", { kind: "sets", names: ["a"] }],
    ["command -v read", NONE],
    ["builtin eval x", ANYTHING],
    ["command", NONE],
    ["'read' a", { kind: "sets", names: ["a"] }],
  ];
  test.each(table)("%s", (text, expected) => {
    expect(effect(text)).toEqual(expected);
  });
});

test("assignments before some commands outlast them, before others they do not", () => {
  expect(["export", "eval", ":", "."].map(isSpecialBuiltin)).toEqual([true, true, true, true]);
  expect(["read", "local", "command", "ls", "constructor"].map(isSpecialBuiltin)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("sh needs a program for what it has not built in", () => {
  expect(["export", "read", "[", "printf"].every(isBuiltin)).toBe(true);
  expect(["ls", "ifconfig", "sysrc", "constructor"].some(isBuiltin)).toBe(false);
});
