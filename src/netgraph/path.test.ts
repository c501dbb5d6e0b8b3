/** Node paths and the numbers in names, as the kernel reads them (ng_base.c). */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { errnoOf } from "../../test/support/refusal.ts";
import { errno } from "./errno.ts";
import { idInName, idName, nameOrId, parsePath } from "./path.ts";

test.each([
  ["public:", "public", []],
  ["[2b]:", "[2b]", []],
  [".:", ".", []],
  [".", undefined, []],
  ["public:link0", "public", ["link0"]],
  ["public:link0.ether", "public", ["link0", "ether"]],
  ["public:.link0.", "public", ["link0"]],
  ["link0.ether", undefined, ["link0", "ether"]],
])("the path %s starts at %p and follows %j", (text, node, hooks) => {
  expect(parsePath(text)).toEqual({ node, hooks });
});

test.each([":link0", "a.b:link0", "..:", "public:a:b", "public:a..b"])(
  "the path %s is refused",
  (text) => {
    expect(errnoOf(() => parsePath(text))).toBe(errno.EINVAL);
  },
);

test.each([
  ["[1]", 1],
  ["[0001]", 1],
  ["[aB]", 0xab],
  ["[0x1f]", 0x1f],
  ["[100000001]", 1],
  ["[100000000]", undefined],
  ["[ffffffffffffffff]", undefined],
  ["[0]", undefined],
  ["[]", undefined],
  ["[ 1]", undefined],
  ["[1", undefined],
  ["[1]x", undefined],
  ["[1g]", undefined],
  ["1", undefined],
])("%s stands for node %p", (name, id) => {
  expect(idInName(name)).toBe(id);
});

test("a node without a name is called by its number, and found by it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 0xffff_ffff }), (id) => {
      expect(nameOrId({ id, name: "" })).toBe(idName(id));
      expect(idInName(idName(id))).toBe(id);
    }),
  );
  expect(nameOrId({ id: 5, name: "public" })).toBe("public");
});
