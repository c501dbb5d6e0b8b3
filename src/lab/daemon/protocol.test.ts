/** What is said over lab.sock: requests of any shape, lines of any length. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { LineError, lineSplitter, MAX_LINE, piecesOf } from "./lines.ts";
import { MAX_ADVANCE, parseRequest, RequestError } from "./protocol.ts";

const refusal = (line: string) => {
  try {
    parseRequest(line);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(RequestError);
    return (error as Error).message;
  }
};

test("requests are taken as they are", () => {
  for (const request of [
    { run: ["ngctl", "list"] },
    { run: ["sh"], terminal: true },
    { in: "" },
    { end: true },
    { interrupt: true },
    { advance: 0.5 },
    { advance: MAX_ADVANCE },
    { about: true },
    { prices: "call:1ms" },
    { stop: true },
    { call: "interfaces", args: [] },
    { call: "changeInterface", args: ["em0", { set: "mtu", to: 9000 }] },
    { call: "changeInterface", args: ["em0", { set: "lro", to: false }] },
    { call: "value", args: ["kern.osrelease"] },
  ])
    expect(parseRequest(JSON.stringify(request)) as unknown).toEqual(request);
});

test("what is no request is refused with what would be right", () => {
  const bad: readonly (readonly [line: string, says: string])[] = [
    ["", "a request is a line of JSON"],
    ["{", "a request is a line of JSON"],
    ["null", "a request is a JSON object"],
    ["[]", "a request is a JSON object"],
    ["5", "a request is a JSON object"],
    ["{}", "a request has one of run, in, end"],
    ['{"hello":1}', "a request has one of run, in, end"],
    ['{"__proto__":1}', "a request has one of"],
    ['{"constructor":1}', "a request has one of"],
    ['{"about":true,"stop":true}', "a request has one of"],
    ['{"about":false}', "about: give true"],
    ['{"run":"ls"}', "run: give a list of texts"],
    ['{"run":[]}', "run: give a list of texts"],
    ['{"run":["ls",1]}', "run: give a list of texts"],
    ['{"in":1}', "in: give a text"],
    ['{"advance":"x"}', "advance: give a number of seconds"],
    ['{"advance":null}', "advance: give a number of seconds"],
    ['{"advance":-1}', "advance: give a number of seconds"],
    ['{"advance":1e999}', "advance: give a number of seconds"],
    ['{"advance":1e12}', "advance: give a number of seconds"],
    ['{"run":["ls"],"terminal":1}', "terminal: give true or false"],
    ['{"call":"interfaces"}', "args: give a list of the call's arguments"],
    ['{"call":"interfaces","args":[1]}', "args: give a list of the call's arguments"],
    ['{"call":"moveIn","args":["a"]}', "args: give a list of the call's arguments"],
    ['{"call":"changeInterface","args":["a",2]}', "args: give a list"],
    ['{"call":"changeInterface","args":["a",{"set":"mtu","to":"9"}]}', "args: give a list"],
    ['{"call":"changeInterface","args":["a",{"set":"nosuch","to":1}]}', "args: give a list"],
    ['{"call":"changeInterface","args":["a",{"set":"__proto__","to":1}]}', "args: give a list"],
    ['{"call":"value","args":["kern.nosuch"]}', "args: give a list of the call's arguments"],
    ['{"call":"toString","args":[]}', "call: give one of interfaces, interfaceNamed"],
    ['{"about":true,"args":[]}', "args: give a list of the call's arguments, with call"],
    ['{"about":true,"terminal":true}', "terminal: give true or false, with run"],
  ];
  for (const [line, says] of bad)
    expect([line, refusal(line)]).toEqual([line, expect.stringContaining(says)]);
});

test("whatever JSON comes is a request or is refused", () => {
  const value = fc.jsonValue();
  const key = fc.constantFrom("run", "in", "end", "advance", "about", "terminal", "x");
  fc.assert(
    fc.property(
      fc.oneof(value, fc.dictionary(key, value)),
      (any) => void refusal(JSON.stringify(any)),
    ),
  );
});

test("lines come out as they went in, wherever the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string().filter((line) => !line.includes("\n"))),
      fc.array(fc.nat(9), { minLength: 1 }),
      (lines, cuts) => {
        const seen: string[] = [];
        const split = lineSplitter((line) => seen.push(line));
        const stream = lines.map((line) => `${line}\n`).join("");
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const end = at + cuts[turn % cuts.length]! + 1;
          split(stream.slice(at, end));
          at = end;
        }
        expect(seen).toEqual(lines);
      },
    ),
  );
});

test("a line that never ends is refused before it has all come, and quickly", () => {
  const chunk = "x".repeat(65536);
  const split = lineSplitter(() => {});
  const start = performance.now();
  let taken = 0;
  expect(() => {
    for (; taken < 200_000_000; taken += chunk.length) split(chunk);
  }).toThrow(LineError);
  expect(taken).toBeLessThanOrEqual(MAX_LINE);
  expect(performance.now() - start).toBeLessThan(1000);
});

test("a long text goes in pieces that make the same text", () => {
  const text = "a😀".repeat(100_000);
  const pieces = piecesOf(text);
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.map((piece) => JSON.parse(JSON.stringify(piece))).join("")).toBe(text);
  expect(piecesOf("")).toEqual([""]);
});
