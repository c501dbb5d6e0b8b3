/** What the doctor finds, looked at now and then: it takes longer than a scrape may. */
import { setTimeout as wait } from "node:timers/promises";
import { type Finding, runDoctor } from "../buddy/doctor/check.ts";
import { checks } from "../buddy/doctor/checks/index.ts";
import { sightOf } from "../buddy/doctor/sight.ts";
import { withNetgraph } from "../buddy/withnetgraph.ts";
import type { Host } from "../host/host.ts";

/** A run of the doctor. */
export interface DoctorRun {
  /** How many findings there are, by check and severity; 0 where there are none. */
  readonly counts: readonly {
    readonly check: string;
    readonly severity: Finding["severity"];
    readonly count: number;
  }[];
  /** When it was over: seconds since the epoch. */
  readonly time: number;
  /** How long it took. */
  readonly seconds: number;
}

/** How often the doctor looks, and how long it is waited for. */
export interface DoctorTimes {
  /** So many seconds after it began last, it looks again. */
  readonly maxAge: number;
  /** So many seconds whoever asks waits for it; then the last run is told once more. */
  readonly patience: number;
}

/**
 * Returns a function that tells the doctor's last run, after one that is due, if that ends in time. Undefined when there
 * was none, or when the last one found a host that cannot be read. One run is under way at most.
 */
export function doctorNowAndThen(
  host: Host,
  { maxAge, patience }: DoctorTimes,
  examine: (host: Host) => Promise<readonly Finding[]> = examineAll,
): () => Promise<DoctorRun | undefined> {
  let last: DoctorRun | undefined;
  let begun = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  const run = async () => {
    begun = performance.now();
    try {
      const findings = await examine(host);
      const seconds = (performance.now() - begun) / 1000;
      last = { counts: countsOf(findings), time: host.now(), seconds };
    } catch {
      // The scrape itself says that the host cannot be read.
      last = undefined;
    }
  };
  return async () => {
    if (running === undefined && performance.now() - begun >= maxAge * 1000)
      running = run().finally(() => {
        running = undefined;
      });
    if (running !== undefined) {
      const end = new AbortController();
      const late = wait(patience * 1000, undefined, { signal: end.signal }).catch(() => {});
      await Promise.race([running, late]);
      end.abort();
    }
    return last;
  };
}

async function examineAll(host: Host): Promise<readonly Finding[]> {
  return await withNetgraph(host, (netgraph) => runDoctor(checks, sightOf(host, netgraph)));
}

function countsOf(findings: readonly Finding[]): DoctorRun["counts"] {
  return checks.flatMap(({ name }) =>
    (["error", "warning"] as const).map((severity) => ({
      check: name,
      severity,
      count: findings.filter((one) => one.check === name && one.severity === severity).length,
    })),
  );
}
