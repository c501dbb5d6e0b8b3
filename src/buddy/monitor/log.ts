/** Events in the system log, by logger(1), which takes a line a message. */
import { mustRun } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { printable } from "../printable.ts";
import type { MonitorEvent } from "./event.ts";

/** What the messages are from, and the facility that they are of (syslog.conf(5)). */
const TAG = "ngbuddy";
const FACILITY = "daemon";
/** A longer line would be cut into several messages, characters. */
const MAX_LINE = 400;

/** Writes events into the log of a host, those of a level at once. Throws a CommandError. */
export async function logEvents(host: Host, events: readonly MonitorEvent[]): Promise<void> {
  for (const level of ["notice", "warning"] as const) {
    const lines = events.filter((one) => one.level === level).map(({ text }) => lineOf(text));
    if (lines.length === 0) continue;
    const argv = ["logger", "-t", TAG, "-p", `${FACILITY}.${level}`];
    await mustRun(host, argv, { stdin: lines.map((line) => `${line}\n`).join("") });
  }
}

function lineOf(text: string): string {
  const line = printable(text);
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1)}…` : line;
}
