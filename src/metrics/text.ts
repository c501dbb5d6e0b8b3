/** Metrics as text, by prom-client: OpenMetrics, or the older format of Prometheus's. */
import { Counter, Gauge, Registry, type RegistryContentType } from "prom-client";
import type { Metric } from "./families.ts";

/** The formats that there are: `openmetrics` for who asks for it, `prometheus` for everybody else and for files. */
export type TextFormat = "openmetrics" | "prometheus";

/** How each is called in the headers of HTTP. */
export const CONTENT_TYPES = {
  openmetrics: Registry.OPENMETRICS_CONTENT_TYPE,
  prometheus: Registry.PROMETHEUS_CONTENT_TYPE,
} as const;

/** Returns metrics in one of the formats. */
export async function metricsText(metrics: readonly Metric[], format: TextFormat): Promise<string> {
  const registry = new Registry<RegistryContentType>();
  registry.setContentType(CONTENT_TYPES[format]);
  for (const metric of metrics) add(registry, metric);
  return await registry.metrics();
}

/** A metric without a value is left out. */
function add(registry: Registry<RegistryContentType>, metric: Metric): void {
  const { name, help, labels, samples, type } = metric;
  if (samples.length === 0) return;
  const configuration = { name, help, labelNames: labels, registers: [registry] };
  if (type === "gauge") {
    const gauge = new Gauge(configuration);
    for (const [of, value] of samples) gauge.set(of, value);
  } else {
    const counter = new Counter(configuration);
    for (const [of, value] of samples) counter.inc(of, value);
  }
}
