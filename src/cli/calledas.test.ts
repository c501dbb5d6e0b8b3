import { expect, test } from "bun:test";
import { wordsOf } from "./calledas.ts";

test("the program called as jng takes jng's words, options too", () => {
  for (const name of ["jng", "./jng", "/usr/local/bin/jng"])
    expect(wordsOf(name, ["show", "-x"], {})).toEqual(["jng", "--", "show", "-x"]);
});

test("by any other name it is ngbuddy", () => {
  for (const name of ["ngbuddy", "/opt/jng/ngbuddy", "xjng", ""])
    expect(wordsOf(name, ["show"], {})).toEqual(["show"]);
});

test("started by a container engine, which gives no arguments, it is its plugin", () => {
  const env = { CNI_COMMAND: "ADD" };
  expect(wordsOf("/usr/local/libexec/cni/ngbuddy", [], env)).toEqual(["cni"]);
  expect(wordsOf("ngbuddy", ["status"], env)).toEqual(["status"]);
  expect(wordsOf("ngbuddy", [], {})).toEqual([]);
  expect(wordsOf("jng", [], env)).toEqual(["jng", "--"]);
});
