/** What the doctor finds, for the page and for programs: asked for by several at once, it looks once. */
import type { PlainFinding } from "../buddy/doctor/plainfinding.ts";

/** A finding as the page shows it. */
export type PageFinding = PlainFinding;

/** What all checks have found. */
export interface Examined {
  /** When that was: ISO 8601, UTC. */
  readonly time: string;
  /** How many checks were made. */
  readonly checks: number;
  readonly findings: readonly PageFinding[];
}

/** What the doctors of all hosts have found. */
export interface FleetExamined {
  /** When that was: ISO 8601, UTC. */
  readonly time: string;
  readonly findings: readonly (PageFinding & { readonly host: string })[];
  /** What is wrong between hosts, with what to type on which. */
  readonly across: readonly (Omit<PageFinding, "type" | "fixable"> & {
    readonly hosts: readonly string[];
    readonly type: readonly { readonly host: string; readonly line: string }[];
  })[];
  /** The hosts that did not answer, and why. */
  readonly missing: readonly { readonly host: string; readonly error: string }[];
}

/** Returns what examines a host, or many, but not while it is being examined: who asks then gets the same answer. */
export function examineOnce<T>(examine: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return async () => {
    running ??= examine().finally(() => {
      running = undefined;
    });
    return await running;
  };
}
