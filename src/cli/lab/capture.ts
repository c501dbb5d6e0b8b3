/** `ngbuddy lab capture`: the frames of an interface in a file, for Wireshark and its like. */
import { closeSync } from "node:fs";
import { counted } from "../../buddy/counted.ts";
import { printable } from "../../buddy/printable.ts";
import { createRegular, writeAll } from "../../host/regular.ts";
import { startRemoteCapture } from "../../lab/daemon/client.ts";
import { NoSuchError } from "../../lab/daemon/error.ts";
import { exitStatus, Failure, reasonOf } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { writeBytes } from "../output.ts";
import { labOf } from "./context.ts";
import { ensureLab } from "./started.ts";

/** Standard output. */
const STDOUT = "-";

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
    const frames = count === undefined ? undefined : countIn(count);
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
          file = write === STDOUT ? standardOutput(() => capture.interrupt()) : newFile(write);
          context.err(`ngbuddy: capturing on ${printable(name)}; to end it: Control-C\n`);
        }
        file.add(bytes);
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

function countIn(text: string): number {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new Failure(
    exitStatus.usage,
    `lab capture: --count must be a number of frames, 1 or more, and is "${text}"`,
  );
}

/** Where the bytes go. */
interface CaptureFile {
  add(bytes: Uint8Array): void;
  close(): void;
}

function newFile(path: string): CaptureFile {
  const failure = (error: unknown) =>
    new Failure(exitStatus.cannotCreate, `lab capture: cannot write ${path}: ${reasonOf(error)}`);
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw failure(error);
    }
  };
  const file = attempt(() => createRegular(path, 0o666));
  return {
    add: (bytes) => attempt(() => writeAll(file, bytes)),
    close: () => closeSync(file),
  };
}

/** A reader that has seen enough ends the capture. */
function standardOutput(end: () => void): CaptureFile {
  let isRead = true;
  return {
    add(bytes) {
      if (!isRead) return;
      isRead = writeBytes(bytes);
      if (!isRead) end();
    },
    close() {},
  };
}
