/** The lab's end of a call: the host's kernel is asked, and what came of it is told. */
import { CommandError } from "../../host/commanderror.ts";
import type { HostKernel } from "../../host/kernel.ts";
import { KernelError } from "../../host/kernelerror.ts";
import type { CallAnswer, CallName } from "./protocol.ts";

/** Asks the kernel. The arguments are of the kinds that the call takes. */
export async function answerCall(
  kernel: HostKernel,
  call: CallName,
  args: readonly unknown[],
): Promise<CallAnswer> {
  try {
    const ask = kernel[call] as (...args: readonly unknown[]) => Promise<unknown>;
    return { value: (await ask(...args)) ?? null };
  } catch (error) {
    if (error instanceof CommandError) return { failed: error.result };
    if (!(error instanceof KernelError)) throw error;
    const { call: name, object, errno, said } = error;
    return { refused: { call: name, object, errno, ...(said !== undefined && { said }) } };
  }
}
