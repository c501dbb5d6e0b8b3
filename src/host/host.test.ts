/** Moments of a host's life, and what is said of its files. */
import { expect, test } from "bun:test";
import { errno } from "../netgraph/errno.ts";
import { FileError, isSameBoot } from "./host.ts";

test("a moment is of the same boot when that has its name and the clock has not gone back", () => {
  const now = { boot: "b1", seconds: 50 };
  expect(isSameBoot({ boot: "b1", seconds: 50 }, now)).toBe(true);
  expect(isSameBoot({ boot: "b0", seconds: 20 }, now)).toBe(false);
  // Where no boot has a name, one that was later is of an earlier boot.
  expect(isSameBoot({ boot: "", seconds: 60 }, { boot: "", seconds: 50 })).toBe(false);
  expect(isSameBoot({ boot: "", seconds: 20 }, { boot: "", seconds: 50 })).toBe(true);
});

test("a file's failure is said with what was to be done, the path and the reason", () => {
  expect(new FileError("write", "/etc/rc.conf", errno.EROFS, "read-only file system").message).toBe(
    "cannot write /etc/rc.conf: read-only file system",
  );
});
