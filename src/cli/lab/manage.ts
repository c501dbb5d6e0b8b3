/** `ngbuddy lab start`, `stop` and `reset`. */
import { readFileSync, rmSync } from "node:fs";
import { startLab, stopLab } from "../../lab/daemon/client.ts";
import { currentLab } from "../../lab/daemon/folder.ts";
import {
  DescriptionError,
  type HostDescription,
  parseHostDescription,
} from "../../lab/description.ts";
import { readArguments } from "../arguments.ts";
import { exitStatus, Failure, reasonOf } from "../io.ts";
import type { LabWord } from "./word.ts";

const HOST = { host: { type: "string" } } as const;

export const startWord: LabWord = {
  usage: "start [--host FILE.json]",
  summary: "boot a lab in the background: the host that FILE describes, or one card on a LAN",
  async run(args, context) {
    const { values } = readArguments(args, `lab ${startWord.usage}`, HOST, 0, 0);
    const folder = currentLab(context.env);
    const description = values.host === undefined ? undefined : readDescription(values.host);
    const started = await startLab(folder, context.self, description);
    if (!started && description !== undefined) {
      throw new Failure(
        exitStatus.unavailable,
        `lab start: a lab runs in ${folder.path} already; stop it first: ngbuddy lab stop`,
      );
    }
    context.out(`The lab in ${folder.path} ${started ? "is up" : "runs already"}.\n`);
    return exitStatus.ok;
  },
};

export const stopWord: LabWord = {
  usage: "stop",
  summary: "switch the lab off; its files stay",
  async run(args, context) {
    readArguments(args, `lab ${stopWord.usage}`, {}, 0, 0);
    const folder = currentLab(context.env);
    const stopped = await stopLab(folder);
    context.out(`The lab in ${folder.path} ${stopped ? "is off" : "does not run"}.\n`);
    return exitStatus.ok;
  },
};

export const resetWord: LabWord = {
  usage: "reset [--host FILE.json]",
  summary: "throw the lab's files away and boot it anew",
  async run(args, context) {
    const { values } = readArguments(args, `lab ${resetWord.usage}`, HOST, 0, 0);
    const folder = currentLab(context.env);
    const description = values.host === undefined ? undefined : readDescription(values.host);
    await stopLab(folder);
    for (const path of [folder.root, folder.log]) rmSync(path, { recursive: true, force: true });
    await startLab(folder, context.self, description);
    context.out(`The lab in ${folder.path} is up, as new.\n`);
    return exitStatus.ok;
  },
};

function readDescription(file: string): HostDescription {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Failure(exitStatus.noInput, `lab: cannot read ${file}: ${reasonOf(error)}`);
  }
  try {
    return parseHostDescription(text);
  } catch (error) {
    if (error instanceof DescriptionError)
      throw new Failure(exitStatus.data, `lab: ${file}: ${error.message}`);
    throw error;
  }
}
