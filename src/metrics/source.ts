/** Takes snapshots of a host, one for all who ask at the same time. */
import { setTimeout as wait } from "node:timers/promises";
import { follow, type Watched, watched } from "../buddy/monitor/events.ts";
import { refuse } from "../buddy/refusal.ts";
import type { DoctorRun } from "./findings.ts";
import type { MetricsReading } from "./reading.ts";
import type { CountedEvent, Snapshot } from "./snapshot.ts";

/** What snapshots are made of. */
export interface SourceOptions {
  /** Of this program. */
  readonly version: string;
  /** Reads the host once. */
  readonly read: () => Promise<MetricsReading>;
  /** The doctor's last run; undefined without a doctor. */
  readonly doctor?: (() => Promise<DoctorRun | undefined>) | undefined;
  /** Seconds after which a reading that has not ended counts as failed. */
  readonly patience: number;
  /** Told why the host cannot be read, once, and undefined when it can be again. */
  readonly tell: (trouble: unknown | undefined) => void;
}

/** The events that are counted; those that are a change of the networks, and not of what goes through them. */
const EVENTS: { readonly [event in CountedEvent]: "change" | "trouble" } = {
  "bridge made": "change",
  "bridge gone": "change",
  "link made": "change",
  "link gone": "change",
  "jail started": "change",
  "jail stopped": "change",
  loop: "trouble",
  "address moved": "trouble",
  "addresses moved": "trouble",
  "drops begin": "trouble",
  "drops end": "trouble",
  "interface up": "change",
  "interface down": "change",
};

/** Returns a function that takes a snapshot. It never throws: of a host that cannot be read it says so. */
export function snapshots(options: SourceOptions): () => Promise<Snapshot> {
  const { version, read, doctor, patience, tell } = options;
  const events = new Map<CountedEvent, number>(
    (Object.keys(EVENTS) as CountedEvent[]).map((event) => [event, 0]),
  );
  let before: Watched | undefined;
  let lastChange: number | undefined;
  let isTroubled = false;
  let reading: Promise<MetricsReading> | undefined;
  let shared: Promise<Snapshot> | undefined;

  const take = async (): Promise<Snapshot> => {
    // It may send frames of its own: what those count is to be over.
    const run = await doctor?.();
    const begun = performance.now();
    let found: MetricsReading | undefined;
    try {
      // One that hangs is not begun anew by each who asks.
      reading ??= read().finally(() => {
        reading = undefined;
      });
      found = await inTime(reading, patience);
      count(found);
      if (isTroubled) tell(undefined);
      isTroubled = false;
    } catch (error) {
      if (!isTroubled) tell(error);
      isTroubled = true;
    }
    const seconds = (performance.now() - begun) / 1000;
    return { version, reading: found, seconds, events: new Map(events), lastChange, doctor: run };
  };

  const count = (now: MetricsReading) => {
    if (before === undefined) {
      before = watched(now);
      return;
    }
    const followed = follow(before, now);
    before = followed.watched;
    for (const { event, time } of followed.events) {
      if (event === "rate above" || event === "rate below") continue;
      events.set(event, events.get(event)! + 1);
      if (EVENTS[event] === "change") lastChange = Date.parse(time) / 1000;
    }
  };

  return () => {
    shared ??= take().finally(() => {
      shared = undefined;
    });
    return shared;
  };
}

async function inTime<T>(promise: Promise<T>, seconds: number): Promise<T> {
  const end = new AbortController();
  const late = wait(seconds * 1000, "late" as const, { signal: end.signal });
  late.catch(() => {});
  try {
    const first = await Promise.race([promise, late]);
    if (first === "late") refuse("temporary", `there was no answer in ${seconds} seconds`);
    return first;
  } finally {
    end.abort();
  }
}
