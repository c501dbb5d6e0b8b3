/** The hosts of a fleet as targets of Prometheus' own, for its http_sd. */
import type { Member } from "./subjects.ts";

/** A target as Prometheus reads it (http_sd_config). */
export interface Target {
  readonly targets: readonly string[];
  readonly labels: { readonly [name: string]: string };
}

/**
 * Returns a target for each host: all are asked of the exporter at this address, each by its name. `instance` is the host, so
 * that what was made for exporters on the hosts themselves goes on.
 */
export function targetsOf(
  members: readonly Member[],
  authority: string,
  scheme: "http" | "https",
): readonly Target[] {
  return members.map(({ name }) => ({
    targets: [authority],
    labels: {
      __scheme__: scheme,
      __metrics_path__: "/metrics",
      __param_host: name,
      instance: name,
      host: name,
    },
  }));
}
