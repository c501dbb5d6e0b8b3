/** Why a TAP device is not attached. */
import { LabError } from "./error.ts";

/** What cannot be attached or detached, and why, in a line for people; the exit status (sysexits(3)) says of what kind it is. */
export class TapError extends LabError {
  override readonly name = "TapError";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
