/** A lab as its users have it: a process, its sockets, many jails. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { observe } from "../src/buddy/observe/observe.ts";
import { statusText } from "../src/buddy/status.ts";
import { runCommand, startLab, stopLab } from "../src/lab/daemon/client.ts";
import { labDirectory } from "../src/lab/daemon/directory.ts";
import { remoteLabHost } from "../src/lab/daemon/host.ts";
import { metricsOf } from "../src/metrics/families.ts";
import { readForMetrics } from "../src/metrics/reading.ts";
import { snapshots } from "../src/metrics/source.ts";
import { metricsText } from "../src/metrics/text.ts";
import { Netgraph } from "../src/netgraph/client.ts";
import { fastest, milliseconds, perSecond, type Row, seconds } from "./measure.ts";

const program = join(import.meta.dirname, "..", "src", "cli", "main.ts");

export async function manyJails(jails: number): Promise<Row[]> {
  const directory = labDirectory(mkdtempSync(join(tmpdir(), "ngbuddy-bench-")));
  try {
    const rows: Row[] = [];
    const boot = await seconds(() => startLab(directory, [process.execPath, program]));
    rows.push({ what: "a lab is up", value: milliseconds(boot) });
    const run = async (...argv: string[]) => {
      const { status, stdout, stderr } = await runCommand(directory, argv);
      if (status !== 0) throw new Error(`${argv.join(" ")}: ${stderr || stdout}`);
      return stdout;
    };
    await run("service", "ngbuddy", "enable");
    await run("service", "ngbuddy", "start");
    const names = Array.from({ length: jails }, (_, index) => `jail${index + 1}`);
    const conf = `persist; vnet; path = /; vnet.interface = "$name";
exec.prestart = "service ngbuddy jail $name public";
${names.map((name) => `${name} { }`).join("\n")}\n`;
    await runCommand(directory, ["tee", "/etc/jail.conf"], conf);
    const up = await seconds(() => run("jail", "-c"));
    rows.push({ what: `${jails} jails on one bridge come up`, value: `${up.toFixed(2)} s` });

    const host = remoteLabHost(directory);
    const netgraph = await Netgraph.open(await host.openNetgraph());
    const status = await fastest(5, async () =>
      statusText(await observe(host, netgraph, { counters: true })),
    );
    rows.push({ what: `status of ${jails} links by the Unix socket`, value: milliseconds(status) });
    const whole = await fastest(5, () =>
      Bun.spawnSync([process.execPath, program, "status"], {
        env: { ...process.env, NGBUDDY_LAB: directory.path },
      }),
    );
    rows.push({
      what: `ngbuddy status of ${jails} links, from start to end`,
      value: milliseconds(whole),
    });
    const scrape = snapshots({
      ...{ version: "0", patience: 60, tell: () => {} },
      read: () => readForMetrics(host),
    });
    const scraped = await fastest(5, async () =>
      metricsText(metricsOf(await scrape()), "openmetrics"),
    );
    rows.push({
      what: `a scrape of ${jails} links by the Unix socket, as OpenMetrics`,
      value: milliseconds(scraped),
    });
    const ngctl = await runCommand(directory, ["ngctl", "show", "public:"]);
    rows.push({
      what: `ngctl show public: with ${jails} links`,
      value: ngctl.stderr.trim() || "works",
    });

    const number = 5000;
    const one = await fastest(3, async () => {
      for (let i = 0; i < number; i++) await netgraph.nodeInfo("public:");
    });
    const many = await fastest(3, async () => {
      for (let i = 0; i < number; i += 100) {
        await Promise.all(Array.from({ length: 100 }, () => netgraph.nodeInfo("public:")));
      }
    });
    rows.push(
      { what: "nodeinfo by the Unix socket, one after the other", value: perSecond(number, one) },
      { what: "nodeinfo by the Unix socket, 100 under way", value: perSecond(number, many) },
    );
    await netgraph.close();
    return rows;
  } finally {
    await stopLab(directory);
    rmSync(directory.path, { recursive: true, force: true });
  }
}
