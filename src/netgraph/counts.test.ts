/** How long the arrays of a message are. */
import { expect, test } from "bun:test";
import { lengthOf } from "./counts.ts";

test.each([
  [3, [], 3],
  [{ lengthOf: "n" }, [{ n: 2 }], 2],
  [{ lengthOf: "n" }, [{ n: 2 }, { n: 5 }, { m: 1 }], 5],
  [{ lengthOf: "n" }, [{ m: 1 }], 0],
  [{ lengthOf: "arglen", less: 8 }, [{ arglen: 20 }], 12],
  [{ lengthOf: "arglen", less: 8 }, [{ arglen: 4 }], -4],
  [{ lengthOf: "len", less: 2, least: 0 }, [{ len: 1 }], 0],
  // In the kernel a length is an int.
  [{ lengthOf: "n" }, [{ n: 0x7fff_ffff }], 0x7fff_ffff],
  [{ lengthOf: "n" }, [{ n: 0x8000_0000 }], -0x8000_0000],
  [{ lengthOf: "n" }, [{ n: 0xffff_ffff }], -1],
])("an array of length %j behind the fields %j has %i elements", (length, counts, expected) => {
  expect(lengthOf(length, counts as never)).toBe(expected);
});
