/** The exporter of a fleet: all hosts as one target, or each as its own, whoever of them is away. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type FleetBed, fleetBed } from "../../../test/support/fleetbed.ts";
import { prometheus } from "../../../test/support/prometheus.ts";
import { enroll } from "../../fleet/keys.ts";
import { type Standing, standing } from "../../fleet/standing.ts";
import { createMetricsServer } from "../../metrics/server.ts";
import { pagesOfFleet } from "./exporterpages.ts";

// A server, agents and Prometheus, on machines that do other things besides.
setDefaultTimeout(60_000);

let bed: FleetBed;
let server: Server;
let fleet: Standing;
let url: string;
let remarked: (pattern: RegExp) => Promise<void>;
const ending = new AbortController();

beforeAll(async () => {
  bed = await fleetBed(["web1", "web2", "away"]);
  for (const name of ["web1", "web2"]) {
    await bed.labs.get(name)!.out("ngbuddy bridge lan vtnet1");
    await bed.labs.get(name)!.out(`ngbuddy create db${name} lan`);
    await bed.agent(name).remarked(/connected/);
  }
  const remarks: string[] = [];
  const waiting = new Set<() => void>();
  remarked = async (pattern) => {
    while (!remarks.some((line) => pattern.test(line)))
      await new Promise<void>((resolve) => waiting.add(resolve));
  };
  fleet = standing({
    file: () => bed.file,
    signal: ending.signal,
    remark: (line) => {
      remarks.push(line);
      for (const go of waiting) go();
    },
  });
  server = createMetricsServer({
    page: pagesOfFleet(fleet, "http"),
    token: undefined,
    tls: undefined,
    isLoopback: true,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await remarked(/connected to/);
});
afterAll(async () => {
  ending.abort();
  server.close();
  server.closeAllConnections();
  await bed[Symbol.asyncDispose]();
});

const get = async (path: string) => await (await fetch(`${url}${path}`)).text();

test("all hosts are one target, one that is away is told as that, and promtool has nothing to say", async () => {
  const text = await get("/metrics");
  for (const line of [
    'ngbuddy_fleet_host_up{host="web1"} 1',
    'ngbuddy_fleet_host_up{host="away"} 0',
    "ngbuddy_fleet_hosts 3",
    "ngbuddy_fleet_server_up 1",
    'ngbuddy_up{host="web2"} 1',
  ])
    expect(text).toContain(`\n${line}\n`);
  expect(text).toMatch(
    /ngbuddy_link_up\{host="web2",bridge="lan",link="link\d",guest="dbweb2"\} 0\n/,
  );
  expect(text).not.toContain('ngbuddy_up{host="away"}');
  const checked = spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
  expect([checked.status, checked.stdout + checked.stderr]).toEqual([0, ""]);
});

test("one host is told as its own exporter does", async () => {
  const text = await get("/metrics?host=web1");
  expect(text).toContain("\nngbuddy_up 1\n");
  expect(text).toContain("\nngbuddy_fleet_host_up 1\n");
  expect(text).toMatch(/ngbuddy_link_up\{bridge="lan",link="link\d",guest="dbweb1"\} 0\n/);
  expect(text).not.toContain("web2");
  const away = await get("/metrics?host=away");
  expect(away.match(/^ngbuddy.*$/gm)).toEqual(["ngbuddy_fleet_host_up 0"]);
  expect((await fetch(`${url}/metrics?host=nosuch`)).status).toBe(404);
});

test("a host that is enrolled while it serves is a target at once", async () => {
  const before = bed.file;
  bed.file = (await enroll(bed.file, "late")).fleet;
  const targets = JSON.parse(await get("/sd"));
  bed.file = before;
  expect(targets.at(-1)).toEqual({
    targets: [url.slice("http://".length)],
    labels: {
      __scheme__: "http",
      __metrics_path__: "/metrics",
      __param_host: "late",
      instance: "late",
      host: "late",
    },
  });
});

test("a real Prometheus finds each host by http_sd, and scrapes it as a target of its own", async () => {
  await using scraper = await prometheus({
    global: { scrape_interval: "1s", scrape_timeout: "1s" },
    scrape_configs: [
      {
        job_name: "ngbuddy-fleet",
        http_sd_configs: [{ url: `${url}/sd`, refresh_interval: "1s" }],
      },
    ],
  });
  const up = async () =>
    (await scraper.query("ngbuddy_fleet_host_up"))
      .map(({ metric: { instance, host }, value }) => [instance, host, value[1]])
      .sort();
  const all = [
    ["away", "away", "0"],
    ["web1", "web1", "1"],
    ["web2", "web2", "1"],
  ];
  // Each that is asked waits for its own scrape.
  while (JSON.stringify(await up()) !== JSON.stringify(all)) await Bun.sleep(50);
  expect((await scraper.query('ngbuddy_link_up{guest="dbweb2"}'))[0]!.metric).toMatchObject({
    instance: "web2",
    host: "web2",
    job: "ngbuddy-fleet",
  });
});

test("without a server the exporter goes on, and says that no host is there", async () => {
  await bed.server.kill();
  await remarked(/server is gone/);
  const text = await get("/metrics");
  expect(text).toContain("\nngbuddy_fleet_server_up 0\n");
  expect(text).toContain('\nngbuddy_fleet_host_up{host="web1"} 0\n');
  await bed.server.start();
  await remarked(/connected to .* again/);
  while (!(await get("/metrics")).includes('\nngbuddy_fleet_host_up{host="web1"} 1\n'));
});
