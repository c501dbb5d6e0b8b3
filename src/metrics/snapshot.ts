/** What is told of a host at one time. */
import type { Happening } from "../buddy/monitor/event.ts";
import type { DoctorRun } from "./findings.ts";
import type { MetricsReading } from "./reading.ts";

/** An event that is counted: rates are told by themselves. */
export type CountedEvent = Exclude<Happening["event"], "rate above" | "rate below">;

/** What is told of a host at one time; of one that cannot be read only what was known before. */
export interface Snapshot {
  /** Of this program. */
  readonly version: string;
  /** Undefined when the host cannot be read. */
  readonly reading: MetricsReading | undefined;
  /** How long reading it took, or took to fail. */
  readonly seconds: number;
  /** How often each event was seen since this program began to look. */
  readonly events: ReadonlyMap<CountedEvent, number>;
  /** When something was last seen to come or go, seconds since the epoch; undefined when nothing was. */
  readonly lastChange: number | undefined;
  /** The doctor's last run; undefined without one. */
  readonly doctor: DoctorRun | undefined;
}
