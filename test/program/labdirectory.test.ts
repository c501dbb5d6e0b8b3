/** A lab's directory and its process as strangers find and use them: what is refused, what is answered, what is said. */
import { expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { program } from "./program.ts";

test("a subcommand that starts a lab says which, and how to stop it, once", async () => {
  await using ngbuddy = program();
  const line = `ngbuddy: started the lab in ${ngbuddy.lab}, an emulated FreeBSD host; to stop it: ngbuddy lab stop\n`;
  const session = join(ngbuddy.lab, "session");
  writeFileSync(session, "hostname\n");
  for (const args of [
    ["status"],
    ["lab", "exec", "hostname"],
    ["lab", "run", session],
    ["lab", "shell"],
  ]) {
    const shell = { env: { SHELL: "/bin/true" } };
    const first = await ngbuddy.runWith(shell, ...args);
    expect([args, first.stderr]).toEqual([args, line]);
    expect((await ngbuddy.runWith(shell, ...args)).stderr).toBe("");
    await ngbuddy.run("lab", "stop");
  }
  // Whoever asks for it is told on standard output.
  expect((await ngbuddy.run("lab", "start")).stderr).toBe("");
});

test("help of any kind starts no lab", async () => {
  await using ngbuddy = program();
  for (const args of [
    ["lab", "exec", "--help"],
    ["lab", "exec", "-h"],
    ["lab", "run", "--help"],
    ["lab", "run", "-h"],
    ["lab", "shell", "--help"],
    ["lab", "start", "-h"],
    ["lab", "reset", "--help"],
    ["lab", "--help"],
    ["status", "--help"],
    ["start", "-h"],
  ]) {
    const { status, stdout, stderr } = await ngbuddy.run(...args);
    expect([args, status, stderr]).toEqual([args, 0, ""]);
    expect(stdout).toContain("usage: ngbuddy");
  }
  expect(existsSync(join(ngbuddy.lab, "host.json"))).toBe(false);
});

test("a directory that others can write, or with a link in it, is refused in one line and left alone", async () => {
  await using ngbuddy = program();
  const open = join(ngbuddy.lab, "open");
  mkdirSync(open);
  chmodSync(open, 0o777);
  const linked = join(ngbuddy.lab, "linked");
  const outside = join(ngbuddy.lab, "outside");
  mkdirSync(linked);
  mkdirSync(outside);
  symlinkSync(outside, join(linked, "root"));
  for (const [lab, says] of [
    [open, "others may write here"],
    [linked, "is a symbolic link"],
  ] as const) {
    for (const args of [["lab", "start"], ["lab", "reset"], ["lab", "stop"], ["status"]]) {
      const { status, stdout, stderr } = await ngbuddy.runWith(
        { env: { NGBUDDY_LAB: lab } },
        ...args,
      );
      expect([args, status, stdout]).toEqual([args, 77, ""]);
      expect(stderr).toContain(says);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    }
    expect(existsSync(join(lab, "host.json"))).toBe(false);
  }
  expect(readlinkSync(join(linked, "root"))).toBe(outside);
  expect(existsSync(join(outside, "etc"))).toBe(false);
});

test("a dead lab whose process number was given to another process does not stop the next one", async () => {
  await using ngbuddy = program();
  // This process lives, but is not the one that ran the lab.
  writeFileSync(join(ngbuddy.lab, "pid"), `${process.pid}\n`);
  symlinkSync(`${process.pid}:0.1`, join(ngbuddy.lab, "running.lock"));
  expect((await ngbuddy.run("lab", "stop")).stdout).toContain("does not run");
  expect((await ngbuddy.run("lab", "start")).stdout).toContain("is up");
  await ngbuddy.run("lab", "stop");
  writeFileSync(join(ngbuddy.lab, "pid"), `${process.pid}\n`);
  expect((await ngbuddy.run("lab", "reset")).stdout).toContain("is up, as new");
  expect((await ngbuddy.run("status")).status).toBe(0);
});

/** Writes to lab.sock, and collects what comes back until the lab ends the connection. */
function talk(path: string, ...chunks: (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let said = "";
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      said += text;
    });
    // A lab that has refused does not read the rest.
    socket.on("error", () => {});
    socket.on("close", () => resolve(said));
    for (const chunk of chunks) socket.write(chunk);
  });
}

test("every request is answered, and a wrong one does the lab no harm", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const path = join(ngbuddy.lab, "lab.sock");
  for (const [line, says] of [
    ["null", "a request is a JSON object"],
    ["hello", "a request is a line of JSON"],
    ['{"advance":"x"}', "advance: give a number of seconds"],
    ['{"advance":-5}', "advance: give a number of seconds"],
    ['{"run":"ls"}', "run: give a list"],
    ['{"in":"x"}', "in: no command runs"],
    ['{"end":true}', "end: no command runs"],
    ['{"run":["cat"]}\n{"run":["cat"]}', "run: a connection runs one command"],
  ] as const) {
    const answer = JSON.parse((await talk(path, `${line}\n`)).trim());
    expect([line, answer.error]).toEqual([line, expect.stringContaining(says)]);
  }
  const { stdout } = await ngbuddy.run("lab", "list", "--json");
  const { labs } = JSON.parse(stdout);
  const own = labs.find((lab: { path: string }) => lab.path === ngbuddy.lab);
  expect(own.uptime).toBeGreaterThan(0);
});

test("a line without an end is refused at once", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const socket = connect(join(ngbuddy.lab, "lab.sock"));
  const chunk = Buffer.alloc(1_000_000, "x");
  let sent = 0;
  const more = () => {
    if (sent === 200 * chunk.length) return;
    sent += chunk.length;
    socket.write(chunk, more);
  };
  const answer = await new Promise<string>((resolve) => {
    socket.once("data", (bytes) => resolve(bytes.toString()));
    more();
  });
  expect(JSON.parse(answer).error).toContain("a line of more than 1048576 characters");
  expect(sent).toBeLessThan(200 * chunk.length);
  socket.destroy();
  expect((await ngbuddy.run("lab", "exec", "hostname")).stdout).toBe("belltower\n");
});

test("a command reads and prints texts that are longer than a line may be", async () => {
  await using ngbuddy = program();
  const text = `${"x".repeat(99)}\n`.repeat(30_000);
  const { stdout } = await ngbuddy.runWith({ stdin: text }, "lab", "exec", "tee", "/tmp/long");
  expect(stdout.length).toBe(text.length);
  expect((await ngbuddy.run("lab", "exec", "cat", "/tmp/long")).stdout === text).toBe(true);
});
