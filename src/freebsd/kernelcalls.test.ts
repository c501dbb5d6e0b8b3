/** How libc is reached for the kernel's calls; what they do is held against a lab in src/calls/kernel.test.ts. */
import { expect, test } from "bun:test";
import { LibcError } from "../host/ffi.ts";
import { openKernelCalls } from "./kernelcalls.ts";

test("a libc that is not there is told with its name", async () => {
  const refused = openKernelCalls("libnosuch.so.7");
  await expect(refused).rejects.toBeInstanceOf(LibcError);
  await expect(refused).rejects.toThrow("libnosuch.so.7 cannot be reached: ");
});

test.skipIf(process.platform === "freebsd")(
  "a libc that lacks a call is told too, so that commands are run instead",
  async () => {
    await expect(openKernelCalls("libc.so.6")).rejects.toBeInstanceOf(LibcError);
  },
);
