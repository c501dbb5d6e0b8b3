/** `bench` as its user runs it: to its end, interrupted, and killed. */
import { expect, test } from "bun:test";
import { executable } from "../support/executable.ts";
import { type Program, program } from "./program.ts";

/** Each of these starts the program several times, on machines that do other things besides. */
const PATIENCE = 30_000;

async function labOfItsOwn(): Promise<Program> {
  const ngbuddy = program();
  await ngbuddy.run("lab", "start");
  return ngbuddy;
}

/** What a measurement makes: jails, nodes and interfaces. */
async function left(ngbuddy: Program): Promise<string> {
  const script = "jls -n name; ngctl list -n; ifconfig -l; ls /var/run/ngbuddy/journal";
  const { stdout } = await ngbuddy.run("lab", "exec", "sh", "-c", script);
  return (stdout.match(/\S*(?:bench|epair|bridge|jsonl)\S*/g) ?? []).join(" ");
}

/** Starts a measurement that would take an hour, and waits until it is under way. */
async function measuring(ngbuddy: Program) {
  const words = ["bench", "--with", "if_bridge", "--duration", "1h"];
  const running = Bun.spawn([executable, ...words], {
    env: { ...process.env, NGBUDDY_LAB: ngbuddy.lab },
    stdout: "pipe",
    stderr: "pipe",
  });
  const lines = running.stderr.getReader();
  const said = async () => new TextDecoder().decode((await lines.read()).value);
  expect(await said()).toBe("ngbuddy: measuring ng_bridge for 3600 s; to end it: Control-C\n");
  return { running, said };
}

test(
  "both kinds of bridge are measured in a lab in another process",
  async () => {
    await using ngbuddy = await labOfItsOwn();
    const { status, stdout } = await ngbuddy.run(
      ..."bench --with if_bridge --duration 0.1s --json".split(" "),
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      emulated: true,
      measured: [{ way: "ng_bridge" }, { way: "if_bridge" }],
    });
    expect(await left(ngbuddy)).toBe("");
  },
  PATIENCE,
);

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends it at once, and nothing is left",
  async (signal) => {
    await using ngbuddy = await labOfItsOwn();
    const { running, said } = await measuring(ngbuddy);
    running.kill(signal);
    expect(await said()).toBe("ngbuddy: interrupted\n");
    expect(await running.exited).toBe(75);
    expect(await left(ngbuddy)).toBe("");
  },
  PATIENCE,
);

test(
  "when it is killed, a process that waited for that takes all of it away",
  async () => {
    await using ngbuddy = await labOfItsOwn();
    const { running } = await measuring(ngbuddy);
    expect(await left(ngbuddy)).toContain("ngbuddy_bench_a");
    running.kill("SIGKILL");
    await running.exited;
    while ((await left(ngbuddy)) !== "");
    expect((await ngbuddy.run("recover")).stdout).toBe("Nothing was left behind.\n");
  },
  PATIENCE,
);
