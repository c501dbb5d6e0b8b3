/** Serves the metrics of a host until it is interrupted, or writes them once. */
import { printable } from "../../buddy/printable.ts";
import type { Host } from "../../host/host.ts";
import { metricsOf } from "../../metrics/families.ts";
import { doctorNowAndThen } from "../../metrics/findings.ts";
import { readForMetrics } from "../../metrics/reading.ts";
import type { Snapshot } from "../../metrics/snapshot.ts";
import { snapshots } from "../../metrics/source.ts";
import { metricsText } from "../../metrics/text.ts";
import { asFailure, lineOf } from "../failure.ts";
import { exitStatus } from "../io.ts";
import { replaceOutput } from "../outputfile.ts";
import type { SubcommandContext } from "../subcommand.ts";
import { version } from "../version.ts";
import { pagesOf } from "./pages.ts";
import { serveMetrics } from "./serving.ts";
import type { Settings } from "./settings.ts";

/** Seconds that a scrape waits for the doctor, and for the host: Prometheus waits for ten unless it is told otherwise. */
const PATIENCE = { doctor: 3, reading: 20 };
/** The same for a file, which nobody waits for. */
const PATIENCE_OF_FILE = { doctor: 120, reading: 120 };

function source(
  host: Host,
  { doctorAge }: Settings,
  patience: typeof PATIENCE,
  tell: (trouble: unknown) => void,
): () => Promise<Snapshot> {
  return snapshots({
    ...{ version, tell, patience: patience.reading },
    read: () => readForMetrics(host),
    doctor:
      doctorAge === 0
        ? undefined
        : doctorNowAndThen(host, { maxAge: doctorAge, patience: patience.doctor }),
  });
}

/** Throws a Failure when it cannot listen. A host that cannot be read is told of once, and served on as down. */
export async function serve(settings: Settings, context: SubcommandContext): Promise<void> {
  const host = await context.host();
  const snapshot = source(host, settings, PATIENCE, (trouble) => {
    const what =
      trouble === undefined ? "can be read again" : `cannot be read: ${printable(lineOf(trouble))}`;
    context.err(`ngbuddy: exporter: the host ${what}\n`);
  });
  await serveMetrics("exporter", settings, pagesOf(snapshot), context);
}

/** Writes the metrics into a file, also those of a host that cannot be read. Returns the exit status. */
export async function writeOnce(settings: Settings, context: SubcommandContext): Promise<number> {
  const host = await context.host();
  let status: number = exitStatus.ok;
  const snapshot = source(host, settings, PATIENCE_OF_FILE, (trouble) => {
    const failure = asFailure(trouble);
    context.err(`ngbuddy: exporter: the host cannot be read: ${printable(failure.message)}\n`);
    status = failure.status;
  });
  const text = await metricsText(metricsOf(await snapshot()), "prometheus");
  const file = settings.textfile!;
  if (file === "-") context.out(text);
  else await replaceOutput(host, context, "exporter", file, text);
  return status;
}
