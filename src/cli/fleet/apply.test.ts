/** `ngbuddy fleet apply` and `rollback`, as they are typed, against real agents and a real server. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstream } from "@nats-io/jetstream";
import { snapshot } from "../../../test/support/buddylab.ts";
import { type FleetBed, fleetBed } from "../../../test/support/fleetbed.ts";
import { reachesGateway } from "../../../test/support/uplink.ts";
import { pack } from "../../fleet/pack.ts";
import { subjectsOf } from "../../fleet/subjects.ts";
import { runNgbuddy } from "../ngbuddy.ts";

// A server and agents, on machines that do other things besides.
setDefaultTimeout(60_000);

/** Hosts that follow, on bridges of their own, each with its agent. */
async function bedOf(...names: string[]) {
  const bed = await fleetBed(names);
  for (const name of names) {
    const { out } = bed.labs.get(name)!;
    await out("sysrc ngbuddy_enable=YES ngbuddy_agent_mode=follow");
    await out("ngbuddy bridge lan vtnet1");
  }
  return bed;
}

async function startAll(bed: FleetBed): Promise<void> {
  // What the servers keep is made first: agents try it again late.
  await bed.asOwner(async () => {});
  for (const name of bed.labs.keys()) await bed.agent(name).remarked(/connected/);
}

/** What is typed on the owner's machine. */
function typing(bed: FleetBed) {
  const directory = mkdtempSync(join(tmpdir(), "ngbuddy-fleet-"));
  const fleet = join(directory, "fleet.json");
  writeFileSync(fleet, JSON.stringify(bed.file), { mode: 0o600 });
  const type = async (
    words: string,
    { text = "", signal = new AbortController().signal, onOut = (_: string) => {} } = {},
  ) => {
    let [stdout, stderr] = ["", ""];
    const status = await runNgbuddy(
      ["fleet", ...words.split(" "), "--fleet", fleet],
      {
        out(line) {
          stdout += line;
          onOut(line);
        },
        err(line) {
          stderr += line;
        },
        env: {},
        input: async () => text,
        terminal: () => undefined,
        signal,
      },
      async () => {
        throw new Error("no host is needed");
      },
    );
    return { status, stdout, stderr };
  };
  return type;
}

const LIST = (...names: string[]) => JSON.stringify({ bridges: { lan: { list: names } } });
const rcConf = (bed: FleetBed, name: string) => bed.labs.get(name)!.files.read("/etc/rc.conf");
const all = (bed: FleetBed) => [...bed.labs.values()].map((lab) => snapshot(lab));

test("a document goes to one host first, then to the others, and back to any earlier revision", async () => {
  await using bed = await bedOf("web1", "web2", "web3", "web4");
  await startAll(bed);
  const type = typing(bed);
  const empty = all(bed);
  expect(await type("rollback")).toMatchObject({
    status: 69,
    stderr: expect.stringContaining("no order of the fleet has changed any host"),
  });
  const dry = await type("apply -f - -n --share 50%", { text: LIST("db1") });
  expect(dry).toMatchObject({ status: 0, stderr: "" });
  expect(dry.stdout).toContain("wave 1 of 3: web1\nwave 2 of 3: web2 web3\nwave 3 of 3: web4\n");
  expect(all(bed)).toEqual(empty);
  const first = await type("apply -f - --share 50%", { text: LIST("db1") });
  expect(first).toMatchObject({ status: 0, stderr: "" });
  expect(first.stdout).toMatch(
    /^wave 1 of 3: web1\n {2}web1: applied, \d steps\nwave 2 of 3: web2 web3\n {2}web2: applied.*\n {2}web3: applied.*\nwave 3 of 3: web4\n {2}web4: applied.*\napplied on 4 hosts: web1 web2 web3 web4\nto go back: ngbuddy fleet rollback --to \d+\n$/,
  );
  const one = all(bed);
  for (const name of bed.labs.keys()) expect(rcConf(bed, name)).toContain('_list="db1"');
  // Applied twice, nothing changes.
  expect(await type("apply -f - --json", { text: LIST("db1") })).toMatchObject({ status: 0 });
  expect(all(bed)).toEqual(one);
  const second = await type("apply -f - --share 100 web1 web2 --json", {
    text: LIST("db1", "db2"),
  });
  const two = JSON.parse(second.stdout);
  expect(two).toMatchObject({ version: 1, hosts: [{ host: "web1", state: "applied" }, {}] });
  expect(two.hosts).toHaveLength(2);
  const [, revision] = /--to (\d+)/.exec(first.stdout)!;
  expect(two.revision).toBeGreaterThan(Number(revision));
  // By itself, what was done last is taken back, where it was done.
  const back = await type("rollback");
  expect(back.stdout).toContain("applied on 2 hosts: web1 web2");
  expect(all(bed)).toEqual(one);
  expect(await type(`rollback --to ${revision} --share 100%`)).toMatchObject({ status: 0 });
  expect(all(bed)).toEqual(empty);
  expect(await type(`rollback --to ${two.revision} web3`)).toMatchObject({
    status: 69,
    stderr: `ngbuddy: web3: no order ${two.revision} has changed it\n`,
  });
  const history = await type("history --orders web1");
  expect(history.stdout.split("\n").map((line) => line.split(/ {2,}/)[3])).toEqual([
    "applied",
    "applied",
    "applied",
    "applied",
    undefined,
  ]);
  expect(history.stdout).toContain("fleet apply -f -");
  expect((await type("status")).stdout).toMatch(/follows +order \d+: applied\n/);
});

