/** `ngbuddy lab shell --host`: the user's own shell with the lab's commands first on PATH. */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { printable } from "../../../buddy/printable.ts";
import { quoteWord } from "../../../config/sh/quote.ts";
import { about } from "../../../lab/daemon/client.ts";
import type { LabDirectory } from "../../../lab/daemon/directory.ts";
import { administration, baseDirectoryOf } from "../../../lab/freebsd/commands.ts";
import { exitStatus, type Io } from "../../io.ts";

/** Runs the user's shell. Returns its exit status. */
export async function hostShell(
  directory: LabDirectory,
  self: readonly string[],
  io: Io,
): Promise<number> {
  await writeCommands(directory, self);
  const shell = io.env["SHELL"] || "/bin/sh";
  io.err(
    `ngbuddy: warning: this is ${printable(shell)} of this machine with the commands of the lab in ${printable(directory.path)} before its own: files, > and all other commands are this machine's\n`,
  );
  const child = spawn(shell, [], {
    stdio: "inherit",
    env: {
      ...io.env,
      NGBUDDY_LAB: directory.path,
      PATH: `${directory.bin}:${io.env["PATH"] ?? ""}`,
    },
  });
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? exitStatus.os));
  });
}

/** What a shell needs of the machine that it runs on is left to it: most of /bin and /usr/bin. */
function isLeftToTheMachine(name: string): boolean {
  return /^(?:\/usr)?\/bin$/.test(baseDirectoryOf(name) ?? "") && !NETWORK.has(name);
}

/** Commands of /bin and /usr/bin that tell of the host and its network. */
const NETWORK = new Set(["hostname", "netstat", "sockstat", "uname", "uptime", ...administration]);

/** Writes one small script a command into the lab's directory. */
async function writeCommands(directory: LabDirectory, self: readonly string[]): Promise<void> {
  rmSync(directory.bin, { recursive: true, force: true });
  mkdirSync(directory.bin);
  const { commands } = await about(directory);
  // What administers a system is not to reach this machine's because a lab has it not.
  const names = new Set([...commands, ...administration]);
  for (const name of [...names].filter((name) => !isLeftToTheMachine(name))) {
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
