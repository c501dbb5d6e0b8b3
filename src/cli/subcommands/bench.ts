/** `ngbuddy bench`: what goes through a bridge, measured between two jails made for it. */

import { bedRequest } from "../../buddy/benching/bed.ts";
import { cpuCount } from "../../buddy/benching/counters.ts";
import { type Measured, measure } from "../../buddy/benching/measure.ts";
import type { BenchBed, BenchWay } from "../../buddy/benching/place.ts";
import { chooseSender } from "../../buddy/benching/senders.ts";
import { carryOut, preview } from "../../buddy/carryout.ts";
import { printable } from "../../buddy/printable.ts";
import { reportJson, reportText } from "../bench/report.ts";
import { recoveredLine, show } from "../change.ts";
import { runIfKilled } from "../detached.ts";
import { durationOption } from "../duration.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

const DEFAULT_SECONDS = 10;
const LONGEST = "1h";
const OTHERS = ["if_bridge"] as const;

export const subcommand = makeSubcommand({
  name: "bench",
  summary: "measure what goes through a bridge, between two jails made for it",
  details: `Makes two jails and an ng_bridge between them, or takes two links of BRIDGE, sends by TCP from one to the other, and takes all of
it away again. iperf3 sends where it is installed, ngbuddy itself otherwise. The addresses are of 198.18.0.0/15.`,
  changes: true,
  arguments: [{ name: "BRIDGE", of: "bridges", optional: true }],
  options: {
    with: {
      type: "string",
      value: "KIND",
      of: OTHERS,
      summary: "measure that one beside it: if_bridge, with an epair to each jail",
    },
    duration: {
      type: "string",
      value: "TIME",
      summary: `how long each is measured: 90, 90s or 15m; ${DEFAULT_SECONDS}s when not given`,
    },
    json: { type: "boolean", summary: "the figures as JSON" },
    "dry-run": { type: "boolean", short: "n", summary: "show the steps and change nothing" },
    traffic: { type: "string", value: "WHAT" },
  },
  example: "ngbuddy bench --with if_bridge",
  async run({ bridge }, values, context) {
    if (values.traffic !== undefined)
      return await (await import("../bench/runtraffic.ts")).runTraffic(values.traffic, context);
    const seconds = durationOption("bench", values.duration, LONGEST) ?? DEFAULT_SECONDS;
    const ways = waysOf(values.with);
    const host = await context.host();
    if (values["dry-run"]) {
      for (const way of ways) {
        const request = bedRequest(way, bridge, () => {});
        show(context, await preview(host, request), values.json === true);
      }
      return exitStatus.ok;
    }
    const send = await chooseSender(host, context.self);
    const remark = (line: string) => context.err(`ngbuddy: ${printable(line)}\n`);
    const measured: Measured[] = [];
    for (const way of ways) {
      let bed: BenchBed | undefined;
      let allIsWell = () => {};
      const request = bedRequest(way, bridge, (planned) => {
        bed = planned;
        if (context.self) allIsWell = runIfKilled([...context.self, "recover", "--quiet"]);
      });
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
          async meanwhile() {
            remark(`measuring ${bed!.name} for ${seconds} s; to end it: Control-C`);
            measured.push(await measure(host, bed!, send, { seconds, signal: context.signal }));
          },
        },
      );
      // Otherwise whatever is left is cleared up when this process has ended.
      allIsWell();
    }
    const report = { measured, cpus: await cpuCount(host), isLab: host.kind === "lab" };
    context.out(values.json ? reportJson(report) : reportText(report));
    return exitStatus.ok;
  },
});

/** What is measured, in this order. */
function waysOf(other: string | undefined): readonly BenchWay[] {
  if (other === undefined) return ["ng_bridge"];
  const known = OTHERS.find((one) => one === other);
  if (known === undefined)
    throw new Failure(
      exitStatus.usage,
      `bench: --with must be ${OTHERS.join(" or ")}, and is "${other}"`,
    );
  return ["ng_bridge", known];
}