test("a change that cuts hosts off stops at the first one, which comes back, and reaches no other", async () => {
  await using bed = await bedOf("web1", "web2", "web3");
  for (const name of bed.labs.keys()) await bed.throughUplink(name);
  await startAll(bed);
  const type = typing(bed);
  const before = all(bed);
  const text = JSON.stringify({ bridges: { lan: { upper: false } } });
  const { status, stdout } = await type("apply -f - --confirm 1", { text });
  expect(status).toBe(69);
  expect(stdout).toBe(
    [
      "wave 1 of 3: web1",
      "  web1: undone: no server was reached within 1 s: no answer",
      "stopped: 1 failed, and at most 0 may (--max-failures)",
      "undone, as before on 1 host: web1",
      "not begun on 2 hosts: web2 web3",
      "",
    ].join("\n"),
  );
  expect(all(bed)).toEqual(before);
  for (const lab of bed.labs.values()) expect(await reachesGateway(lab)).toBe(true);
  // Two may fail: so it goes on to the second.
  const more = await type("apply -f - --confirm 1 --max-failures 1 --json", { text });
  expect(JSON.parse(more.stdout).hosts.map(({ state }: { state: string }) => state)).toEqual([
    "undone",
    "undone",
    "not begun",
  ]);
  expect(all(bed)).toEqual(before);
});

test("what the doctor of the first host finds anew stops a rollout, and is shown", async () => {
  await using bed = await fleetBed(["web1", "web2"]);
  for (const { out } of bed.labs.values()) await out("sysrc ngbuddy_agent_mode=follow");
  await startAll(bed);
  const type = typing(bed);
  const before = rcConf(bed, "web1");
  const text = JSON.stringify({ bridges: { lan: { if: "vtnet1" } } });
  const { status, stdout } = await type("apply -f -", { text });
  expect(status).toBe(69);
  expect(stdout).toContain("    new: rc.conf has bridges (lan)");
  expect(stdout).toContain("stopped: 1 failed");
  expect(stdout).toContain("applied on 1 host: web1\nnot begun on 1 host: web2\nto go back:");
  await type("rollback");
  const enabled = JSON.stringify({ enable: true, bridges: { lan: { if: "vtnet1" } } });
  expect((await type("apply -f -", { text: enabled })).stdout).toContain("applied on 2 hosts");
  expect((await type("rollback")).stdout).toContain("applied on 2 hosts");
  for (const name of bed.labs.keys()) expect(rcConf(bed, name)).toBe(before);
});

test("a host that is away or observes keeps all from it, unless that many may fail; who comes back has its order", async () => {
  await using bed = await bedOf("web1", "web2");
  await bed.asOwner(async () => {});
  await bed.agent("web1").remarked(/connected/);
  const type = typing(bed);
  const text = LIST("db1");
  const before = all(bed);
  const refused = await type("apply -f -", { text });
  expect(refused.status).toBe(69);
  expect(refused.stdout).toContain("not there: 1 host: web2\nnot begun on 1 host: web1\n");
  expect(all(bed)).toEqual(before);
  const done = await type("apply -f - --max-failures 1", { text });
  expect(done.status).toBe(69);
  expect(done.stdout).toContain("the order waits for it on the servers");
  expect(rcConf(bed, "web1")).toContain("db1");
  await bed.agent("web2").remarked(/: applied/);
  expect(rcConf(bed, "web2")).toContain("db1");
  await bed.labs.get("web1")!.out("sysrc ngbuddy_agent_mode=observe");
  const observed = await type("apply -f - web1", { text: LIST("db2") });
  expect(observed.stdout).toContain("  web1: refused: it is only observed");
  expect(rcConf(bed, "web1")).not.toContain("db2");
});

