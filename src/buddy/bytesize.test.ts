/** Sizes as people read them. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import "../../test/support/seed.ts";
import { byteSize } from "./bytesize.ts";

test.each([
  [0, "0B"],
  [1024, "1024B"],
  [1025, "1.00 KB"],
  [57_764, "56.41 KB"],
  [1024 ** 2, "1024.00 KB"],
  [5_239_859_118, "4.88 GB"],
  [2 ** 63, "8.00 EB"],
  [2 ** 80, "1048576.00 EB"],
])("%d bytes are %s", (bytes, text) => {
  expect(byteSize(bytes)).toBe(text);
});

test("a size is right to within its two decimals, at any number of bytes", () => {
  const units = ["B", " KB", " MB", " GB", " TB", " PB", " EB"];
  fc.assert(
    fc.property(fc.maxSafeNat(), (bytes) => {
      const [, number, unit] = /^([\d.]+)(.*)$/.exec(byteSize(bytes))!;
      const scale = 1024 ** units.indexOf(unit!);
      expect(Math.abs(Number(number) * scale - bytes)).toBeLessThanOrEqual(0.005001 * scale);
      expect(Number(number)).toBeLessThanOrEqual(1024);
    }),
  );
});
