/** `ngbuddy fleet capture`: the frames of a link of another host in a file here. */
import { printable } from "../../buddy/printable.ts";
import { type CaptureFile, openCaptureFile, STDOUT, wholeNumber } from "../capturefile.ts";
import {
  CAPTURE_OPTIONS,
  filterOf,
  refuseOutput,
  resultLine,
  snapLength,
} from "../captureoptions.ts";
import { durationOption } from "../duration.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { FLEET_OPTION, fleetPath, readFleet } from "./file.ts";
import { knownHost } from "./known.ts";

export const subcommand = makeSubcommand({
  name: "fleet capture",
  summary: "write the frames of a link of a host as pcapng, for a bounded time",
  details: `As ngbuddy capture does on the host itself, for at most 300 seconds, 1,000,000 frames and 64 MB. It ends as well when
this ends, and when the host's agent or the server does; frames go on in any case. A host whose rc.conf has
ngbuddy_agent_capture="NO" is not captured on.`,
  serves: true,
  arguments: [{ name: "HOST" }, { name: "LINK" }],
  options: {
    ...FLEET_OPTION,
    ...CAPTURE_OPTIONS,
    duration: {
      type: "string",
      value: "TIME",
      summary: "end after so long, such as 90s or 5m; 10s when it is not given",
    },
  },
  example: "ngbuddy fleet capture web1 www -w www.pcapng",
  async run({ host, link }, values, context) {
    const name = "fleet capture";
    const { captureLimits, captureFrom } = await import("../../fleet/capture.ts");
    const count = wholeNumber(name, "count", values.count, "frames");
    if (count !== undefined && count > captureLimits.frames)
      throw new Failure(
        exitStatus.usage,
        `${name}: --count must be at most ${captureLimits.frames}, and is ${count}`,
      );
    const order = {
      link,
      seconds:
        durationOption(name, values.duration, `${captureLimits.seconds.max}s`) ??
        captureLimits.seconds.usual,
      count,
      bytes: snapLength(name, values["snap-length"]),
      filter: values.filter,
    };
    // What is wrong with it is said here, before anybody is asked.
    filterOf(name, values.filter);
    const file = await readFleet(fleetPath(context, values.fleet));
    const member = knownHost(file, host);
    const to = values.write ?? STDOUT;
    refuseOutput(context, name, to, `${host} ${link}`);
    const remark = (line: string) => context.err(`ngbuddy: ${printable(line)}\n`);
    let target: CaptureFile | undefined;
    try {
      const { withFleet } = await import("../../fleet/owner.ts");
      const result = await withFleet(file, (fleet) =>
        captureFrom(fleet, member, order, (bytes) => target!.write(bytes), {
          signal: context.signal,
          began(links) {
            // A host that refuses leaves no empty file behind.
            target = openCaptureFile(context, name, to);
            remark(`capturing on ${links.join(", ")} of ${host}, for ${order.seconds} s at most`);
          },
        }),
      );
      if (!result.isBroken) {
        remark(resultLine(result));
        return exitStatus.ok;
      }
      remark(`${host}: ${result.why}; what came until then is written`);
      return exitStatus.unavailable;
    } finally {
      target?.close();
    }
  },
});
