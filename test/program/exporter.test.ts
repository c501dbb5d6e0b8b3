/** `exporter` as its user runs it: scraped by curl's like and by a real Prometheus, and refused where strangers could read. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../support/certificate.ts";
import { executable } from "../support/executable.ts";
import { foundIn, type Prometheus, prometheus } from "../support/prometheus.ts";
import { type Program, program } from "./program.ts";

// A lab of 1,000 links and Prometheus, on machines that do other things besides.
setDefaultTimeout(300_000);

const LINKS = 1000;
const TOKEN = "0123456789abcdef0123456789abcdef";
const rulesFile = join(
  ...[import.meta.dirname, "..", "..", "packaging", "examples", "prometheus-rules.yml"],
);

let directory: string;
let ngbuddy: Program;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "ngbuddy-exporter-"));
  ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const variables = [
    "ngbuddy_enable=YES",
    "ngbuddy_private_if=gw0",
    `ngbuddy_private_list=${Array.from({ length: LINKS - 1 }, (_, at) => `e${at}`).join(" ")}`,
  ];
  await lab("sysrc", ...variables);
  await lab("service", "ngbuddy", "start");
  await lab("ifconfig", "gw0", "inet", "10.60.0.1/24");
});
afterAll(async () => {
  await ngbuddy[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

async function lab(...argv: string[]): Promise<void> {
  expect(await ngbuddy.run("lab", "exec", "--", ...argv)).toMatchObject({ status: 0 });
}

interface Exporter extends AsyncDisposable {
  /** `http://127.0.0.1:…/metrics`. */
  readonly url: string;
  readonly running: Bun.Subprocess<"ignore", "pipe", "pipe">;
}

/** Starts one on a port that is free. */
async function exporter(...args: string[]): Promise<Exporter> {
  const argv = [executable, "exporter", "--listen", "127.0.0.1:0", ...args];
  const running = Bun.spawn(argv, {
    env: { ...process.env, NGBUDDY_LAB: ngbuddy.lab },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const url = await foundIn(running.stderr, /metrics at (\S+);/);
  return {
    url,
    running,
    async [Symbol.asyncDispose]() {
      running.kill("SIGINT");
      await running.exited;
    },
  };
}

const values = (text: string, name: string) =>
  text.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));

