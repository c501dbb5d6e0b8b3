/** What `capture` and `fleet capture` have in common: their options, and what is said at the end. */
import type { CaptureResult } from "../buddy/capturing/capture.ts";
import { compileFilter, FilterError, type FrameFilter } from "../buddy/capturing/filter.ts";
import { counted } from "../buddy/counted.ts";
import { STDOUT, wholeNumber } from "./capturefile.ts";
import { exitStatus, Failure } from "./io.ts";
import type { Options, SubcommandContext } from "./subcommand.ts";

/** The most bytes of a frame that a file can have room for. */
const MAX_BYTES = 262_144;

/** What both take. */
export const CAPTURE_OPTIONS = {
  write: {
    type: "string",
    short: "w",
    value: "FILE",
    of: "files",
    summary: "the file; - is standard output, which it is when not given",
  },
  count: { type: "string", short: "c", value: "COUNT", summary: "end after so many frames" },
  "snap-length": {
    type: "string",
    short: "s",
    value: "BYTES",
    summary: "keep so many bytes of each frame; all of them when not given",
  },
  filter: {
    type: "string",
    value: "EXPR",
    summary: 'only these frames: "host 10.0.0.2 and not tcp port 22"',
  },
} as const satisfies Options;

/** Reads `--snap-length`. Throws a Failure for what is none. */
export function snapLength(subcommand: string, text: string | undefined): number | undefined {
  const bytes = wholeNumber(subcommand, "snap-length", text, "bytes");
  if (bytes === undefined || bytes <= MAX_BYTES) return bytes;
  throw new Failure(
    exitStatus.usage,
    `${subcommand}: --snap-length must be at most ${MAX_BYTES} bytes, and is ${bytes}`,
  );
}

/** Reads `--filter`. Throws a Failure for what is none. */
export function filterOf(subcommand: string, text: string | undefined): FrameFilter | undefined {
  if (text === undefined) return undefined;
  try {
    return compileFilter(text);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new Failure(exitStatus.usage, `${subcommand}: --filter: ${error.message}`);
  }
}

/** Throws a Failure where frames would go to a terminal. `link`: what is captured, as it is typed. */
export function refuseOutput(
  context: SubcommandContext,
  subcommand: string,
  to: string,
  link: string,
): void {
  if (to !== STDOUT) return;
  const instead = `ngbuddy ${subcommand} ${link} -w ${link.replace(/\W+/g, "_")}.pcapng`;
  // Inside a lab there is nothing but its terminal.
  if (context.terminal() === undefined && context.self !== undefined) return;
  throw new Failure(
    exitStatus.usage,
    `${subcommand}: standard output is a terminal, which shows no frames; give a file: ${instead}, or a reader: ngbuddy ${subcommand} ${link} | tcpdump -r -`,
  );
}

/** Returns what is said of a capture that has ended. */
export function resultLine({ written, filtered, lost, why }: CaptureResult): string {
  return [
    `captured ${counted(written, "frame")}`,
    ...(filtered === 0 ? [] : [`, and the filter left out ${filtered}`]),
    ...(lost === 0
      ? []
      : [
          `; ${counted(lost, "frame")} went by too fast and ${lost === 1 ? "is" : "are"} missing: the socket's receive buffer was full (a filter does not help; kern.ipc.maxsockbuf does)`,
        ]),
    ...(why === "" ? [] : [`; ${why}`]),
  ].join("");
}
