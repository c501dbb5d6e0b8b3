/** What the exporter of one host has at its addresses. */
import { metricsOf } from "../../metrics/families.ts";
import type { ServerOptions } from "../../metrics/server.ts";
import type { Snapshot } from "../../metrics/snapshot.ts";

/** Returns the pages of one host. */
export function pagesOf(snapshot: () => Promise<Snapshot>): ServerOptions["page"] {
  return ({ path }) => {
    if (path === "/metrics") return { metrics: async () => metricsOf(await snapshot()) };
    if (path === "/") return { status: 200, line: "ngbuddy exporter: the metrics are at /metrics" };
    return { status: 404, line: "the metrics are at /metrics" };
  };
}
