import { expect, test } from "bun:test";
import { wordsOf } from "./calledas.ts";

test("the program called as jng takes jng's words, options too", () => {
  for (const name of ["jng", "./jng", "/usr/local/bin/jng"])
    expect(wordsOf(name, ["show", "-x"])).toEqual(["jng", "--", "show", "-x"]);
});

test("by any other name it is ngbuddy", () => {
  for (const name of ["ngbuddy", "/opt/jng/ngbuddy", "xjng", ""])
    expect(wordsOf(name, ["show"])).toEqual(["show"]);
});
