/** The types of values follow from their layouts: this file is checked by the compiler as much as it is run. */
import { expect, expectTypeOf, test } from "bun:test";
import { decodeArgs, encodeArgs } from "./ascii.ts";
import {
  array,
  byteArray,
  enaddr,
  hookName,
  type InputOf,
  struct,
  uint32,
  uint64,
  type ValueOf,
} from "./layout.ts";
import type { ArgsInput, ReplyOf } from "./nodetype.ts";
import type { bridge } from "./types/bridge.ts";
import type { generic } from "./types/generic.ts";

const layout = struct({
  n: uint32,
  total: uint64,
  hook: hookName,
  hosts: array(struct({ ether: enaddr }), { lengthOf: "n" }),
  rest: byteArray({ lengthOf: "arglen", less: 54 }),
});

test("values that are read have the types of their fields", () => {
  expectTypeOf<ValueOf<typeof layout>>().toEqualTypeOf<{
    readonly n: number;
    readonly total: bigint;
    readonly hook: string;
    readonly hosts: readonly { readonly ether: string }[];
    readonly rest: Uint8Array;
  }>();
  const given: InputOf<typeof layout> = { n: 1, total: 7, hosts: [{ ether: "02:00:00:00:00:01" }] };
  const read = decodeArgs(layout, encodeArgs(layout, given));
  expect([read.total, read.hosts[0]!.ether]).toEqual([7n, "02:00:00:00:00:01"]);
});

test("a field that a layout has not is a fault for the compiler, and so is a value of another type", () => {
  // @ts-expect-error there is no such field
  const unknown: InputOf<typeof layout> = { m: 1 };
  // @ts-expect-error a name is no number
  const wrong: InputOf<typeof layout> = { hook: 1 };
  expect([unknown, wrong]).toHaveLength(2);
});

test("a command's arguments and reply have the types that its table says", () => {
  expectTypeOf<ArgsInput<typeof generic, "rmhook">>().toEqualTypeOf<{
    readonly hook?: string | undefined;
  }>();
  expectTypeOf<ReplyOf<typeof bridge, "gettable">["hosts"][number]["age"]>().toBeNumber();
  expectTypeOf<ReplyOf<typeof bridge, "reset">>().toBeUndefined();
});
