/** `ngbuddy lab save`: the whole lab in one file. */
import { existsSync } from "node:fs";
import { counted } from "../../buddy/counted.ts";
import { printable } from "../../buddy/printable.ts";
import { askForJson, isRunning } from "../../lab/daemon/client.ts";
import type { LabDirectory } from "../../lab/daemon/directory.ts";
import { keptState } from "../../lab/daemon/keeper.ts";
import { packLab, type SavedLab, savedLab } from "../../lab/daemon/saved.ts";
import { checkLab } from "../../lab/daemon/trust.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { writeOutput } from "../outputfile.ts";
import { labOf } from "./context.ts";

export const subcommand = makeSubcommand({
  name: "lab save",
  summary: "write the whole lab into a file: what it is at the moment, and its files",
  details: `The lab goes on. What is under way (programs that run, frames in an ng_pipe) is not in FILE, nor is the shell's
history.`,
  arguments: [{ name: "FILE", of: "files" }],
  options: {},
  example: "ngbuddy lab save net.lab",
  async run({ file }, _, context) {
    const { directory } = labOf(context);
    checkLab(directory);
    if (!existsSync(directory.hostFile))
      throw new Failure(
        exitStatus.noInput,
        `lab save: there is no lab in ${directory.path}; start one: ngbuddy lab start`,
      );
    const saved = await labAsItIs(directory);
    writeOutput(context, "lab save", file, packLab(saved));
    const files = saved.tree.filter((entry) => "file" in entry).length;
    context.out(
      `The lab in ${printable(directory.path)} is saved in ${printable(file)}, with ${counted(files, "file")}.\n`,
    );
    return exitStatus.ok;
  },
});

/** A lab that does not run is what its last process has left. */
async function labAsItIs(directory: LabDirectory): Promise<SavedLab> {
  if (await isRunning(directory)) return (await askForJson(directory, { save: true })) as SavedLab;
  return savedLab(directory, keptState(directory.state));
}
