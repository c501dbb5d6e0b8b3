/** `ngbuddy lab capture`: the frames of an interface in a file, for Wireshark and its like. */
import { counted } from "../../buddy/counted.ts";
import { printable } from "../../buddy/printable.ts";
import { startRemoteCapture } from "../../lab/daemon/client.ts";
import { NoSuchError } from "../../lab/daemon/error.ts";
import { type CaptureFile, openCaptureFile, STDOUT, wholeNumber } from "../capturefile.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";
import { ensureLab } from "./started.ts";

export const subcommand = makeSubcommand({
  name: "lab capture",
  summary: "write the frames of an interface into a file, until Control-C",
  details: `INTERFACE is one of the host's, or JAIL:INTERFACE. The file is pcapng, in the lab's time, in and out: for Wireshark,
tshark and tcpdump. An interface is captured between its wire and netgraph.`,
  serves: true,
  arguments: [{ name: "INTERFACE" }],
  options: {
    write: {
      type: "string",
      short: "w",
      value: "FILE",
      of: "files",
      summary: "the file; - is standard output",
    },
    count: { type: "string", short: "c", value: "COUNT", summary: "end after so many frames" },
  },
  example: "ngbuddy lab capture vtnet0 -w net.pcapng",
  async run({ interface: name }, { write, count }, context) {
    if (write === undefined)
      throw new Failure(
        exitStatus.usage,
        `lab capture: give the file; for example: ngbuddy lab capture ${name} -w net.pcapng, or -w - for standard output`,
      );
    const frames = wholeNumber("lab capture", "count", count, "frames");
    if (write === STDOUT && context.terminal() !== undefined)
      throw new Failure(
        exitStatus.usage,
        "lab capture: standard output is a terminal, which shows no frames; for example: ngbuddy lab capture vtnet0 -w - | tshark -r -",
      );
    const { directory, self } = labOf(context);
    await ensureLab(directory, self, context);
    let file: CaptureFile | undefined;
    const capture = await startRemoteCapture(
      directory,
      { capture: name, ...(frames !== undefined && { count: frames }) },
      (bytes) => {
        if (file === undefined) {
          file = openCaptureFile(context, "lab capture", write);
          context.err(`ngbuddy: capturing on ${printable(name)}; to end it: Control-C\n`);
        }
        // A reader that has seen enough ends the capture.
        if (!file.write(bytes)) capture.interrupt();
      },
    );
    context.signal.addEventListener("abort", () => capture.interrupt());
    if (context.signal.aborted) capture.interrupt();
    try {
      const { frames: seen, dropped, why } = await capture.ended;
      const also = dropped === 0 ? "" : `, and ${counted(dropped, "frame")} went by too fast`;
      const because = why === "" ? "" : `; ${why}`;
      context.err(`ngbuddy: captured ${counted(seen - dropped, "frame")}${also}${because}\n`);
    } catch (error) {
      if (error instanceof NoSuchError)
        throw new Failure(exitStatus.data, `lab capture: ${printable(error.message)}`);
      throw error;
    } finally {
      file?.close();
    }
    return exitStatus.ok;
  },
});
