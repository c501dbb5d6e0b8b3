/** `ngbuddy lab restore`: a lab that was saved comes back, here or elsewhere. */
import { counted } from "../../buddy/counted.ts";
import { printable } from "../../buddy/printable.ts";
import { readRegular } from "../../host/regular.ts";
import { DescriptionError } from "../../lab/base/description.ts";
import { stopLab } from "../../lab/daemon/client.ts";
import { layOut, type SavedLab, SavedLabError, unpackLab } from "../../lab/daemon/saved.ts";
import { startLabs } from "../../lab/daemon/second.ts";
import { makeLab } from "../../lab/daemon/trust.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { atNamed, toRead } from "../namedfiles.ts";
import { writeOutput } from "../outputfile.ts";
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
    const bytes = atNamed(context, file, toRead("lab restore", file), (place) =>
      readRegular(place, "any"),
    );
    const saved = savedIn(file, bytes);
    makeLab(directory);
    const putInPlace = layOut(directory, saved);
    await stopLab(directory);
    putInPlace();
    // One of the lab's own files went with the rest of them.
    if (context.directory !== undefined) writeOutput(context, "lab restore", file, bytes);
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

function savedIn(file: string, bytes: Uint8Array): SavedLab {
  try {
    return unpackLab(bytes);
  } catch (error) {
    if (error instanceof SavedLabError || error instanceof DescriptionError)
      throw new Failure(exitStatus.data, `lab restore: ${file}: ${printable(error.message)}`);
    throw error;
  }
}
