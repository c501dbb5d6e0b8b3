/** The FreeBSD host, unchanged, against a lab: its commands are the lab's, its netgraph goes by ngctl. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { runNgbuddy } from "../../src/cli/ngbuddy.ts";
import { freebsdHost } from "../../src/freebsd/host.ts";
import { byCommands } from "../../src/host/commands.ts";
import type { Host } from "../../src/host/host.ts";
import { defaultHost } from "../../src/lab/base/description.ts";
import { labCalls } from "../../src/lab/calls/calls.ts";
import { labHost } from "../../src/lab/host.ts";
import { buddyLab, snapshot } from "../support/buddylab.ts";
import { labLibc } from "../support/lablibc.ts";
import { byNgctl } from "../support/via.ts";
import { program } from "./program.ts";

async function ngbuddy(host: Host, ...argv: string[]) {
  let stdout = "";
  let stderr = "";
  const io = {
    out: (text: string) => {
      stdout += text;
    },
    err: (text: string) => {
      stderr += text;
    },
    env: {},
    terminal: () => undefined,
    signal: new AbortController().signal,
  };
  return { status: await runNgbuddy(argv, io, async () => host), stdout, stderr };
}

test("every subcommand works through commands and ngctl alone", async () => {
  const { lab, out } = buddyLab({ description: defaultHost });
  const host = byNgctl(byCommands(labHost(lab)), lab);
  const answer = async (words: string) => await ngbuddy(host, ...words.split(" "));
  const silence = { status: 0, stdout: "", stderr: "" };
  expect((await answer("enable")).stdout).toContain("ngbuddy_public_if:  -> vtnet0\n");
  expect(await answer("start")).toEqual({
    ...silence,
    stdout: "Starting ngbuddy.\nCreated 3 links.\n",
  });
  expect(await answer("jail web1 public")).toEqual(silence);
  expect((await answer("create web2 private")).status).toBe(0);
  expect((await answer("status")).stdout).toBe(
    "private\n  web2: RX 0B, TX 0B\n  nghost0: RX 0B, TX 0B\npublic\n  web1: RX 0B, TX 0B\n  vtnet0 (upper): RX 0B, TX 0B\n  vtnet0 (lower): RX 0B, TX 0B\n",
  );
  expect((await answer("destroy web2")).stdout).toContain("Removing web2 from private\n");
  expect((await answer("unjail nosuch")).status).toBe(0);
  expect((await answer("destroy nosuch")).status).toBe(65);
  expect(await answer("self-test --live")).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(
      "skip  frame: open data socket: Operation not supported (ngctl has none that outlives it)\nok    counters: can be read\nok    remove: nothing is left\nAll is well.\n",
    ),
  });
  expect((await answer("stop")).status).toBe(0);
  expect(await out("ngctl list")).toContain("There are 2 total nodes:");
});

test("commands are processes of their own, which read, write and fail", async () => {
  await using lab = program();
  await lab.run("lab", "start");
  // The lab's commands as programs of their own, as `lab shell --host` has them.
  await lab.runWith({ stdin: "exit\n", env: { SHELL: "/bin/sh" } }, "lab", "shell", "--host");
  const host = freebsdHost({
    way: "ngctl",
    hostWay: "commands",
    pathOf: (name) => join(lab.lab, "bin", name),
    root: join(lab.lab, "root"),
    uid: 0,
  });
  expect(await ngbuddy(host, "bridge", "lan", "vtnet0")).toMatchObject({ status: 0, stderr: "" });
  expect(await ngbuddy(host, "jail", "web1", "lan")).toEqual({ status: 0, stdout: "", stderr: "" });
  const status = await ngbuddy(host, "status");
  expect(status.stdout).toBe(
    "lan\n  web1: RX 0B, TX 0B\n  vtnet0 (upper): RX 0B, TX 0B\n  vtnet0 (lower): RX 0B, TX 0B\n",
  );
  expect(await host.run(["ngctl", "-f", "-"], { stdin: "show nosuch:\n" })).toMatchObject({
    status: 71,
    stdout: "",
    stderr: expect.stringContaining("ngctl: send msg: No such file or directory\n"),
  });
  expect((await ngbuddy(host, "unjail", "web1", "lan")).stdout).toBe("Removing web1 from lan\n");
  expect((await lab.run("lab", "exec", "ngctl", "list")).stdout).toContain(
    "There are 3 total nodes:",
  );
}, 180_000);

test("every subcommand works through the kernel's socket, and closes what it opened", async () => {
  const { lab, out } = buddyLab();
  const libc = labLibc(lab);
  const { run, files } = labHost(lab);
  const options = { hostWay: "commands", uid: 0, pathOf: () => "/nonexistent" } as const;
  const own = freebsdHost({ ...options, libc: async () => libc, way: "socket" });
  const host: Host = { ...own, run, files };
  const other = labHost(buddyLab().lab);
  for (const words of [
    "enable",
    "start",
    "create web1 private",
    "jail web2 public",
    "jail web2 public",
    "status -v",
    "destroy web1",
    "destroy web1",
    "unjail web2",
    "stop",
    "status",
  ]) {
    const argv = words.split(" ");
    expect([words, await ngbuddy(host, ...argv)]).toEqual([words, await ngbuddy(other, ...argv)]);
  }
  expect((await ngbuddy(host, "self-test", "--live")).stdout).toEndWith(
    "ok    frame: 60 bytes went in, and came out at out\nok    counters: every link has counted the frame\nok    remove: nothing is left\nAll is well.\n",
  );
  expect(libc.open()).toBe(0);
  expect(await out("ngctl list")).toContain("There are 3 total nodes:");
});

test("no process is started for what the kernel's own calls can do", async () => {
  const { lab, out } = buddyLab();
  const { files } = labHost(lab);
  const calls = labCalls(lab);
  const libc = labLibc(lab);
  const started: string[] = [];
  const run: Host["run"] = async (argv) => {
    started.push(argv.join(" "));
    return { argv, status: 127, stdout: "", stderr: `${argv[0]}: not found\n` };
  };
  const own = freebsdHost({
    way: "socket",
    hostWay: "kernel",
    uid: 0,
    pathOf: () => "/nonexistent",
    libc: async () => libc,
    calls: async () => calls,
  });
  const host: Host = { ...own, run, files };
  const twin = buddyLab();
  for (const words of [
    "enable",
    "start",
    "status",
    "jail web1 public",
    "jail web1 public",
    "create web2 private",
    "status -v",
    "unjail web1",
    "destroy web2",
    "restart",
    "stop",
    "status",
  ]) {
    const told = await ngbuddy(host, ...words.split(" "));
    expect([words, told]).toEqual([words, await twin.ngbuddy(words)]);
  }
  // An interface that is in a jail comes back from there.
  await ngbuddy(host, "start");
  await ngbuddy(host, "jail", "web1", "public");
  await out("jail -c name=j path=/ vnet vnet.interface=web1 persist");
  expect(await ngbuddy(host, "unjail", "web1", "j")).toEqual({
    status: 0,
    stdout: "Removing web1 from public\n",
    stderr: "",
  });
  expect(started).toEqual([]);
  // One socket for all requests on interfaces.
  expect([libc.open(), calls.open()]).toEqual([0, 1]);
});

/** How many messages and calls it takes to start a bridge with so many interfaces. */
async function callsToStart(interfaces: number): Promise<number> {
  const { lab, files } = buddyLab();
  const list = Array.from({ length: interfaces }, (_, index) => `e${index}`).join(" ");
  files.append("/etc/rc.conf", `ngbuddy_public_if="vtnet1"\nngbuddy_public_list="${list}"\n`);
  let count = 0;
  const counting = <T extends object>(calls: T, names: readonly (keyof T)[]): T => {
    const counted = names.map((name) => {
      const call = calls[name] as (...args: unknown[]) => unknown;
      return [
        name,
        (...args: unknown[]) => {
          count++;
          return call(...args);
        },
      ];
    });
    return { ...calls, ...Object.fromEntries(counted) };
  };
  const calls = labCalls(lab);
  const own = freebsdHost({
    way: "socket",
    uid: 0,
    pathOf: () => "/nonexistent",
    libc: async () => counting(labLibc(lab), ["sendto"]),
    calls: async () =>
      counting(calls, ["socket", "ioctl", "sysctl", "sysctlbyname", "jail_get", "kldload"]),
  });
  const started = await ngbuddy({ ...own, files: labHost(lab).files }, "start");
  expect({ status: started.status, stderr: started.stderr }).toEqual({ status: 0, stderr: "" });
  return count;
}

