/** The lab's end of a call. */
import { expect, test } from "bun:test";
import { CommandError } from "../../host/commanderror.ts";
import type { HostKernel } from "../../host/kernel.ts";
import { KernelError } from "../../host/kernelerror.ts";
import { answerCall } from "./answercall.ts";

/** A kernel whose calls all do the same. */
const kernelThat = (does: (...args: unknown[]) => Promise<unknown>) =>
  ({ jails: does, hasModule: does }) as unknown as HostKernel;

test("a call gets its arguments, and its answer comes back; nothing is null", async () => {
  expect(
    await answerCall(
      kernelThat(async (...args) => args),
      "hasModule",
      ["ng_tee"],
    ),
  ).toEqual({ value: ["ng_tee"] });
  expect(
    await answerCall(
      kernelThat(async () => undefined),
      "jails",
      [],
    ),
  ).toEqual({ value: null });
  expect(
    await answerCall(
      kernelThat(async () => false),
      "jails",
      [],
    ),
  ).toEqual({ value: false });
});

test("a refusal keeps what is needed to make the same error of it", async () => {
  const refuses = (error: unknown) =>
    answerCall(
      kernelThat(async () => Promise.reject(error)),
      "jails",
      [],
    );
  expect(await refuses(new KernelError("jail_get", "web", 2, "jail not found"))).toEqual({
    refused: { call: "jail_get", object: "web", errno: 2, said: "jail not found" },
  });
  expect(await refuses(new KernelError("jail_get", "web", 2))).toEqual({
    refused: { call: "jail_get", object: "web", errno: 2 },
  });
  const result = { argv: ["jls"], status: 1, stdout: "", stderr: "no\n" };
  expect(await refuses(new CommandError(result))).toEqual({ failed: result });
  await expect(refuses(new TypeError("ours"))).rejects.toThrow("ours");
});
