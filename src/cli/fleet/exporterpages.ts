/** What the exporter of a fleet has at its addresses. */
import { fleetMetrics, memberMetrics } from "../../fleet/metrics.ts";
import { sharing } from "../../fleet/sharing.ts";
import type { Standing } from "../../fleet/standing.ts";
import { targetsOf } from "../../fleet/targets.ts";
import type { Metric } from "../../metrics/families.ts";
import type { ServerOptions } from "../../metrics/server.ts";

/** Returns the pages of a fleet. */
export function pagesOfFleet(fleet: Standing, scheme: "http" | "https"): ServerOptions["page"] {
  const once = sharing<readonly Metric[]>();
  return ({ path, query, authority }) => {
    switch (path) {
      case "/":
        return {
          status: 200,
          line: "ngbuddy fleet exporter: all hosts are at /metrics, one at /metrics?host=HOST, targets for http_sd at /sd",
        };
      case "/sd":
        return { json: targetsOf(fleet.hosts(), authority, scheme) };
      case "/metrics": {
        const name = query.get("host");
        if (name === null) return { metrics: () => once("", () => fleetMetrics(fleet)) };
        const member = fleet.hosts().find((one) => one.name === name);
        if (member === undefined)
          return { status: 404, line: "there is no such host in the fleet; /sd has all" };
        return { metrics: () => once(name, () => memberMetrics(fleet, member)) };
      }
      default:
        return { status: 404, line: "the metrics are at /metrics" };
    }
  };
}
