/** `ngbuddy lab restore`: a lab that was saved comes back, here or elsewhere. */
import { counted } from "../../buddy/counted.ts";
import { printable } from "../../buddy/printable.ts";
import { readRegular } from "../../host/regular.ts";
import { DescriptionError } from "../../lab/base/description.ts";
import { stopLab } from "../../lab/daemon/client.ts";
import { layOut, type SavedLab, SavedLabError, unpackLab } from "../../lab/daemon/saved.ts";
import { startLabs } from "../../lab/daemon/second.ts";
import { makeLab } from "../../lab/daemon/trust.ts";
import { exitStatus, Failure, reasonOf } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";
import { secondLine } from "./started.ts";

export const subcommand = makeSubcommand({
  name: "lab restore",
  summary: "throw the lab away, and go on with the one that lab save wrote into a file",
  details: `The lab is as it was when it was saved, its clock included. NGBUDDY_LAB names another directory for it. A FILE that
cannot be used is refused before anything is thrown away.`,
  arguments: [{ name: "FILE", of: "files" }],
  options: {},
  example: "ngbuddy lab restore net.lab",
  async run({ file }, _, context) {
    const { directory, self } = labOf(context);
    const saved = readSaved(file);
    makeLab(directory);
    const putInPlace = layOut(directory, saved);
    await stopLab(directory);
    putInPlace();
    const { second, join } = await startLabs(directory, self);
    await join();
    const files = saved.tree.filter((entry) => "file" in entry).length;
    context.out(
      `The lab in ${printable(directory.path)} is up as ${printable(file)} has it, with ${counted(files, "file")}.\n`,
    );
    if (second !== undefined) context.out(secondLine(second));
    return exitStatus.ok;
  },
});

function readSaved(file: string): SavedLab {
  let bytes: Uint8Array;
  try {
    bytes = readRegular(file, "any");
  } catch (error) {
    throw new Failure(exitStatus.noInput, `lab restore: cannot read ${file}: ${reasonOf(error)}`);
  }
  try {
    return unpackLab(bytes);
  } catch (error) {
    if (error instanceof SavedLabError || error instanceof DescriptionError)
      throw new Failure(exitStatus.data, `lab restore: ${file}: ${printable(error.message)}`);
    throw error;
  }
}
