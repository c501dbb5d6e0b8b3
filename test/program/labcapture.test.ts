/** `lab capture`: the frames of a lab, for the programs of this machine that read them. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { executable } from "../support/executable.ts";
import { program } from "./program.ts";

test("tshark reads what lab capture wrote of a ping", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const file = join(ngbuddy.lab, "..", `${ngbuddy.lab.split("/").at(-1)}.pcapng`);
  const capture = Bun.spawn([executable, "lab", "capture", "vtnet0", "-c", "6", "-w", file], {
    env: { ...process.env, NGBUDDY_LAB: ngbuddy.lab },
    stderr: "pipe",
  });
  const said = capture.stderr.getReader();
  expect(new TextDecoder().decode((await said.read()).value)).toContain("capturing on vtnet0");
  await ngbuddy.run("lab", "exec", "ping", "-c", "4", "10.2.70.1");
  expect(await capture.exited).toBe(0);
  expect(new TextDecoder().decode((await said.read()).value)).toBe("ngbuddy: captured 6 frames\n");
  const shown = Bun.spawnSync(["tshark", "-n", "-r", file, "-T", "fields", "-e", "_ws.col.Info"]);
  const lines = shown.stdout.toString().trim().split("\n");
  expect(lines[0]).toContain("Who has 10.2.70.1? Tell 10.2.70.107");
  expect(lines[2]).toContain("Echo (ping) request");
  expect(lines.length).toBe(6);
});

test("a capture to standard output ends by Control-C with a file that is whole", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const capture = Bun.spawn([executable, "lab", "capture", "vtnet0", "-w", "-"], {
    env: { ...process.env, NGBUDDY_LAB: ngbuddy.lab },
    stdout: "pipe",
    stderr: "pipe",
  });
  const said = capture.stderr.getReader();
  await said.read();
  await ngbuddy.run("lab", "exec", "ping", "-c", "1", "10.2.70.1");
  capture.kill("SIGINT");
  const bytes = await new Response(capture.stdout).bytes();
  expect(await capture.exited).toBe(0);
  const shown = Bun.spawnSync(["tshark", "-n", "-r", "-"], { stdin: bytes });
  expect(shown.stdout.toString().trim().split("\n").length).toBe(4);
});

test("what lab capture cannot do is said in a line", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  for (const [args, status, why] of [
    [["vtnet9", "-w", "/tmp/x"], 65, "the host has no interface vtnet9; it has vtnet0, lo0"],
    [["web:eth0", "-w", "/tmp/x"], 65, "there is no jail web with a vnet; there is none"],
    [["vtnet0"], 64, "give the file; for example: ngbuddy lab capture vtnet0 -w net.pcapng, or"],
    [["vtnet0", "-w", "/nonexistent/x"], 73, "cannot write /nonexistent/x: no such file"],
    [
      ["vtnet0", "-c", "0", "-w", "x"],
      64,
      '--count must be a number of frames, 1 or more, and is "0"',
    ],
  ] as const) {
    const refused = await ngbuddy.run("lab", "capture", ...args);
    expect(refused).toMatchObject({ status, stdout: "" });
    expect(refused.stderr).toStartWith(`ngbuddy: lab capture: ${why}`);
    expect(refused.stderr.trimEnd().split("\n").length).toBe(1);
  }
});
