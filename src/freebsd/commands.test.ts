/** Commands as processes of the machine that the tests run on: /bin/sh stands for all of them. */
import { describe, expect, test } from "bun:test";
import { linuxSpawnNumbers } from "../../test/support/spawnnumbers.ts";
import { startByRuntime } from "./childprocess.ts";
import { runBaseCommand } from "./commands.ts";
import { freebsdSpawnNumbers, startBy } from "./posixspawn.ts";
import { openSpawnCalls } from "./spawncalls.ts";

const isLinux = process.platform === "linux";
const calls = await openSpawnCalls(isLinux ? "libc.so.6" : "libc.so.7");
const startByLibc = startBy(calls, isLinux ? linuxSpawnNumbers : freebsdSpawnNumbers);

describe.each([
  ["the runtime", startByRuntime],
  ["posix_spawn", startByLibc],
])("a command that %s starts", (way, start) => {
  const sh = (script: string, options = {}) => runBaseCommand(["sh", "-c", script], start, options);

  test("a command has the C locale, the system's PATH and nothing else of ours", async () => {
    const { stdout } = await sh("env");
    expect(stdout.split("\n").filter((line) => !/^(PWD|_|SHLVL|OLDPWD)=/.test(line))).toEqual([
      "PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin",
      "LC_ALL=C",
      "",
    ]);
  });

  test("what is run in a jail has no terminal that its root could type at", async () => {
    const script = 'test "$(ps -o sid= -p $$ | tr -d " ")" = $$ && cat && exit 7';
    const options = { pathOf: () => "/bin/sh", stdin: "alone\n" };
    expect(await runBaseCommand(["jexec", "-c", script], start, options)).toMatchObject({
      status: 7,
      stdout: "alone\n",
    });
    expect((await runBaseCommand(["pfctl", "-c", script], start, options)).status).toBe(1);
  });

  test("what it prints, its exit status and its words come back", async () => {
    expect(await sh("cat; echo no >&2; exit 3", { stdin: "yes\n" })).toEqual({
      argv: ["sh", "-c", "cat; echo no >&2; exit 3"],
      status: 3,
      stdout: "yes\n",
      stderr: "no\n",
    });
    expect((await sh("exec <&-; exit 0", { stdin: "x".repeat(1_000_000) })).status).toBe(0);
  });

  test("one that is not there, one that is killed and one that hangs are told apart", async () => {
    expect(await runBaseCommand(["/nonexistent/ifconfig", "-a"], start)).toMatchObject({
      status: 127,
      stderr: "/nonexistent/ifconfig: not found\n",
    });
    expect(await sh("kill -TERM $$")).toMatchObject({
      status: 143,
      stderr: "/bin/sh: ended by SIGTERM\n",
    });
    expect(await sh("echo a; exec sleep 60", { timeLimit: 100 })).toMatchObject({
      status: 124,
      stdout: "a\n",
      stderr: "/bin/sh: no answer within 0.1 s\n",
    });
  });

  test("a daemon that a command leaves behind with its output open is not waited for", async () => {
    const { stdout, status } = await sh("sleep 60 & echo $!");
    expect(status).toBe(0);
    process.kill(Number(stdout));
  });

  test.each(["1", "2"])(
    "endless output (%p) is cut off, without filling the memory",
    async (to) => {
      const before = process.memoryUsage().rss;
      const { status, stdout, stderr } = await sh(`exec yes >&${to}`);
      expect([status, stdout, stderr]).toEqual([125, "", "/bin/sh: printed more than 8 MB\n"]);
      expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
    },
  );

  test("output that a child of the command goes on with is cut off too", async () => {
    const { status } = await sh("yes & exit 0");
    expect([0, 125]).toContain(status);
  });

  test("bytes that are no UTF-8 come back as a text", async () => {
    expect((await sh(String.raw`printf 'a\377\033b'`)).stdout).toBe("a\ufffd\x1bb");
  });

  test("may be one of many at a time", async () => {
    const all = await Promise.all([..."abcdefgh"].map((letter) => sh(`echo ${letter}; exit 1`)));
    expect(all.map(({ stdout }) => stdout.trim()).join("")).toBe("abcdefgh");
  });

  test("is given much, and prints it", async () => {
    const stdin = "0123456789abcdef".repeat(20_000);
    expect((await sh("cat", { stdin })).stdout).toBe(stdin);
  });

  test("is ended by a pipe that nobody reads, whatever this process makes of that", async () => {
    expect((await sh("(yes; echo $? >&2) | head -n 1")).stderr).toBe("141\n");
  });

  test("that hangs holds up nothing else", async () => {
    const order: string[] = [];
    const slow = sh("exec sleep 60", { timeLimit: 300 }).then(() => order.push("slow"));
    await sh("true").then(() => order.push("quick"));
    await new Promise((resolve) => setTimeout(resolve)).then(() => order.push("timer"));
    await slow;
    expect([way, ...order]).toEqual([way, "quick", "timer", "slow"]);
  });
});
