/** `capture` as its user runs it: into a pipe, ended by signals, and killed. */
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { join } from "node:path";
import { executable } from "../support/executable.ts";
import { type Program, program } from "./program.ts";

/** Each of these starts the program several times, on machines that do other things besides. */
const PATIENCE = 30_000;

/** Each test leaves it as it found it, or with one link more. */
let ngbuddy: Program;

beforeAll(async () => {
  ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const script = [
    "ngbuddy bridge private gw0",
    "ifconfig gw0 inet 10.60.0.1/24",
    "ngbuddy jail web1 private",
    "jail -c name=web1 path=/ vnet vnet.interface=web1 persist",
    "jexec web1 ifconfig web1 inet 10.60.0.2/24",
  ].join(" && ");
  expect(await ngbuddy.run("lab", "exec", "sh", "-c", script)).toMatchObject({ status: 0 });
});
// As on its first day: nobody knows of any Ethernet address.
beforeEach(async () => {
  await ngbuddy.run("lab", "advance", "1300");
});
afterAll(async () => {
  await ngbuddy[Symbol.asyncDispose]();
});

function capture(...args: readonly string[]) {
  const running = Bun.spawn([executable, "capture", ...args], {
    env: { ...process.env, NGBUDDY_LAB: ngbuddy.lab },
    stdout: "pipe",
    stderr: "pipe",
  });
  const lines = running.stderr.getReader();
  return { running, said: async () => new TextDecoder().decode((await lines.read()).value) };
}

const tees = async () =>
  (await ngbuddy.run("lab", "exec", "ngctl", "list", "-n")).stdout.match(/Type: tee/g) ?? [];

test(
  "tshark reads names, directions and frames of what capture writes into a pipe",
  async () => {
    const { running, said } = capture("web1", "-c", "4");
    expect(await said()).toBe("ngbuddy: capturing on web1\n");
    expect(await ngbuddy.run("lab", "exec", "ping", "-c", "2", "10.60.0.2")).toMatchObject({
      status: 0,
    });
    const bytes = await new Response(running.stdout).bytes();
    expect(await running.exited).toBe(0);
    const fields = ["frame.interface_name", "frame.packet_flags_direction", "_ws.col.Info"];
    const shown = Bun.spawnSync(
      ["tshark", "-n", "-r", "-", "-T", "fields", ...fields.flatMap((field) => ["-e", field])],
      { stdin: bytes },
    );
    const rows = shown.stdout.toString().trim().split("\n");
    expect(rows.slice(0, 2)).toEqual([
      "web1\t0x00000001\tWho has 10.60.0.2? Tell 10.60.0.1",
      expect.stringContaining("web1\t0x00000002\t10.60.0.2 is at "),
    ]);
    expect(rows[2]).toContain("web1\t0x00000001\tEcho (ping) request");
    expect(rows[3]).toContain("web1\t0x00000002\tEcho (ping) reply");
    expect(await tees()).toEqual([]);
  },
  PATIENCE,
);

test(
  "a reader that goes away ends the capture, and the tee is out",
  async () => {
    const { running, said } = capture("web1");
    await said();
    const reader = running.stdout.getReader();
    await reader.read();
    await reader.cancel();
    await ngbuddy.run("lab", "exec", "ping", "-c", "3", "10.60.0.2");
    expect(await running.exited).toBe(0);
    expect(await tees()).toEqual([]);
  },
  PATIENCE,
);

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s ends a capture with a file that is whole, and the tee is out",
  async (signal) => {
    const { running, said } = capture("web1");
    await said();
    await ngbuddy.run("lab", "exec", "ping", "-c", "1", "10.60.0.2");
    running.kill(signal);
    const bytes = await new Response(running.stdout).bytes();
    expect(await running.exited).toBe(0);
    const shown = Bun.spawnSync(["tshark", "-n", "-r", "-"], { stdin: bytes });
    expect(shown.stdout.toString().trim().split("\n").length).toBe(4);
    expect(await tees()).toEqual([]);
  },
  PATIENCE,
);

test(
  "when a capture is killed no frame is lost, and the tee is taken out at once",
  async () => {
    const { running, said } = capture("web1", "-w", join(ngbuddy.lab, "a.pcapng"));
    await said();
    const pings = ngbuddy.run(
      "lab",
      "exec",
      "ping",
      "-q",
      "-c",
      "2000",
      "-i",
      "0.001",
      "10.60.0.2",
    );
    running.kill("SIGKILL");
    await running.exited;
    // Nobody else is asked for: the program itself sees to it.
    while ((await tees()).length > 0);
    expect((await pings).stdout).toContain("2000 packets transmitted, 2000 packets received");
    expect((await ngbuddy.run("lab", "exec", "ping", "-c", "1", "10.60.0.2")).status).toBe(0);
    expect((await ngbuddy.run("recover")).stdout).toBe("Nothing was left behind.\n");
  },
  PATIENCE,
);

test(
  "a capture that was killed while nobody saw is cleared up by the next change",
  async () => {
    const { running, said } = capture("web1", "-w", join(ngbuddy.lab, "a.pcapng"));
    await said();
    running.kill("SIGKILL");
    await running.exited;
    await ngbuddy.run("create", "web2", "private");
    while ((await tees()).length > 0);
    expect((await ngbuddy.run("recover")).stdout).toBe("Nothing was left behind.\n");
  },
  PATIENCE,
);

test(
  "a capture whose socket is shut down says so, ends, and the tee is out",
  async () => {
    const { running, said } = capture("web1", "-w", join(ngbuddy.lab, "a.pcapng"));
    await said();
    await ngbuddy.run("lab", "exec", "ngctl", "shutdown", `ngbuddy${running.pid}:`);
    expect(await said()).toContain("ngbuddy recover tries again");
    expect(await running.exited).not.toBe(0);
    while ((await tees()).length > 0);
    expect((await ngbuddy.run("lab", "exec", "ping", "-c", "1", "10.60.0.2")).status).toBe(0);
  },
  PATIENCE,
);
