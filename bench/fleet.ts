/** A fleet of labs, each with its agent, against a real NATS server. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { statusSchema } from "../src/fleet/answershapes.ts";
import { find } from "../src/fleet/find.ts";
import { askAll } from "../src/fleet/owner.ts";
import { rollOut } from "../src/fleet/rollout/rollout.ts";
import { survey } from "../src/fleet/rollout/survey.ts";
import { startLab, stopLab } from "../src/lab/daemon/client.ts";
import { labDirectory } from "../src/lab/daemon/directory.ts";
import { type FleetBed, fleetBed } from "../test/support/fleetbed.ts";
import { serviceEnvironment } from "../tools/release/serviceenv.ts";
import { fastest, megabytes, milliseconds, type Row, seconds } from "./measure.ts";
import { program, rcLines } from "./subcommands.ts";

/** Between two readings of a host, seconds: here all labs and agents share one process. */
const INTERVAL = 30;
/** How long nothing happens, seconds. */
const IDLE = 60;
/** What is looked for last: a jail of the last host. */
const LAST = 1;

/** Measures a fleet of so many hosts with so many jails each. */
export async function fleet(hosts: number, jails: number): Promise<Row[]> {
  const rows: Row[] = [];
  const names = Array.from({ length: hosts }, (_, index) => `host${index + 1}`);
  await using bed = await fleetBed(names);
  const made = await seconds(async () => {
    for (const [index, name] of names.entries()) await fill(bed, name, index + 1, jails);
  });
  rows.push({
    what: `${hosts} labs with ${jails} jails each are made`,
    value: `${made.toFixed(1)} s`,
  });
  const wire = await countedWire(bed.server.port);
  await bed.asOwner(async (owner) => {
    const topologies = owner.link.subscribe("ngb.*.*.topology");
    await owner.link.flush();
    const told = await seconds(async () => {
      for (const name of names) {
        const file = { ...bed.agents.get(name)!, servers: [`nats://127.0.0.1:${wire.port}`] };
        bed.agent(name, { interval: INTERVAL, file });
      }
      const seen = new Set<string>();
      for await (const { subject } of topologies) if (seen.add(subject).size === hosts) break;
    });
    rows.push({
      what: "all agents are connected and have told all",
      value: `${told.toFixed(1)} s`,
    });
    rows.push({
      what: "what a host told of itself at first",
      value: `${(wire.bytes() / hosts / 1000).toFixed(1)} kB`,
    });
    const status = await fastest(5, async () => {
      const all = await askAll(owner, bed.file.hosts, "status", statusSchema, 5_000);
      if (all.some(({ answer }) => "error" in answer)) throw new Error("a host is missing");
    });
    rows.push({ what: "status of all hosts", value: milliseconds(status) });
    const found = await fastest(5, async () => {
      if ((await find(owner, `j${hosts}x${LAST}`)).length !== 1) throw new Error("not found");
    });
    rows.push({ what: "one jail is found among all", value: milliseconds(found) });
    const document = { bridges: { public: { list: ["extra"] } } };
    const documents = new Map(names.map((name) => [name, document]));
    const applied = await seconds(async () => {
      const { hosts: all } = await rollOut(
        owner,
        await survey(owner, documents),
        { canary: 1, share: 0.25, maxFailures: 0, confirm: 60, note: "bench" },
        { wave: () => {}, host: () => {} },
        new AbortController().signal,
      );
      const other = all.find(({ state }) => state !== "applied");
      if (other !== undefined) throw new Error(`${other.host}: ${other.state} ${other.why}`);
    });
    rows.push({
      what: "a change of one line is applied and confirmed on all, in five waves with doctors",
      value: `${applied.toFixed(1)} s`,
    });
    const before = wire.bytes();
    await setTimeout(IDLE * 1000);
    const idle = (wire.bytes() - before) / hosts / IDLE;
    rows.push({
      what: `traffic of a host while nothing happens, ${IDLE} s`,
      value: `${idle.toFixed(1)} bytes/s`,
    });
  });
  const path = join(mkdtempSync(join(tmpdir(), "ngbuddy-bench-")), "fleet.json");
  writeFileSync(path, JSON.stringify(bed.file), { mode: 0o600 });
  const whole = await fastest(3, async () => {
    // This process has the agents: it must not stand still.
    const child = Bun.spawn([...program, "fleet", "status", "--fleet", path], { stdout: "ignore" });
    if ((await child.exited) !== 0) throw new Error("a host is missing");
  });
  rows.push({ what: "ngbuddy fleet status, from start to end", value: milliseconds(whole) });
  rmSync(path);
  const { now, peak } = await memoryOfAgent(bed, jails);
  rows.push({
    what: `memory of an agent by itself, ${jails} links; its peak`,
    value: `${megabytes(now)}; ${megabytes(peak)}`,
  });
  return rows;
}

/** Gives a host its jails. */
async function fill(bed: FleetBed, name: string, number: number, jails: number): Promise<void> {
  const lab = bed.labs.get(name)!;
  const all = Array.from({ length: jails }, (_, index) => `j${number}x${index + 1}`);
  lab.files.write(
    "/etc/jail.conf",
    `persist; vnet; path = /; vnet.interface = "$name";
exec.prestart = "service ngbuddy jail $name public";
${all.map((one) => `${one} { }`).join("\n")}\n`,
  );
  await lab.out("service ngbuddy enable");
  await lab.out("sysrc ngbuddy_agent_mode=follow");
  await lab.out("service ngbuddy start");
  await lab.out("jail -c");
}

/** A way to a server on which bytes are counted, in both directions. */
async function countedWire(port: number) {
  let bytes = 0;
  const server = createServer((client) => {
    const other = connect(port, "127.0.0.1");
    for (const [from, to] of [
      [client, other],
      [other, client],
    ] as const) {
      from.on("data", (chunk) => {
        bytes += chunk.length;
      });
      from.on("error", () => to.destroy());
      from.pipe(to);
    }
  });
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: address.port, bytes: () => bytes };
}

/** Bytes that the agent of one host takes in a process of its own beside a lab with so many links: after 30 s, and at most. */
async function memoryOfAgent(
  bed: FleetBed,
  links: number,
): Promise<{ readonly now: number; readonly peak: number }> {
  const directory = labDirectory(mkdtempSync(join(tmpdir(), "ngbuddy-bench-")));
  const env = { ...process.env, NGBUDDY_LAB: directory.path };
  try {
    mkdirSync(join(directory.root, "etc"), { recursive: true });
    writeFileSync(join(directory.root, "etc", "rc.conf"), rcLines(links));
    const [name] = bed.agents.keys();
    const file = { ...bed.agents.get(name!)!, servers: bed.file.servers };
    writeFileSync(join(directory.root, "etc", "ngbuddy.agent"), JSON.stringify(file));
    await startLab(directory, program);
    await Bun.spawn([...program, "start"], { env, stdout: "ignore" }).exited;
    const agent = Bun.spawn(
      [...program, "agent", "--file", "/etc/ngbuddy.agent", "--interval", "0.5"],
      { env: { ...env, ...serviceEnvironment("ngbuddy_agent") }, stderr: "ignore" },
    );
    await setTimeout(30_000);
    const status = readFileSync(`/proc/${agent.pid}/status`, "utf8");
    agent.kill();
    await agent.exited;
    const bytes = (field: string) =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * 1024;
    return { now: bytes("VmRSS"), peak: bytes("VmHWM") };
  } finally {
    await stopLab(directory);
    rmSync(directory.path, { recursive: true, force: true });
  }
}
