/** `ngbuddy lab advance`: the lab's time moves on. */
import { advance } from "../../lab/daemon/client.ts";
import { MAX_ADVANCE } from "../../lab/daemon/protocol.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";

export const subcommand = makeSubcommand({
  name: "lab advance",
  summary: "move the lab's clock on, so that addresses age and mutings end without waiting",
  arguments: [{ name: "SECONDS" }],
  options: {},
  example: "ngbuddy lab advance 60",
  async run(args, _, context) {
    const seconds = Number(args.seconds);
    if (!(seconds > 0 && seconds <= MAX_ADVANCE)) {
      throw new Failure(
        exitStatus.usage,
        `lab advance: "${args.seconds}" is no number of seconds from 0 to ${MAX_ADVANCE}, a year; for example: ngbuddy lab advance 60`,
      );
    }
    await advance(labOf(context).directory, seconds);
    return exitStatus.ok;
  },
});
