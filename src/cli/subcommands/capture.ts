/** `ngbuddy capture`: the frames of a link in a file, for tcpdump, tshark and Wireshark. */

import { type CaptureResult, captureFrames } from "../../buddy/capturing/capture.ts";
import { compileFilter, FilterError, type FrameFilter } from "../../buddy/capturing/filter.ts";
import { type CaptureTap, captureRequest } from "../../buddy/capturing/plan.ts";
import { carryOut, preview } from "../../buddy/carryout.ts";
import { counted } from "../../buddy/counted.ts";
import { printable } from "../../buddy/printable.ts";
import { openCaptureFile, STDOUT, wholeNumber } from "../capturefile.ts";
import { recoveredLine, show } from "../change.ts";
import { runIfKilled } from "../detached.ts";
import { parseDuration } from "../duration.ts";
import { exitStatus, Failure, listed } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import type { SubcommandContext } from "../subcommand.ts";

/** The most bytes of a frame that a file can have room for. */
const MAX_BYTES = 262_144;

export const subcommand = makeSubcommand({
  name: "capture",
  summary: "write the frames of a link as pcapng, until Control-C",
  details: `LINK is a guest (a jail, a machine, an interface), BRIDGE:HOOK, or a bridge. What is written is pcapng: for tcpdump,
tshark and Wireshark. In is what the interface got, out what it sent; of a bridge, each frame stands there once, as it came
to the bridge. An ng_tee(4) is put into the link for as long as it lasts; however it ends, frames go on.`,
  serves: true,
  arguments: [{ name: "LINK", of: "bridges" }],
  options: {
    write: {
      type: "string",
      short: "w",
      value: "FILE",
      of: "files",
      summary: "the file; - is standard output, which it is when not given",
    },
    count: { type: "string", short: "c", value: "COUNT", summary: "end after so many frames" },
    duration: {
      type: "string",
      value: "TIME",
      summary: "end after so long: 90, 90s, 15m or 1.5h",
    },
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
    "dry-run": { type: "boolean", short: "n", summary: "show the steps and change nothing" },
  },
  example: "ngbuddy capture web1 -w web1.pcapng",
  async run({ link }, values, context) {
    const limits = limitsOf(values);
    const host = await context.host();
    if (values["dry-run"]) {
      show(
        context,
        await preview(
          host,
          captureRequest(link, () => {}),
        ),
        false,
      );
      return exitStatus.ok;
    }
    const to = values.write ?? STDOUT;
    refuseOutput(to, link, context);
    let taps: readonly CaptureTap[] = [];
    let file: ReturnType<typeof openCaptureFile> | undefined;
    let allIsWell = () => {};
    const request = captureRequest(link, (planned) => {
      taps = planned;
      file = openCaptureFile(context, "capture", to);
      // A tee whose reader is gone passes frames on: it does no harm, and is taken out all the same.
      if (context.self) allIsWell = runIfKilled([...context.self, "recover", "--quiet"]);
    });
    const remark = (line: string) => context.err(`ngbuddy: ${printable(line)}\n`);
    let result: CaptureResult | undefined;
    try {
      await carryOut(
        host,
        request,
        {
          say: remark,
          remark,
          recovered: (one) => remark(recoveredLine(one)),
          progress: () => {},
          signal: context.signal,
        },
        {
          async meanwhile(netgraph) {
            const names = listed(taps.map(({ name }) => name));
            remark(`capturing on ${names}${limits.ends ? "" : "; to end it: Control-C"}`);
            result = await captureFrames(netgraph, taps, file!, {
              ...limits,
              now: () => host.now(),
              signal: context.signal,
            });
          },
        },
      );
    } finally {
      file?.close();
    }
    // Otherwise whatever is left is cleared up when this process has ended.
    allIsWell();
    remark(resultLine(result!));
    return exitStatus.ok;
  },
});

interface Limits {
  readonly count: number | undefined;
  readonly bytes: number | undefined;
  readonly seconds: number | undefined;
  readonly filter: FrameFilter | undefined;
  /** Does it end by itself? */
  readonly ends: boolean;
}

function limitsOf(values: {
  readonly count?: string;
  readonly duration?: string;
  readonly "snap-length"?: string;
  readonly filter?: string;
}): Limits {
  const count = wholeNumber("capture", "count", values.count, "frames");
  const bytes = wholeNumber("capture", "snap-length", values["snap-length"], "bytes");
  if (bytes !== undefined && bytes > MAX_BYTES)
    throw new Failure(
      exitStatus.usage,
      `capture: --snap-length must be at most ${MAX_BYTES} bytes, and is ${bytes}`,
    );
  const { duration } = values;
  const seconds = duration === undefined ? undefined : parseDuration(duration);
  if (duration !== undefined && !(seconds !== undefined && seconds > 0 && seconds <= 86_400 * 24))
    throw new Failure(
      exitStatus.usage,
      `capture: --duration must be a time such as 90s, 15m or 1.5h, up to 576h, and is "${duration}"`,
    );
  const ends = count !== undefined || seconds !== undefined;
  return { count, bytes, seconds, filter: filterOf(values.filter), ends };
}

function filterOf(text: string | undefined): FrameFilter | undefined {
  if (text === undefined) return undefined;
  try {
    return compileFilter(text);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new Failure(exitStatus.usage, `capture: --filter: ${error.message}`);
  }
}

function refuseOutput(to: string, link: string, context: SubcommandContext): void {
  if (to !== STDOUT) return;
  const instead = `ngbuddy capture ${link} -w ${link.replace(/\W+/g, "_")}.pcapng`;
  // Inside a lab there is nothing but its terminal.
  if (context.terminal() === undefined && context.self !== undefined) return;
  throw new Failure(
    exitStatus.usage,
    `capture: standard output is a terminal, which shows no frames; give a file: ${instead}, or a reader: ngbuddy capture ${link} | tcpdump -r -`,
  );
}

function resultLine({ written, filtered, lost, why }: CaptureResult): string {
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
