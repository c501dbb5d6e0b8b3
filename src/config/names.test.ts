import { describe, expect, test } from "bun:test";
import { bridgeName, eifaceName, interfaceName, NameError } from "./names.ts";

function attempt(check: (text: string) => string, text: string): string {
  try {
    return check(text);
  } catch (error) {
    if (error instanceof NameError) return `<${error.message}>`;
    throw error;
  }
}

describe("a name that can be used is given back, any other refused with the reason", () => {
  test.each([
    ["lan", "lan"],
    ["10g_lan", "10g_lan"],
    ["", "<a bridge needs a name>"],
    [
      "my-lan",
      '<a bridge cannot be called "my-lan", since rc.conf would need the variable ngbuddy_my-lan_if; use letters, digits and _>',
    ],
    ["a".repeat(31), "a".repeat(31)],
    ["a".repeat(32), `<the name "${"a".repeat(32)}" has 32 characters; a bridge's has at most 31>`],
  ])("bridge %j", (text, result) => {
    expect(attempt(bridgeName, text)).toBe(result);
  });

  test.each([
    ["jail-01", "jail-01"],
    ["-x", '<"-x" is no name for an eiface; use letters, digits, _ and -, and not - first>'],
    ["a.b", '<"a.b" is no name for an eiface; use letters, digits, _ and -, and not - first>'],
    [
      "0123456789abcdef",
      '<the name "0123456789abcdef" has 16 characters; an interface\'s has at most 15>',
    ],
  ])("eiface %j", (text, result) => {
    expect(attempt(eifaceName, text)).toBe(result);
  });

  test.each([
    ["vtnet1.7", "vtnet1.7"],
    ["vtnet1:7", '<"vtnet1:7" is no name of an interface; ifconfig -l lists them>'],
    ["", '<"" is no name of an interface; ifconfig -l lists them>'],
  ])("interface %j", (text, result) => {
    expect(attempt(interfaceName, text)).toBe(result);
  });
});