test("start takes at most six messages or calls an interface", async () => {
  const more = (await callsToStart(60)) - (await callsToStart(20));
  expect(more / 40).toBeLessThanOrEqual(6);
});

test("an interface that exists already is told as such by the kernel's calls, too", async () => {
  const buddy = buddyLab();
  const { lab } = buddy;
  const own = freebsdHost({
    uid: 0,
    pathOf: () => "/nonexistent",
    libc: async () => labLibc(lab),
    calls: async () => labCalls(lab),
  });
  const host: Host = { ...own, files: labHost(lab).files };
  await ngbuddy(host, "enable", "--no-seed");
  await ngbuddy(host, "start");
  const before = snapshot(buddy);
  expect(await ngbuddy(host, "jail", "lo0", "private")).toEqual({
    status: 69,
    stdout: "",
    stderr:
      "ngbuddy: an interface lo0 exists already; choose another name; undone: make eiface lo0 on private (link1)\n",
  });
  expect(snapshot(buddy)).toEqual(before);
});

test("who is not root is told at once", async () => {
  const answer = await ngbuddy(freebsdHost({ way: "ngctl", uid: 1001 }), "status");
  expect(answer.status).toBe(77);
  expect(answer.stderr).toBe(
    "ngbuddy: netgraph is for root; try: doas ngbuddy … or sudo ngbuddy …\n",
  );
});
