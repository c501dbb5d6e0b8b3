/** Recorded commands that the lab answers otherwise, each with its reason. */

export interface Exception {
  readonly session: string;
  /** The line of the recording, from 1. */
  readonly number: number;
  readonly reason: string;
  /** All that differs, put into the recorded output: the rest is compared. The whole answer is excepted when left out. */
  readonly amend?: (stdout: string) => string;
}

export const exceptions: readonly Exception[] = [];
