/** `ngbuddy lab advance`: the lab's time moves on. */
import { advance } from "../../lab/daemon/client.ts";
import { MAX_ADVANCE } from "../../lab/daemon/protocol.ts";
import { parseDuration } from "../duration.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";

export const subcommand = makeSubcommand({
  name: "lab advance",
  summary: "move the lab's clock on, so that addresses age and mutings end without waiting",
  details: "TIME is a number of seconds, or of seconds, minutes or hours with s, m or h behind it.",
  arguments: [{ name: "TIME" }],
  options: {},
  example: "ngbuddy lab advance 15m",
  async run(args, _, context) {
    const seconds = parseDuration(args.time);
    if (seconds === undefined || seconds === 0 || seconds > MAX_ADVANCE) {
      throw new Failure(
        exitStatus.usage,
        `lab advance: "${args.time}" is no time from 0 to ${MAX_ADVANCE} seconds, a year; for example: ngbuddy lab advance 15m, or 900, 90s, 2h`,
      );
    }
    await advance(labOf(context).directory, seconds);
    return exitStatus.ok;
  },
});