describe("who may scrape", () => {
  test("whoever is on this machine, in the format that he asks for, until Control-C", async () => {
    const { url, running } = await exporter("--doctor", "0");
    const text = await fetch(url);
    expect(text.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const body = await text.text();
    expect(values(body, "ngbuddy_link_receive_bytes_total")).toHaveLength(LINKS);
    expect(values(body, "ngbuddy_up")).toEqual(["ngbuddy_up 1"]);
    const open = await fetch(url, {
      headers: { Accept: "application/openmetrics-text;version=1.0.0,text/plain;q=0.5" },
    });
    expect(open.headers.get("content-type")).toStartWith("application/openmetrics-text;");
    expect(await open.text()).toEndWith("\n# EOF\n");
    const answers = [
      await fetch(new URL("/", url)),
      await fetch(new URL("/other", url)),
      await fetch(url, { method: "POST" }),
      await fetch(url, { headers: { Host: "evil.example" } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 405, 403]);
    running.kill("SIGINT");
    expect(await running.exited).toBe(0);
  });

  test("only who brings the token, where there is one", async () => {
    const file = join(directory, "token");
    writeFileSync(file, `${TOKEN}\n`, { mode: 0o600 });
    await using served = await exporter("--doctor", "0", "--token-file", file);
    const statuses = [];
    for (const Authorization of ["", "Bearer wrong", `Bearer ${TOKEN}`])
      statuses.push((await fetch(served.url, { headers: { Authorization } })).status);
    expect(statuses).toEqual([401, 401, 200]);
    chmodSync(file, 0o644);
    expect(await ngbuddy.run("exporter", "--token-file", file)).toEqual({
      status: 66,
      stdout: "",
      stderr: `ngbuddy: exporter: --token-file ${file}: others may read it (mode 0644): chmod 600 ${file}\n`,
    });
  });

  test("others by TLS", async () => {
    const { cert, key } = makeCertificate(directory);
    const tls = ["--tls-cert", cert, "--tls-key", key];
    await using served = await exporter("--doctor", "0", ...tls);
    expect(served.url).toStartWith("https://");
    const answer = await fetch(served.url, { tls: { rejectUnauthorized: false } });
    expect(answer.status).toBe(200);
    const mixed = await ngbuddy.run("exporter", "--tls-cert", rulesFile, "--tls-key", key);
    expect(mixed).toEqual({
      status: 65,
      stdout: "",
      stderr: `ngbuddy: exporter: ${rulesFile} is no certificate, in PEM\n`,
    });
  });

  test.each([
    [
      ["--listen", "0.0.0.0:9647"],
      "0.0.0.0 can be reached by others: give --token-file, or --tls-",
    ],
    [["--listen", "[::]:9647"], ":: can be reached by others: "],
    [
      ["--listen", "9647"],
      "--listen 9647: give an address of this machine and a port: 127.0.0.1:9",
    ],
    [["--doctor", "now"], "--doctor now: give seconds"],
    [["--tls-cert", "/x"], "--tls-cert and --tls-key belong together"],
    [["--textfile", "x", "--listen", "127.0.0.1:1"], "--textfile serves nobody, and --listen is "],
  ])("%p is refused in one line", async (args, why) => {
    const { status, stdout, stderr } = await ngbuddy.run("exporter", ...args);
    expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
    expect(stderr).toStartWith(`ngbuddy: exporter: ${why}`);
    expect(stderr.match(/\n/g)).toHaveLength(1);
  });
});

describe("--textfile", () => {
  test("a file for node_exporter is replaced at once, and promtool takes it", async () => {
    const below = mkdtempSync(join(directory, "textfile-"));
    const file = join(below, "ngbuddy.prom");
    writeFileSync(file, "old");
    const ran = await ngbuddy.run("exporter", "--doctor", "0", "--textfile", file);
    expect(ran).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(readdirSync(below)).toEqual(["ngbuddy.prom"]);
    const text = readFileSync(file, "utf8");
    expect(values(text, "ngbuddy_link_up")).toHaveLength(LINKS);
    const checked = Bun.spawnSync(["promtool", "check", "metrics"], { stdin: Buffer.from(text) });
    expect(`${checked.stdout}${checked.stderr}`).toBe("");
  });

  test("what is no file is left alone", async () => {
    const { status, stderr } = await ngbuddy.run("exporter", "--doctor=0", "--textfile", directory);
    expect([status, stderr]).toEqual([
      73,
      `ngbuddy: exporter: cannot write ${directory}: ${directory} is in the way: it is a directory\n`,
    ]);
  });
});

/** The rules of the package, as soon as they can be. */
function hasty(rules: string): string {
  return rules
    .replaceAll(/\bfor: \w+/g, "for: 0s")
    .replaceAll(/\[\d+m\]/g, "[9s]")
    .replaceAll(/offset \d+m/g, "offset 9s");
}

/** Starts Prometheus with the rules of the package for one target. */
async function prometheusOf(target: string): Promise<Prometheus> {
  return await prometheus(
    {
      global: { scrape_interval: "3s", scrape_timeout: "3s", evaluation_interval: "500ms" },
      scrape_configs: [{ job_name: "ngbuddy", static_configs: [{ targets: [target] }] }],
    },
    hasty(readFileSync(rulesFile, "utf8")),
  );
}

test("a real Prometheus scrapes 1,000 links, fires an alert for a loop and is quiet again", async () => {
  await using served = await exporter("--doctor", "0");
  await using server = await prometheusOf(new URL(served.url).host);
  const firing = async () =>
    ((await server.ask("alerts")).alerts ?? [])
      .filter(({ state }) => state === "firing")
      .map(({ labels }) => labels["alertname"]);
  const until = async (what: string, isSo: () => Promise<boolean>) => {
    const end = performance.now() + 100_000;
    while (!(await isSo())) {
      if (performance.now() > end)
        throw new Error(`it has never come that ${what}; alerts: ${[...new Set(await firing())]}`);
      // Who asks all the time takes from the scrapes what they need.
      await Bun.sleep(100);
    }
  };
  await until("all links are scraped", async () => {
    const [found] = await server.query("count(ngbuddy_link_receive_bytes_total)");
    return found?.value[1] === String(LINKS);
  });
  const { activeTargets } = await server.ask("targets");
  expect(activeTargets).toMatchObject([{ health: "up", lastError: "" }]);
  // One of the first scrapes may have taken too long.
  await until("nothing is an alert", async () => (await firing()).length === 0);

  await lab("ngctl", "mkpeer", "private:", "hub", "link5000", "a");
  await lab("ngctl", "name", "private:link5000", "second");
  await lab("ngctl", "connect", "private:", "second:", "link5001", "b");
  // Nobody has that address: who asks for it does so by broadcasts.
  await ngbuddy.run("lab", "exec", "--", "ping", "-c", "2", "-t", "2", "10.60.0.9");
  await until("the loop is an alert", async () => (await firing()).includes("NgbuddyLoop"));
  await lab("ngctl", "shutdown", "second:");
  await until("Prometheus is quiet again", async () => (await firing()).length === 0);
});
