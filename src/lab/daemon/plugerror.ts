/** Why something of this machine is not plugged into a lab's wires. */
import { LabError } from "./error.ts";

/** What cannot be plugged in or out, and why, in a line for people; the exit status (sysexits(3)) says of what kind it is. */
export class PlugError extends LabError {
  override readonly name = "PlugError";
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
