/** sysctl(3), with a kernel whose values grow as the test says. */
import { describe, expect, test } from "bun:test";
import { errno } from "../netgraph/errno.ts";
import type { KernelCalls } from "./calls.ts";
import { readTable, sysctlBy } from "./sysctl.ts";

/** A kernel with one value; `sizes` are how many bytes it has at one call after the other, the last for ever. */
function kernelWith(sizes: number[], known = "kern.osrelease", numbers = [4, 17]) {
  let last = 0;
  let calls = 0;
  const answer = (isKnown: boolean, out: Uint8Array | null, size: BigUint64Array) => {
    const has = sizes[Math.min(calls++, sizes.length - 1)]!;
    if (!isKnown) {
      last = errno.ENOENT;
      return -1;
    }
    const room = Number(size[0]);
    size[0] = BigInt(has);
    if (out === null) return 0;
    if (room < has) {
      last = errno.ENOMEM;
      return -1;
    }
    out.fill(7, 0, has);
    return 0;
  };
  return {
    calls: () => calls,
    kernel: {
      sysctl: (name: Int32Array, count: number, out: Uint8Array | null, size: BigUint64Array) =>
        answer(count === numbers.length && numbers.every((one, at) => name[at] === one), out, size),
      sysctlbyname: (name: Uint8Array, out: Uint8Array | null, size: BigUint64Array) =>
        answer(Buffer.from(name).toString() === `${known}\0`, out, size),
      errno: () => last,
    } as Partial<KernelCalls> as KernelCalls,
  };
}

describe("a value", () => {
  test("is found by its name and by its numbers, and is as long as the kernel says", () => {
    const { read } = sysctlBy(kernelWith([3]).kernel);
    expect(read("kern.osrelease", 10)).toEqual(Uint8Array.of(7, 7, 7));
    expect(read([4, 17], 10)).toEqual(Uint8Array.of(7, 7, 7));
  });
  test("that is not there, or is longer than there is room for, is none", () => {
    const { read } = sysctlBy(kernelWith([3]).kernel);
    expect(read("kern.nosuch", 10)).toBeUndefined();
    expect(read("kern.osrelease", 2)).toBeUndefined();
  });
});

describe("a table", () => {
  test("is read whole, though it grew since its size was asked for", () => {
    expect(readTable(kernelWith([10]).kernel, [4, 17])).toHaveLength(10);
    // Asked twice: once too small, then with the room that it says.
    const { kernel, calls } = kernelWith([10, 5000, 5000, 5000]);
    expect(readTable(kernel, [4, 17])).toHaveLength(5000);
    expect(calls()).toBe(4);
    // What it grew by fits the room that was made in advance.
    const little = kernelWith([4000, 5000]);
    expect(readTable(little.kernel, [4, 17])).toHaveLength(5000);
    expect(little.calls()).toBe(2);
  });
  test("that grows for ever is given up with the kernel's reason", () => {
    const grows = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 10 : 5000));
    expect(readTable(kernelWith(grows).kernel, [4, 17])).toBe(errno.ENOMEM);
  });
  test("that is not there is refused with the kernel's reason", () => {
    expect(readTable(kernelWith([1]).kernel, [4, 18])).toBe(errno.ENOENT);
  });
});
