/** The arguments of a subcommand. How a whole command line is told what is wrong is in dispatch.test.ts. */
import { describe, expect, test } from "bun:test";
import { asksForHelp, optionWords, readArguments, takerOfNext } from "./arguments.ts";
import { exitStatus, Failure } from "./io.ts";

const options = {
  "dry-run": { type: "boolean", short: "n", summary: "show" },
  output: { type: "string", short: "o", value: "FILE", summary: "where" },
  hidden: { type: "boolean" },
} as const;
const plain = {
  name: "paint",
  summary: "paint it",
  example: "ngbuddy paint wall",
  arguments: [{ name: "WHAT" }, { name: "COLOUR", optional: true }],
  options,
} as const;
const withRest = {
  name: "run",
  summary: "run it",
  arguments: [{ name: "JAIL" }, { name: "COMMAND", rest: true }],
  options,
} as const;

const withMany = {
  name: "mix",
  summary: "mix them",
  arguments: [{ name: "POT" }, { name: "COLOUR", many: true }],
  options,
} as const;

const words = (line: string) => line.split(" ").filter((word) => word !== "");
const read = (line: string) => readArguments(words(line), plain);

function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    expect((error as Failure).status).toBe(exitStatus.usage);
    return (error as Failure).message;
  }
  return "";
}

describe("arguments and options", () => {
  test.each([
    ["wall", { what: "wall" }, {}],
    ["wall red -n", { what: "wall", colour: "red" }, { "dry-run": true }],
    ["--dry-run --output=x wall", { what: "wall" }, { "dry-run": true, output: "x" }],
    ["-o x wall", { what: "wall" }, { output: "x" }],
    ["-no x wall", { what: "wall" }, { "dry-run": true, output: "x" }],
    ["--output=-n wall", { what: "wall" }, { output: "-n" }],
    ["--hidden wall", { what: "wall" }, { hidden: true }],
    ["-- -n", { what: "-n" }, {}],
    ["wall -", { what: "wall", colour: "-" }, {}],
  ])("of %j are what they say, in any order", (line, args, values) => {
    const found = read(line);
    expect({ ...found.args } as object).toEqual(args);
    expect({ ...found.options }).toEqual(values);
  });

  test.each([
    [
      "",
      "paint: WHAT is missing, for example: ngbuddy paint wall; usage: ngbuddy paint [-n] [-o FILE] WHAT [COLOUR]",
    ],
    ["a b c", 'unexpected argument "c"; usage: '],
    ["a --nosuch", "unknown option --nosuch; usage: "],
    ["a --output", "--output needs a value, FILE; usage: "],
    ["a -o -n", "-o needs a value, FILE; usage: "],
    ["a --dry-run=1", "--dry-run takes no value; usage: "],
    ["a --outptu x", "unknown option --outptu; did you mean --output? usage: "],
    // What is for programs of ours is offered to nobody.
    ["a --hiden", "unknown option --hiden; usage: "],
    ["a --constructor", "unknown option --constructor; usage: "],
  ])("of %j are refused: %s", (line, message) => {
    expect(refusalOf(() => read(line))).toStartWith(message);
  });
});

describe("somebody else's command line", () => {
  const run = (line: string) => readArguments(words(line), withRest);

  test("is taken as it is, with its options", () => {
    expect(run("-n web ls -n --nosuch -- x")).toEqual({
      args: { jail: "web", command: ["ls", "-n", "--nosuch", "--", "x"] },
      options: { "dry-run": true },
    });
    expect(run("-o x web ls").options).toEqual({ output: "x" });
    expect(run("web -- -n").args.command).toEqual(["-n"]);
  });
  test("is missing where there is none", () => {
    expect(refusalOf(() => run("web"))).toStartWith("run: COMMAND is missing; usage: ");
  });
  test("asks for its own help, not for ours", () => {
    expect([
      asksForHelp(words("web ls --help"), withRest),
      asksForHelp(words("--help web ls"), withRest),
    ]).toEqual([false, true]);
    expect([asksForHelp(words("wall -h"), plain), asksForHelp(words("-- -h"), plain)]).toEqual([
      true,
      false,
    ]);
  });
});

test("words behind -- are no options", () => {
  expect(optionWords(words("a -n -- -x"))).toEqual(["a", "-n"]);
  expect(optionWords(words("a -n"))).toEqual(["a", "-n"]);
});

test("the option that takes the next word is known by its long name and by its letter at the end of others", () => {
  const taker = (word: string | undefined) => takerOfNext(word, options)?.value;
  expect(["--output", "-o", "-no"].map(taker)).toEqual(["FILE", "FILE", "FILE"]);
  expect(["--output=x", "-on", "-n", "--dry-run", "o", undefined].map(taker)).toEqual(
    new Array(6).fill(undefined),
  );
});

describe("an argument of which there are many", () => {
  test("takes all that is left, with options in between", () => {
    const { args, options: values } = readArguments(words("big red -n blue -- -x"), withMany);
    expect({ ...args } as object).toEqual({ pot: "big", colour: ["red", "blue", "-x"] });
    expect({ ...values }).toEqual({ "dry-run": true });
  });

  test("is there once at least, unless it may be left out", () => {
    expect(refusalOf(() => readArguments(["big"], withMany))).toBe(
      "mix: COLOUR is missing; usage: ngbuddy mix [-n] [-o FILE] POT COLOUR …",
    );
    const optional = {
      ...withMany,
      arguments: [{ name: "COLOUR", many: true, optional: true }],
    } as const;
    expect(readArguments([], optional).args.colour).toEqual([]);
  });
});
