/** What is said of a call of the kernel that failed. */
import { expect, test } from "bun:test";
import { errno } from "../netgraph/errno.ts";
import { KernelError } from "./kernelerror.ts";

test("the call, what it was about, and why: by the errno, or as the call says it", () => {
  expect(new KernelError("SIOCSIFNAME", "em0", errno.EEXIST).message).toBe(
    "SIOCSIFNAME em0: File exists",
  );
  expect(new KernelError("jail_get", "web", errno.EINVAL, "unknown parameter").message).toBe(
    "jail_get web: unknown parameter",
  );
  expect(new KernelError("jail_get", "web", errno.EEXIST, "").message).toBe(
    "jail_get web: File exists",
  );
});
