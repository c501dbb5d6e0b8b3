/** What a subcommand of the lab is. */
import type { Io } from "../io.ts";

/** What the lab's subcommands need besides the usual: the command line that this program was started with. */
export interface LabContext extends Io {
  readonly self: readonly string[];
}

export interface LabWord {
  readonly usage: string;
  readonly summary: string;
  run(args: readonly string[], context: LabContext): Promise<number>;
}
