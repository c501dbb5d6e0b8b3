/** A lab as a process: started, used by several at once, killed, stopped. */
import { expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { program } from "./program.ts";

const recordedHost = join(import.meta.dirname, "..", "recordings", "host.json");

test("a command starts the lab when needed, and its status is the command's", async () => {
  await using ngbuddy = program();
  const list = await ngbuddy.run("lab", "exec", "--", "ngctl", "list");
  expect(list.status).toBe(0);
  expect(list.stdout).toContain("There are 1 total nodes:");
  const wrong = await ngbuddy.run("lab", "exec", "ngctl", "show", "nothere:");
  expect(wrong).toEqual({
    status: 71,
    stdout: "",
    stderr: "ngctl: send msg: No such file or directory\n",
  });
  const piped = await ngbuddy.runWith(
    { stdin: "list\nbogus\n" },
    "lab",
    "exec",
    "ngctl",
    "-f",
    "-",
  );
  expect(piped.status).toBe(71);
  expect(piped.stderr).toBe('ngctl: "bogus": unknown command\nngctl: line 2: error in file\n');
});

test("a lab is booted from a description, and stays what it is until it is reset", async () => {
  await using ngbuddy = program();
  expect((await ngbuddy.run("lab", "start", "--host", recordedHost)).status).toBe(0);
  expect((await ngbuddy.run("lab", "exec", "ifconfig", "-l")).stdout).toBe("vtnet0 vtnet1 lo0\n");
  await ngbuddy.runWith({ stdin: "hello\n" }, "lab", "exec", "tee", "/tmp/note");
  await ngbuddy.run("lab", "stop");
  expect((await ngbuddy.run("lab", "exec", "hostname")).stdout).toBe("ngvm\n");
  expect((await ngbuddy.run("lab", "exec", "cat", "/tmp/note")).stdout).toBe("hello\n");
  await ngbuddy.run("lab", "reset");
  expect((await ngbuddy.run("lab", "exec", "cat", "/tmp/note")).status).toBe(1);
  expect((await ngbuddy.run("lab", "exec", "hostname")).stdout).toBe("ngvm\n");
});

test("who edits a lab's description wrongly is told the place, and the lab starts once it is right", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  await ngbuddy.run("lab", "stop");
  const file = join(ngbuddy.lab, "host.json");
  const right = readFileSync(file, "utf8");
  for (const [edited, said] of [
    [right.replace('"ether"', '"mac"'), 'interfaces[0]: there is no key "mac"; there are name, '],
    [right.replace("1500", "15"), "interfaces[0].mtu must be an MTU (72 to 65535), and is 15"],
    [right.slice(1), "not JSON: "],
  ] as const) {
    writeFileSync(file, edited);
    const refused = await ngbuddy.run("lab", "start");
    expect(refused).toMatchObject({ status: 65, stdout: "" });
    expect(refused.stderr).toStartWith(`ngbuddy: lab: ${file}: ${said}`);
    expect(refused.stderr.trimEnd().split("\n").length).toBe(1);
  }
  writeFileSync(file, right);
  expect((await ngbuddy.run("lab", "start")).status).toBe(0);
});

test("a lab that was killed leaves nothing that stops the next one", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  process.kill(Number(readFileSync(join(ngbuddy.lab, "pid"), "utf8")), "SIGKILL");
  expect((await ngbuddy.run("lab", "exec", "hostname")).stdout).toBe("belltower\n");
  expect((await ngbuddy.run("lab", "stop")).stdout).toContain("is off");
  for (const left of ["pid", "lab.sock", "netgraph.sock"])
    expect(existsSync(join(ngbuddy.lab, left))).toBe(false);
});

test("a lab's directory that is a file is named, with the reason", async () => {
  await using ngbuddy = program();
  const file = join(ngbuddy.lab, "file");
  writeFileSync(file, "mine\n");
  const run = (lab: string) => ngbuddy.runWith({ env: { NGBUDDY_LAB: lab } }, "status");
  for (const path of [file, join(file, "x")]) {
    expect(await run(path)).toEqual({
      status: 64,
      stdout: "",
      stderr: `ngbuddy: ${file} is a file, not a directory; name another one with NGBUDDY_LAB\n`,
    });
  }
  expect(readFileSync(file, "utf8")).toBe("mine\n");
});

test("many commands at the same moment start one lab and all get their answer", async () => {
  await using ngbuddy = program();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => ngbuddy.run("lab", "exec", "hostname")),
  );
  expect(answers.map(({ stdout }) => stdout)).toEqual(
    Array.from({ length: 8 }, () => "belltower\n"),
  );
});

