/** `ngbuddy lab shell`: the user's shell with the lab's commands first on PATH. */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { quoteWord } from "../../config/sh/quote.ts";
import { about } from "../../lab/daemon/client.ts";
import type { LabDirectory } from "../../lab/daemon/directory.ts";
import { administration } from "../../lab/freebsd/commands.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";
import { ensureLab } from "./started.ts";

export const subcommand = makeSubcommand({
  name: "lab shell",
  summary: "open your shell with the lab's commands first on PATH",
  passesOn: true,
  arguments: [],
  options: {},
  async run(_, __, context) {
    const { directory, self } = labOf(context);
    await ensureLab(directory, self, context);
    await writeCommands(directory, self);
    const shell = context.env["SHELL"] || "/bin/sh";
    context.out(
      `This is ${shell} with the commands of the lab in ${directory.path}; leave with exit.\n` +
        `Files are this machine's: > and editors write here. The lab's are in ${directory.root}; … | ngbuddy lab exec -- tee FILE writes there.\n`,
    );
    const child = spawn(shell, [], {
      stdio: "inherit",
      env: {
        ...context.env,
        NGBUDDY_LAB: directory.path,
        PATH: `${directory.bin}:${context.env["PATH"] ?? ""}`,
      },
    });
    return await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code) => resolve(code ?? exitStatus.os));
    });
  },
});

/** These would hide what a shell needs of the machine it runs on. */
const LEFT_TO_THE_MACHINE = new Set([
  "[",
  "cat",
  "chmod",
  "cp",
  "echo",
  "false",
  "ls",
  "mkdir",
  "mv",
  "printf",
  "rm",
  "sh",
  "sleep",
  "tee",
  "test",
  "touch",
  "true",
]);

/** Writes one small script a command into the lab's directory. */
async function writeCommands(directory: LabDirectory, self: readonly string[]): Promise<void> {
  rmSync(directory.bin, { recursive: true, force: true });
  mkdirSync(directory.bin);
  const { commands } = await about(directory);
  // What administers a system is not to reach this machine's because a lab has it not.
  const names = new Set([...commands, ...administration]);
  for (const name of [...names].filter((name) => !LEFT_TO_THE_MACHINE.has(name))) {
    const script = join(directory.bin, name);
    // ngbuddy itself runs here, with this terminal and these files: top, graph -o and lab … need them.
    const inLab = name === "ngbuddy" ? "" : ` lab exec -- ${name}`;
    writeFileSync(
      script,
      `#!/bin/sh\nNGBUDDY_LAB=${quoteWord(directory.path)} exec ${self.map(quoteWord).join(" ")}${inLab} "$@"\n`,
    );
    chmodSync(script, 0o755);
  }
}
