/** A call of the kernel that failed. */
import { errnoText } from "../netgraph/errno.ts";

/** A call of the kernel that failed: which, on what, and FreeBSD's errno. */
export class KernelError extends Error {
  override readonly name = "KernelError";
  constructor(
    /** `SIOCSIFNAME`, `jail_get`. */
    readonly call: string,
    readonly object: string,
    readonly errno: number,
    /** What the call says about it itself, where it does. */
    readonly said?: string,
  ) {
    super(`${call} ${object}: ${said || errnoText(errno)}`);
  }
}
