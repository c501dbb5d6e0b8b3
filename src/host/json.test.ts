/** JSON of libxo(3), whatever is in it. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { writeXo } from "../lab/commands/libxo.ts";
import { field, OutputError, readJson } from "./json.ts";

test("JSON of libxo is read whatever a jail calls itself, compact and pretty", () => {
  const nasty = fc.string({
    unit: fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("\t", "\x1b", "\n", "\0", '"', "\\"),
    ),
  });
  fc.assert(
    fc.property(
      fc.record({ name: nasty, "host.hostname": nasty }),
      fc.boolean(),
      (leaves, pretty) => {
        const document = { "jail-information": { jail: [leaves] } };
        expect(readJson("jls", writeXo(document, pretty))).toEqual(document);
      },
    ),
  );
  const long = { a: `\t${"x".repeat(4_000_000)}` };
  expect(readJson("jls", writeXo(long, false))).toEqual(long);
});

test("what is no JSON is told with the command and the first of it", () => {
  expect(() => readJson("jls", `oh${"!".repeat(500)}`)).toThrow(OutputError);
  expect(() => readJson("jls", "usage: jls")).toThrow(
    'jls printed what is not understood: "usage: jls"',
  );
});

test("a field of what is no object is none", () => {
  expect(field({ a: 1 }, "a")).toBe(1);
  for (const value of [null, undefined, 1, "a"]) expect(field(value, "a")).toBeUndefined();
});
