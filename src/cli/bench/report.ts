/** What was measured, for people and for programs. */

import type { Measured } from "../../buddy/benching/measure.ts";
import { bitRate } from "../../buddy/bitrate.ts";
import { jsonText, printable } from "../../buddy/printable.ts";

/** All that a run has measured, and where. */
export interface Report {
  readonly measured: readonly Measured[];
  /** How many CPUs the host has; undefined where it does not say. */
  readonly cpus: number | undefined;
  readonly isLab: boolean;
}

const HEAD = ["", "throughput", "packets/s", "CPU"];
const EMULATED =
  "These are a lab's own figures, on the machine that it runs on: emulated, not FreeBSD's.";

/** Returns the table, and what has to be known of it. */
export function reportText({ measured, cpus, isLab }: Report): string {
  const rows = measured.map(({ name, bitsPerSecond, packetsPerSecond, cpu }) => [
    printable(name),
    bitRate(bitsPerSecond),
    Math.round(packetsPerSecond).toLocaleString("en"),
    cpu === undefined ? "-" : `${Math.round(cpu * 100)} %`,
  ]);
  const table = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join("   ")
      .trimEnd(),
  );
  const by = [...new Set(measured.map((one) => one.by))].map((one) => printable(one)).join(", ");
  const all =
    cpus === undefined ? "all there are" : cpus === 1 ? "the one there is" : `all ${cpus}`;
  return [
    ...lines,
    "",
    `TCP from jail to jail, sent by ${by}. Packets: as the receiver's interface counts them.`,
    `CPU: of ${all}, with sender, receiver and whatever else runs.`,
    ...(isLab ? [EMULATED] : []),
    "",
  ].join("\n");
}

/** Returns the same as JSON. */
export function reportJson({ measured, cpus, isLab }: Report): string {
  return jsonText({ version: 1, emulated: isLab, cpus, measured }, 2);
}