test("a session file gives a transcript, or a line of JSON a command", async () => {
  await using ngbuddy = program();
  const session = join(ngbuddy.lab, "session");
  writeFileSync(
    session,
    "# a comment\nngctl -n me -f -\n< mkpeer hub h p0\n< show .:h\nngctl 'show' nothere:\n",
  );
  const json = await ngbuddy.run("lab", "run", "--json", session);
  const [first, second] = json.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(first).toMatchObject({
    run: "ngctl -n me -f -",
    stdin: "mkpeer hub h p0\nshow .:h\n",
    exit: 0,
    stderr: "",
  });
  expect(first.stdout).toContain("Type: hub");
  expect(second).toEqual({
    version: 1,
    run: "ngctl 'show' nothere:",
    exit: 71,
    stdout: "",
    stderr: "ngctl: send msg: No such file or directory\n",
  });
  const transcript = await ngbuddy.run("lab", "run", session);
  expect(transcript.stdout).toContain(
    "# ngctl 'show' nothere:\nngctl: send msg: No such file or directory\n(exit 71)\n",
  );
  expect([json.status, transcript.status]).toEqual([1, 1]);
  writeFileSync(session, "ngctl show nothere:\nhostname\n");
  const failing = await ngbuddy.run("lab", "run", "--fail", session);
  expect(failing.stdout).not.toContain("hostname");
  expect(failing.status).toBe(71);
  writeFileSync(session, "ngctl list | cat\n");
  const wrong = await ngbuddy.run("lab", "run", session);
  expect(wrong.status).toBe(65);
  expect(wrong.stderr).toContain("line 1: | needs a shell");
});

test("the lab's own shell, and the user's with --host, find the lab's commands", async () => {
  await using ngbuddy = program();
  const script = "command -v ngctl; ngctl types; ifconfig -l; exit 3\n";
  for (const [options, path] of [
    [[], "/usr/sbin/ngctl"],
    [["--host"], join(ngbuddy.lab, "bin", "ngctl")],
  ] as const) {
    const shell = await ngbuddy.runWith(
      { stdin: script, env: { SHELL: "/bin/sh" } },
      ...["lab", "shell", ...options],
    );
    expect(shell.stdout).toStartWith(`${path}\n`);
    expect(shell.stdout).toContain("Number of living nodes");
    expect(shell.stdout).toContain("vtnet0 lo0\n");
    expect(shell.status).toBe(3);
  }
});

test("in the lab's shell ngbuddy is the whole program: it draws into the lab's files, and moves the clock", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const script = "ngbuddy graph -o /tmp/net.dot && ngbuddy lab advance 60 && ngbuddy top\n";
  const shell = await ngbuddy.runWith({ stdin: script, env: { SHELL: "/bin/sh" } }, "lab", "shell");
  expect(readFileSync(join(ngbuddy.lab, "root", "tmp", "net.dot"), "utf8")).toContain("graph");
  // Here is no terminal; in a terminal it is the user's.
  expect(shell.stderr).toBe(
    "ngbuddy: top needs a terminal; without one: ngbuddy top -b, or for programs: ngbuddy status --json\n",
  );
  const inside = await ngbuddy.run("lab", "exec", "ngbuddy", "lab", "advance", "1");
  expect(inside.status).toBe(69);
  expect(inside.stderr).toContain("this is a lab already");
});

test("the lab's clock moves on when it is told to", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("start");
  await ngbuddy.run("lab", "exec", "ping", "-c", "1", "10.2.70.1");
  const before = await ngbuddy.run("lab", "exec", "arp", "-an");
  expect(before.stdout).toContain("10.2.70.1");
  await ngbuddy.run("lab", "advance", "1300");
  const after = await ngbuddy.run("lab", "exec", "arp", "-an");
  expect(after.stdout).not.toContain("(10.2.70.1)");
});

test("wrong use gets one line, a status of sysexits(3), and changes nothing", async () => {
  await using ngbuddy = program();
  const bad = join(ngbuddy.lab, "bad.json");
  writeFileSync(bad, '{"interfaces":[{"name":"vtnet0","ether":"xyz"}]}');
  const wrong: readonly (readonly [status: number, args: readonly string[], says: string])[] = [
    [64, ["lab", "nosuch"], 'unknown subcommand "lab nosuch"'],
    [66, ["lab", "start", "--host", "/nonexistent.json"], "cannot read /nonexistent.json"],
    [
      65,
      ["lab", "start", "--host", bad],
      'interfaces[0].ether must be an Ethernet address, such as 58:9c:fc:00:00:01, and is "xyz"',
    ],
    [64, ["lab", "exec"], "COMMAND is missing, for example: ngbuddy lab exec ngctl list"],
    [64, ["lab", "advance", "soon"], '"soon" is no time from 0 to'],
    [64, ["graph", "-o", "net.gif"], "net.gif has no ending that is known"],
    [65, ["jail", "toolongname123456"], "17 characters"],
    [65, ["create", "x", "nobridge"], 'no bridge "nobridge"'],
    [65, ["destroy", "nosuch"], 'no eiface "nosuch"'],
  ];
  await ngbuddy.run("lab", "start");
  const before = await ngbuddy.run("lab", "exec", "cat", "/etc/rc.conf");
  for (const [status, args, says] of wrong) {
    const answer = await ngbuddy.run(...args);
    expect(answer.status).toBe(status);
    expect(answer.stderr).toContain(says);
    expect(answer.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(answer.stdout).toBe("");
  }
  expect(await ngbuddy.run("lab", "exec", "cat", "/etc/rc.conf")).toEqual(before);
  expect((await ngbuddy.run("lab", "exec", "ngctl", "list")).stdout).toContain(
    "There are 1 total nodes:",
  );
});
