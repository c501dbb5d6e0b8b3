/** `ngbuddy capture`: the frames of a link in a file, for tcpdump, tshark and Wireshark. */

import { type CaptureResult, captureFrames } from "../../buddy/capturing/capture.ts";
import type { FrameFilter } from "../../buddy/capturing/filter.ts";
import { type CaptureTap, captureRequest } from "../../buddy/capturing/plan.ts";
import { carryOut, preview } from "../../buddy/carryout.ts";
import { printable } from "../../buddy/printable.ts";
import { openCaptureFile, STDOUT, wholeNumber } from "../capturefile.ts";
import {
  CAPTURE_OPTIONS,
  filterOf,
  refuseOutput,
  resultLine,
  snapLength,
} from "../captureoptions.ts";
import { recoveredLine, show } from "../change.ts";
import { runIfKilled } from "../detached.ts";
import { durationOption } from "../duration.ts";
import { exitStatus, listed } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "capture",
  summary: "write the frames of a link as pcapng, until Control-C",
  details: `LINK is a guest (a jail, a machine, an interface), BRIDGE:HOOK, or a bridge. What is written is pcapng: for tcpdump,
tshark and Wireshark. In is what the interface got, out what it sent; of a bridge, each frame stands there once, as it came
to the bridge. An ng_tee(4) is put into the link for as long as it lasts; however it ends, frames go on.`,
  serves: true,
  arguments: [{ name: "LINK", of: "bridges" }],
  options: {
    write: CAPTURE_OPTIONS.write,
    count: CAPTURE_OPTIONS.count,
    duration: {
      type: "string",
      value: "TIME",
      summary: "end after so long: 90, 90s, 15m or 1.5h",
    },
    "snap-length": CAPTURE_OPTIONS["snap-length"],
    filter: CAPTURE_OPTIONS.filter,
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
    refuseOutput(context, "capture", to, link);
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
  const bytes = snapLength("capture", values["snap-length"]);
  const seconds = durationOption("capture", values.duration, "576h");
  const ends = count !== undefined || seconds !== undefined;
  return { count, bytes, seconds, filter: filterOf("capture", values.filter), ends };
}
