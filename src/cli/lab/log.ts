/** `ngbuddy lab log`: what the lab's kernel and its programs said. */

import { existsSync } from "node:fs";
import { printable } from "../../buddy/printable.ts";
import { directoryFiles } from "../../lab/files/directoryfiles.ts";
import type { Files } from "../../lab/files/files.ts";
import { MESSAGES } from "../../lab/process/syslog.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { pause } from "../watching.ts";
import { labOf } from "./context.ts";

/** How often the file is looked at, seconds. */
const PAUSE = 0.2;

export const subcommand = makeSubcommand({
  name: "lab log",
  summary: "show what the lab's kernel and programs said: its /var/log/messages",
  arguments: [],
  options: {
    follow: { type: "boolean", short: "f", summary: "go on with what is said from now on" },
  },
  async run(_, { follow }, { signal, out, ...context }) {
    const { directory } = labOf({ signal, out, ...context });
    if (!existsSync(directory.root)) {
      throw new Failure(
        exitStatus.noInput,
        `lab log: there is no lab in ${directory.path}; start one: ngbuddy lab start`,
      );
    }
    const files = directoryFiles(directory.root);
    let shown = 0;
    const show = () => {
      const text = whole(files);
      // A file that got shorter is another one.
      if (text.length < shown) shown = 0;
      if (text.length > shown) out(linesOf(text.slice(shown)));
      shown = text.length;
    };
    show();
    for (let goesOn = follow === true; goesOn; ) {
      goesOn = await pause(PAUSE, signal);
      show();
    }
    return exitStatus.ok;
  },
});

/** The lines that are finished. */
function whole(files: Files): string {
  if (!files.exists(MESSAGES) || files.isDirectory(MESSAGES)) return "";
  const text = files.read(MESSAGES);
  return text.slice(0, text.lastIndexOf("\n") + 1);
}

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => printable(line))
    .join("\n");
