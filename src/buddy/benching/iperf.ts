/** What iperf3 prints as JSON of a test that it made (`-J`), as values. */
import { field, OutputError, readJson } from "../../host/json.ts";
import { printable } from "../printable.ts";

/** What came of a test. */
export type IperfResult =
  | { readonly bytes: number; readonly seconds: number; readonly version: string }
  /** Why there was none. */
  | { readonly error: string };

/** A version is shown; more than this of one is none. */
const MAX_VERSION = 40;

/** Reads what a client of iperf3 printed: what the other end received, and in which time. Throws an OutputError when it is no such output. */
export function parseIperf(text: string): IperfResult {
  const read = readJson("iperf3", text);
  const error = field(read, "error");
  // It exits with 0 all the same.
  if (typeof error === "string") return { error: printable(error) };
  const received = field(field(read, "end"), "sum_received");
  const [bytes, seconds] = [field(received, "bytes"), field(received, "seconds")];
  const version = field(field(read, "start"), "version");
  if (!isAmount(bytes) || !isAmount(seconds) || seconds === 0)
    throw new OutputError("iperf3", text);
  const named = typeof version === "string" && version.length <= MAX_VERSION;
  return { bytes, seconds, version: named ? printable(version) : "iperf3" };
}

/** Returns whether a value of JSON is a number that can be an amount. */
export function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
