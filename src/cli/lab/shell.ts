/** `ngbuddy lab shell`: the user's shell with the lab's commands first on PATH. */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { about, startLab } from "../../lab/daemon/client.ts";
import { currentLab, type LabFolder } from "../../lab/daemon/folder.ts";
import { readArguments } from "../arguments.ts";
import { exitStatus } from "../io.ts";
import type { LabWord } from "./word.ts";

export const shellWord: LabWord = {
  usage: "shell",
  summary: "open your shell with the lab's commands first on PATH",
  async run(args, context) {
    readArguments(args, `lab ${shellWord.usage}`, {}, 0, 0);
    const folder = currentLab(context.env);
    await startLab(folder, context.self);
    await writeCommands(folder, context.self);
    const shell = context.env["SHELL"] || "/bin/sh";
    context.out(
      `This is ${shell} with the commands of the lab in ${folder.path}; leave with exit.\n`,
    );
    const child = spawn(shell, [], {
      stdio: "inherit",
      env: {
        ...context.env,
        NGBUDDY_LAB: folder.path,
        PATH: `${folder.bin}:${context.env["PATH"] ?? ""}`,
      },
    });
    return await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code) => resolve(code ?? exitStatus.os));
    });
  },
};

/** These would hide what a shell needs of the machine it runs on. */
const LEFT_TO_THE_MACHINE = new Set([
  "sh",
  "cat",
  "cp",
  "echo",
  "false",
  "ls",
  "mkdir",
  "mv",
  "rm",
  "tee",
  "true",
]);

/** Writes one small script a command into the lab's folder. */
async function writeCommands(folder: LabFolder, self: readonly string[]): Promise<void> {
  rmSync(folder.bin, { recursive: true, force: true });
  mkdirSync(folder.bin);
  const { commands } = await about(folder);
  for (const name of commands.filter((name) => !LEFT_TO_THE_MACHINE.has(name))) {
    const script = join(folder.bin, name);
    writeFileSync(
      script,
      `#!/bin/sh\nNGBUDDY_LAB=${quote(folder.path)} exec ${self.map(quote).join(" ")} lab exec -- ${name} "$@"\n`,
    );
    chmodSync(script, 0o755);
  }
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
