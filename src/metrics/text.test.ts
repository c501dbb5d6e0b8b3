/** The text that Prometheus reads: promtool finds nothing wrong with it, whatever guests call themselves. */
import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buddyLab } from "../../test/support/buddylab.ts";
import { madeUpTopology } from "../../test/support/topologies.ts";
import { fleetFamilies } from "../fleet/metrics.ts";
import { labHost } from "../lab/host.ts";
import { families, metricsOf } from "./families.ts";
import { readForMetrics } from "./reading.ts";
import type { Snapshot } from "./snapshot.ts";
import { snapshots } from "./source.ts";
import { metricsText } from "./text.ts";

const examples = join(import.meta.dirname, "..", "..", "packaging", "examples");

function promtool(words: readonly string[], input?: string) {
  const { status, stdout, stderr } = spawnSync("promtool", [...words], { input, encoding: "utf8" });
  return { status, said: stdout + stderr };
}

function madeUp(rename?: (name: string) => string): Snapshot {
  const topology = madeUpTopology(20, 2, rename);
  return {
    ...{ version: "1.2.3", seconds: 0.5, events: new Map([["loop", 1]]), lastChange: 1e9 },
    reading: {
      topology: { ...topology, waiting: [{ request: "bridge lan", secondsLeft: 3 }] },
      ...{ jails: [], nodes: new Map([["eiface", 20]]) },
      configs: new Map([
        [
          topology.bridges[0]!.id,
          { debugLevel: 1, loopTimeout: 60, maxStaleness: 900, minStableAge: 1 },
        ],
      ]),
      values: new Map([["net.graph.maxdata", 4096]]),
    },
    doctor: { counts: [{ check: "loops", severity: "error", count: 1 }], time: 1e9, seconds: 2 },
  };
}

test("promtool has nothing to say of what a host tells", async () => {
  const { lab, out } = buddyLab();
  await out("ngbuddy bridge private gw0");
  await out("ngbuddy jail web1 private");
  const read = () => readForMetrics(labHost(lab));
  const snapshot = snapshots({ version: "1.2.3", patience: 60, tell() {}, read });
  for (const one of [await snapshot(), madeUp()])
    expect(promtool(["check", "metrics"], await metricsText(metricsOf(one), "prometheus"))).toEqual(
      {
        status: 0,
        said: "",
      },
    );
});

test("names that would end a label, a line or a terminal's patience are harmless, and are the same in both formats", async () => {
  const snapshot = madeUp((name) => `${name}"} 1\n# EOF\\\u001b[2J\u202e`);
  for (const format of ["prometheus", "openmetrics"] as const) {
    const text = await metricsText(metricsOf(snapshot), format);
    for (const harmful of ["\u001b", "\u202e"]) expect(text).not.toContain(harmful);
    const lines = text
      .trimEnd()
      .split("\n")
      .filter((line) => line !== "");
    for (const line of lines)
      expect(line).toMatch(
        /^(?:# (?:HELP|TYPE) ngbuddy_\w+ .*|# EOF|ngbuddy_\w+(?:\{\w+="(?:[^"\\]|\\[\\"n])*"(?:,\w+="(?:[^"\\]|\\[\\"n])*")*\})? [\d.e+-]+)$/,
      );
    expect(lines.filter((line) => line === "# EOF")).toHaveLength(format === "openmetrics" ? 1 : 0);
    expect(text).toContain(String.raw`guest="guest0001\"} 1\\x0a# EOF\\\\x1b[2J\\u202e"`);
  }
  expect(
    promtool(["check", "metrics"], await metricsText(metricsOf(snapshot), "prometheus")).status,
  ).toBe(0);
});

test("of a host that cannot be read there is that it is down, and no link", async () => {
  const text = await metricsText(
    metricsOf({
      version: "1.2.3",
      reading: undefined,
      seconds: 1,
      events: new Map(),
      lastChange: undefined,
      doctor: undefined,
    }),
    "openmetrics",
  );
  expect(text).toContain("\nngbuddy_up 0\n");
  expect(text).not.toContain("ngbuddy_link");
});

test("the alert rules and the dashboard ask for metrics and labels that there are", () => {
  const rules = readFileSync(join(examples, "prometheus-rules.yml"), "utf8");
  const dashboard = JSON.parse(readFileSync(join(examples, "grafana-dashboard.json"), "utf8"));
  const asked: string[] = dashboard.panels.flatMap(
    ({ targets }: { targets: readonly { expr: string }[] }) => targets.map(({ expr }) => expr),
  );
  const expressions = [...asked, ...(rules.match(/expr: (?:>-\n(?: {10}.*\n)+|.*)/g) ?? [])];
  expect(expressions.length).toBeGreaterThan(20);
  for (const expression of expressions)
    for (const [, name = "", labels = ""] of expression.matchAll(
      /\b(ngbuddy_\w+)(?:\{([^}]*)\})?/g,
    )) {
      const family = [...families, ...fleetFamilies].find((one) => one.name === name);
      expect([name, family?.name]).toEqual([name, name]);
      for (const [, label = ""] of labels.matchAll(/(\w+)=/g))
        expect([...family!.labels, "instance", "host"]).toContain(label);
    }
});

test("promtool takes the alert rules, and what the dashboard asks for", async () => {
  const rules = join(examples, "prometheus-rules.yml");
  expect(promtool(["check", "rules", rules])).toMatchObject({ status: 0 });
  const { panels } = JSON.parse(readFileSync(join(examples, "grafana-dashboard.json"), "utf8"));
  const asked = panels
    .flatMap(({ targets }: { targets: readonly { expr: string }[] }) => targets)
    .map(({ expr }: { expr: string }, index: number) => ({
      record: `asked:${index}`,
      expr: expr.replaceAll("$__rate_interval", "5m"),
    }));
  const text = JSON.stringify({ groups: [{ name: "dashboard", rules: asked }] });
  expect(promtool(["check", "rules", "/dev/stdin"], text)).toMatchObject({ status: 0 });
});
