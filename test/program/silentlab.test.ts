/** A lab that is stopped, as by `kill -STOP` or a debugger: nobody waits for it for ever, and who does not want to wait need not. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { executable } from "../support/executable.ts";
import { type Program, program } from "./program.ts";

/** A lab whose process stands still until the test is over. */
async function silentLab(): Promise<Program & { readonly message: string }> {
  const ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const pid = stop(ngbuddy);
  return {
    ...ngbuddy,
    message: `ngbuddy: the lab in ${ngbuddy.lab} does not answer (pid ${pid})\n`,
    async [Symbol.asyncDispose]() {
      process.kill(pid, "SIGCONT");
      await ngbuddy[Symbol.asyncDispose]();
    },
  };
}

function stop({ lab }: Program): number {
  const pid = Number(readFileSync(join(lab, "pid"), "utf8"));
  process.kill(pid, "SIGSTOP");
  return pid;
}

function spawn({ lab }: Program, ...args: string[]) {
  return Bun.spawn([executable, ...args], {
    env: { ...process.env, NGBUDDY_LAB: lab },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
}

/** Takes calls in the place of the lab, and does not answer them. */
async function listening(
  path: string,
): Promise<AsyncDisposable & { readonly called: Promise<void> }> {
  renameSync(path, `${path}.away`);
  const server = createServer();
  const called = new Promise<void>((resolve) => server.once("connection", () => resolve()));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    called,
    async [Symbol.asyncDispose]() {
      server.close();
      rmSync(path, { force: true });
      renameSync(`${path}.away`, path);
    },
  };
}

// These three wait for most of their time.
test.concurrent("whoever talks to it is told after five seconds", async () => {
  await using ngbuddy = await silentLab();
  const since = performance.now();
  const all = ["status", "graph", "start", "lab exec ngctl list", "lab stop", "lab advance 1"];
  const listing = ngbuddy.run("lab", "list", "--json");
  const ran = await Promise.all(all.map((words) => ngbuddy.run(...words.split(" "))));
  expect(ran).toEqual(all.map(() => ({ status: 69, stdout: "", stderr: ngbuddy.message })));
  expect(JSON.parse((await listing).stdout).labs).toContainEqual(
    expect.objectContaining({ path: ngbuddy.lab, running: true, answers: false }),
  );
  expect(performance.now() - since).toBeGreaterThan(5000);
}, 60_000);

test.concurrent("one that stops in the middle is noticed, too", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  await ngbuddy.run("bridge", "public", "vtnet0");
  const watching = spawn(ngbuddy, "status", "--watch");
  const running = spawn(ngbuddy, "lab", "exec", "ping", "-i", "0.1", "10.0.2.2");
  await running.stdout.getReader().read();
  await watching.stdout.getReader().read();
  const pid = stop(ngbuddy);
  try {
    const message = `ngbuddy: the lab in ${ngbuddy.lab} does not answer (pid ${pid})\n`;
    for (const child of [watching, running]) {
      expect(await new Response(child.stderr).text()).toBe(message);
      expect(await child.exited).toBe(69);
    }
  } finally {
    process.kill(pid, "SIGCONT");
  }
}, 60_000);

test.concurrent("lab stop --force ends one that does not answer, and the next one goes on with all that it was", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "exec", "--", "ifconfig", "bridge", "create");
  const pid = stop(ngbuddy);
  const stopped = await ngbuddy.run("lab", "stop", "--force");
  expect(stopped).toEqual({
    status: 0,
    stdout: `The lab in ${ngbuddy.lab} is off.\n`,
    stderr: "",
  });
  const stat = (() => {
    try {
      return readFileSync(`/proc/${pid}/stat`, "latin1");
    } catch {
      return ") Z ";
    }
  })();
  expect(stat.slice(stat.lastIndexOf(")"))).toStartWith(") Z ");
  expect((await ngbuddy.run("lab", "exec", "ifconfig", "-l")).stdout).toContain("bridge0");
});

describe("whoever waits for it and is told to end", () => {
  let ngbuddy: Program;
  beforeAll(async () => {
    ngbuddy = await silentLab();
  });
  afterAll(async () => {
    await ngbuddy[Symbol.asyncDispose]();
  });

  test.each([
    ["status", "SIGINT", 130],
    ["status --json", "SIGTERM", 143],
    ["graph", "SIGHUP", 129],
    ["status --watch", "SIGINT", 130],
    ["self-test", "SIGTERM", 143],
    ["restart --dry-run", "SIGINT", 130],
    ["lab list", "SIGINT", 130],
  ] as const)(
    "%s ends at once with %s",
    async (words, signal, status) => {
      await using lab = await listening(join(ngbuddy.lab, "lab.sock"));
      const child = spawn(ngbuddy, ...words.split(" "));
      await lab.called;
      const since = performance.now();
      child.kill(signal);
      await child.exited;
      expect(performance.now() - since).toBeLessThan(2000);
      expect(child.signalCode === null ? child.exitCode : child.signalCode).toBe(
        child.signalCode === null ? status : signal,
      );
      expect(await new Response(child.stderr).text()).toBe("");
    },
    60_000,
  );
});
