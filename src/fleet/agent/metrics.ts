/** What a host answers whoever collects metrics of the fleet: what its own exporter would tell, as numbers. */
import about from "../../../package.json" with { type: "json" };
import type { Host } from "../../host/host.ts";
import { metricsOf } from "../../metrics/families.ts";
import { doctorNowAndThen } from "../../metrics/findings.ts";
import { readForMetrics } from "../../metrics/reading.ts";
import { snapshots } from "../../metrics/source.ts";
import type { ToldMetrics } from "../answershapes.ts";

/** Seconds that an answer waits for the doctor, and for the host: whoever asks does not wait for long. */
const PATIENCE = { doctor: 2, reading: 4 };
/** So many seconds old the doctor's findings may be. */
const DOCTOR_AGE = 300;

/** Returns what answers: the host is read when it is called, and once for all who ask at the same time. */
export function metricsAnswers(host: Host): () => Promise<ToldMetrics> {
  const snapshot = snapshots({
    version: about.version,
    read: () => readForMetrics(host),
    doctor: doctorNowAndThen(host, { maxAge: DOCTOR_AGE, patience: PATIENCE.doctor }),
    patience: PATIENCE.reading,
    // That it could not be read is part of the answer; the agent itself says why.
    tell() {},
  });
  return async () => ({
    version: 1,
    families: Object.fromEntries(
      metricsOf(await snapshot())
        .filter(({ samples }) => samples.length > 0)
        .map(({ name, labels, samples }) => [
          name,
          samples.map(([of, value]) => [labels.map((label) => of[label] ?? ""), value] as const),
        ]),
    ),
  });
}
