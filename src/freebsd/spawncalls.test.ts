/** How libc is reached for starting processes; how they end is in commands.test.ts. */
import { expect, test } from "bun:test";
import { LibcError } from "../host/ffi.ts";
import { openSpawnCalls } from "./spawncalls.ts";

test("a libc that is not there is told with its name", async () => {
  const refused = openSpawnCalls("libnosuch.so.7");
  await expect(refused).rejects.toBeInstanceOf(LibcError);
  await expect(refused).rejects.toThrow("libnosuch.so.7 cannot be reached: ");
});

test("the reason of a failure is told straight after it", async () => {
  const calls = await openSpawnCalls(process.platform === "linux" ? "libc.so.6" : "libc.so.7");
  // ECHILD: the process is none of ours.
  expect(calls.waitpid(process.pid, new Int32Array(1), 0)).toBe(-1);
  expect(calls.errno()).toBe(10);
});