test("where somebody decides, a rollout waits for nobody and says what to type there", async () => {
  await using bed = await bedOf("web1", "web2");
  await bed.labs.get("web1")!.out("sysrc ngbuddy_agent_mode=ask");
  await startAll(bed);
  const type = typing(bed);
  const { status, stdout } = await type("apply -f -", { text: LIST("db1") });
  expect(status).toBe(75);
  expect(stdout).toMatch(
    /wave 1 of 2: web2\n(?:.*\n)*wave 2 of 2: web1\n {2}web1: waiting: (?:.*\n)*waits for somebody on 1 host: web1\nto decide there: ngbuddy agent --accept \d+/,
  );
  expect(rcConf(bed, "web1")).not.toContain("db1");
  expect((await type("status")).stdout).toMatch(/web1 .*asks +order \d+: waiting/);
  expect(await bed.labs.get("web1")!.out("ngbuddy agent --accept")).toContain(": applied\n");
  expect(rcConf(bed, "web1")).toContain("db1");
});

test("a server that is killed during a rollout and comes again does not end it", async () => {
  await using bed = await bedOf("web1", "web2", "web3");
  await startAll(bed);
  let killed: Promise<void> | undefined;
  const { status, stdout } = await typing(bed)("apply -f - --share 100", {
    text: LIST("db1"),
    onOut(line) {
      if (line.startsWith("wave 2")) killed = bed.server.kill().then(() => bed.server.start());
    },
  });
  await killed;
  expect({ status, stdout }).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("applied on 3 hosts: web1 web2 web3"),
  });
  for (const name of bed.labs.keys()) {
    expect(rcConf(bed, name)).toContain("db1");
    expect(await bed.labs.get(name)!.out("ngbuddy confirm --list")).toContain("Nothing waits");
  }
});

test("Control-C ends a rollout after the wave that is under way", async () => {
  await using bed = await bedOf("web1", "web2");
  await startAll(bed);
  const ending = new AbortController();
  const { status, stdout } = await typing(bed)("apply -f -", {
    text: LIST("db1"),
    signal: ending.signal,
    onOut: (line) => line.startsWith("wave 1") && ending.abort(),
  });
  expect(status).toBe(75);
  expect(stdout).toContain("stopped: it was interrupted\napplied on 1 host: web1\nnot begun");
});

test("a host that was taken over cannot have a rollback do what no document says", async () => {
  await using bed = await bedOf("web1");
  await bed.asOwner(async () => {});
  const thief = await bed.asThief("web1");
  const lie = {
    ...{ version: 1, revision: 5, time: "", state: "applied", steps: ["\u001b[2J"] },
    before: { bridges: { "lan; reboot": null } },
  };
  await jetstream(thief).publish(subjectsOf(bed.file.hosts[0]!).outcome, pack(lie));
  await thief.close();
  const { status, stderr } = await typing(bed)("rollback --to 5");
  expect(status).toBe(69);
  expect(stderr).toMatch(/^ngbuddy: web1: what it told of itself cannot be: bridges[^\n]*\n$/);
});

test("what cannot be is said before anything is asked of any host", async () => {
  await using bed = await bedOf("web1");
  const type = typing(bed);
  for (const [words, status, line] of [
    ["apply", 64, "fleet apply: the document is missing"],
    ["apply -f - --share 0", 64, "fleet apply: --share 0: give 1 to 100"],
    ["apply -f - --canary many", 64, "fleet apply: --canary many: give 0 to 100000"],
    ["apply -f - --confirm 9999", 64, "fleet apply: --confirm 9999: give 1 to 3600"],
    ["apply -f - webb1", 65, "did you mean web1?"],
    ["rollback --to me", 64, "fleet rollback: --to me: give a revision"],
  ] as const)
    expect(await type(words, { text: "{}" })).toMatchObject({
      status,
      stderr: expect.stringContaining(line),
    });
});
