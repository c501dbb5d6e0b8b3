import { expect, test } from "bun:test";
import { readOptions } from "./options.ts";

const read = (line: string, letters: string) => {
  const { options, rest } = readOptions(line === "" ? [] : line.split(" "), letters);
  return { options: Object.fromEntries(options), rest };
};

test("options are read as sh's getopts reads them", () => {
  expect(read("-b lan web em0", "b:")).toEqual({ options: { b: "lan" }, rest: ["web", "em0"] });
  expect(read("-blan web", "b:")).toEqual({ options: { b: "lan" }, rest: ["web"] });
  expect(read("-fo a.svg", "fo:T:")).toEqual({ options: { f: "", o: "a.svg" }, rest: [] });
  expect(read("web -b lan", "b:")).toEqual({ options: {}, rest: ["web", "-b", "lan"] });
  expect(read("-- -b", "b:")).toEqual({ options: {}, rest: ["-b"] });
  expect(read("- -b", "b:")).toEqual({ options: {}, rest: ["-", "-b"] });
});

test("a wrong option is named in sh's words", () => {
  expect(() => read("-x", "")).toThrow("Illegal option -x");
  expect(() => read("-:", "b:")).toThrow("Illegal option -:");
  expect(() => read("-b", "b:")).toThrow("No arg for -b option");
});
