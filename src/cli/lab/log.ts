/** `ngbuddy lab log`: what the lab's kernel and its programs said. */

import { existsSync } from "node:fs";
import { printable } from "../../buddy/printable.ts";
import { directoryFiles } from "../../lab/files/directoryfiles.ts";
import type { Files } from "../../lab/files/files.ts";
import { MESSAGES } from "../../lab/process/syslog.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";

/** How often the file is looked at, milliseconds. */
const PAUSE = 200;

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
    while (follow && !signal.aborted) {
      await pause(signal);
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

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, PAUSE);
    signal.addEventListener("abort", done);
  });
}
