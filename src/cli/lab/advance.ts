/** `ngbuddy lab advance`: the lab's time moves on. */
import { advance } from "../../lab/daemon/client.ts";
import { currentLab } from "../../lab/daemon/folder.ts";
import { exitStatus, Failure } from "../io.ts";
import type { LabWord } from "./word.ts";

export const advanceWord: LabWord = {
  usage: "advance SECONDS",
  summary: "move the lab's clock on, so that addresses age and mutings end without waiting",
  async run(args, context) {
    const seconds = Number(args[0]);
    if (args.length !== 1 || !(seconds > 0)) {
      throw new Failure(
        exitStatus.usage,
        "lab advance: give a number of seconds: ngbuddy lab advance 60",
      );
    }
    await advance(currentLab(context.env), seconds);
    return exitStatus.ok;
  },
};
