/** `--confirm`: whoever has cut his own wire gets his host back. */
import { beforeEach, describe, expect, test } from "bun:test";
// What runs later is read from disk when it runs, which takes time that is not the lab's.
import "../../src/cli/subcommands/recover.ts";
import type { Host } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { errno, NetgraphError } from "../../src/netgraph/errno.ts";
import { type BuddyLab, buddyLab, seenInside, snapshot } from "../support/buddylab.ts";
import { faultyHost } from "../support/faultyhost.ts";
import { via } from "../support/via.ts";

let lab: BuddyLab;
beforeEach(async () => {
  lab = buddyLab();
  await lab.out("kldload -n ng_ether ng_bridge ng_eiface");
  await lab.out("ngbuddy enable");
});

/** Moves the lab's time on and lets everything that falls due come to its end. */
async function pass(seconds: number): Promise<void> {
  lab.lab.clock.advance(seconds * 1000);
  for (let turns = 0; turns < 1000; turns++) await new Promise((resolve) => setImmediate(resolve));
}
const journals = async () =>
  (await lab.out("ls /var/run/ngbuddy/journal")).trim() +
  (await lab.run("ls /var/db/ngbuddy/awaiting")).stdout.trim();
/** The lab after a power loss: the files are left, without those that rc.d/cleanvar removes. */
async function reboot(): Promise<void> {
  await lab.out("rm -r /var/run/ngbuddy");
  const bootEpoch = lab.lab.clock.epoch() + 20;
  lab = buddyLab({ files: lab.files, bootEpoch });
}

describe("everything is undone after the time, unless it is confirmed", () => {
  const table: [setup: readonly string[], words: string][] = [
    [[], "start --confirm 60"],
    [["ngbuddy start"], "stop --confirm 60"],
    [
      ["ngbuddy start", "ngbuddy create a public", "ngbuddy jail b private"],
      "restart --confirm 60",
    ],
    [["ngbuddy start"], "bridge lan vtnet0 --confirm 60"],
    [["ngbuddy start", "ngbuddy bridge priv ng0"], "unbridge priv --confirm 60"],
    [["ngbuddy start", "ngbuddy bridge lan vtnet0"], "unbridge lan --confirm 60"],
  ];
  for (const [setup, words] of table) {
    test(words, async () => {
      for (const line of setup) await lab.out(line);
      const before = snapshot(lab);
      const { status, stderr } = await lab.run(`ngbuddy ${words}`);
      expect({ status, stderr }).toEqual({
        status: 0,
        stderr: "ngbuddy: all of this is undone in 60 s, unless you say: ngbuddy confirm\n",
      });
      const after = snapshot(lab);
      expect(after).not.toEqual(before);
      await pass(59);
      expect(snapshot(lab)).toEqual(after);
      await pass(2);
      expect(snapshot(lab)).toEqual(before);
      expect(await journals()).toBe("");

      await lab.out(`ngbuddy ${words}`);
      expect(await lab.out("ngbuddy confirm")).toMatch(/^".*" stays\.\n$/);
      await pass(120);
      expect(snapshot(lab)).toEqual(after);
      expect(await lab.out("ngbuddy confirm")).toBe("Nothing waits to be confirmed.\n");
    });
  }
});

test("an interface comes back into its jail, with its name, address and routes there", async () => {
  await lab.out("ngbuddy start");
  await lab.out("ngbuddy jail a public");
  await lab.out("jail -c name=j path=/ vnet vnet.interface=a persist");
  await lab.out("jexec j ifconfig a name vnet0");
  await lab.out("jexec j ifconfig vnet0 inet 10.0.3.77/24 up");
  await lab.out("jexec j route add default 10.0.3.2");
  const before = snapshot(lab);
  const inside = await seenInside(lab, "j", "vnet0");
  await lab.out("ngbuddy stop --confirm 5");
  expect((await lab.run("jexec j ifconfig vnet0")).status).toBe(1);
  await pass(6);
  expect(snapshot(lab)).toEqual(before);
  expect(await seenInside(lab, "j", "vnet0")).toEqual(inside);
});

test("when the one that waits was killed, the next command undoes it", async () => {
  const before = snapshot(lab);
  // Nothing runs later here, as if that process had been killed.
  const host = labHost(lab.lab);
  const { runNgbuddy } = await import("../../src/cli/ngbuddy.ts");
  const silent = {
    out: () => {},
    err: () => {},
    env: {},
    terminal: () => undefined,
    signal: new AbortController().signal,
  };
  expect(
    await runNgbuddy(
      ["start", "--confirm", "60"],
      silent,
      async () => host,
      () => {},
    ),
  ).toBe(0);
  await pass(30);
  expect((await lab.run("ngbuddy recover")).stdout).toBe("Nothing was left behind.\n");
  await pass(31);
  expect((await lab.run("ngbuddy recover")).stdout).toMatch(
    /^"start" of process \d+, which nobody confirmed, was undone: /,
  );
  expect(snapshot(lab)).toEqual(before);
});

/** ngbuddy on the lab's host with a wall clock that somebody sets, and nobody who runs it later. */
function withWallClock() {
  let step = 0;
  const inner = labHost(lab.lab);
  const host = { ...inner, now: () => inner.now() + step };
  return {
    set: (seconds: number) => {
      step = seconds;
    },
    ngbuddy: (words: string) => lab.ngbuddy(words, host),
  };
}

describe("whoever sets the clock, it is undone when its time is over and not before", () => {
  for (const step of [-86_400, 86_400]) {
    test(`by ${step} s`, async () => {
      const before = snapshot(lab);
      const { set, ngbuddy } = withWallClock();
      await ngbuddy("start --confirm 60");
      const after = snapshot(lab);
      set(step);
      await pass(59);
      expect(await ngbuddy("recover")).toMatchObject({ stdout: "Nothing was left behind.\n" });
      expect(snapshot(lab)).toEqual(after);
      await pass(2);
      expect((await ngbuddy("recover")).stdout).toMatch(/which nobody confirmed, was undone: /);
      expect(snapshot(lab)).toEqual(before);

      await ngbuddy("start --confirm 60");
      set(0);
      expect((await ngbuddy("confirm")).stdout).toBe('"start" stays.\n');
      expect(await journals()).toBe("");
    });
  }

  test("a host that is booted with a clock that is wrong keeps nothing that nobody confirmed", async () => {
    await lab.out("ngbuddy start");
    const { rcConf } = snapshot(lab);
    await lab.out("ngbuddy bridge lan vtnet0 --confirm 60");
    await lab.out("rm -r /var/run/ngbuddy");
    // Its clock has lost its battery.
    lab = buddyLab({ files: lab.files, bootEpoch: 0 });
    expect((await lab.run("ngbuddy start")).stderr).toMatch(/which nobody confirmed, was undone: /);
    expect(snapshot(lab).rcConf).toBe(rcConf);
  });
});

test("what cannot be undone at first is tried again until it is", async () => {
  let refused = 0;
  const flaky = (host: Host): Host => ({
    ...host,
    async openNetgraph() {
      if (refused > 0 && refused-- > 0)
        throw new NetgraphError("open", "netgraph socket", errno.ENOBUFS);
      return await host.openNetgraph();
    },
  });
  lab = buddyLab({ via: flaky });
  await lab.out("kldload -n ng_ether ng_bridge ng_eiface");
  await lab.out("ngbuddy enable");
  const before = snapshot(lab);
  await lab.out("ngbuddy start --confirm 60");
  refused = 2;
  await pass(61);
  expect(refused).toBe(1);
  expect(snapshot(lab)).not.toEqual(before);
  for (let minutes = 0; minutes < 2; minutes++) await pass(60);
  expect(refused).toBe(0);
  expect(snapshot(lab)).toEqual(before);
  expect(await journals()).toBe("");
});

describe("what waits to be confirmed is shown", () => {
  const line = '"start" is undone in 42 s, unless you say: ngbuddy confirm\n';
  beforeEach(async () => {
    await lab.out("ngbuddy start --confirm 60");
    await pass(18);
  });

  test("by status, for people and for programs", async () => {
    expect(await lab.out("ngbuddy status")).toEndWith(line);
    const { waiting } = JSON.parse(await lab.out("ngbuddy status --json"));
    expect(waiting).toEqual([{ request: "start", secondsLeft: expect.any(Number) }]);
    expect(Math.ceil(waiting[0].secondsLeft)).toBe(42);
    await lab.out("ngbuddy confirm");
    expect(await lab.out("ngbuddy status")).not.toContain("confirm");
    expect(JSON.parse(await lab.out("ngbuddy status --json")).waiting).toEqual([]);
  });

  test("by graph, beside the picture", async () => {
    const { stdout, stderr } = await lab.run("ngbuddy graph");
    expect(stderr).toBe(`ngbuddy: ${line}`);
    expect(stdout).not.toContain("confirm");
  });

  test("by everything that changes something", async () => {
    for (const words of ["create a public", "destroy a", "start"])
      expect((await lab.run(`ngbuddy ${words}`)).stderr).toContain(`ngbuddy: ${line}`);
    const { notes } = JSON.parse(await lab.out("ngbuddy create b public --json"));
    expect(notes).toEqual([line.trimEnd()]);
  });
});

test("confirm says that it comes too late", async () => {
  const { ngbuddy } = withWallClock();
  await ngbuddy("start --confirm 60");
  await pass(61);
  expect(await ngbuddy("confirm")).toEqual({
    status: 69,
    stdout: "Nothing waits to be confirmed.\n",
    stderr:
      'ngbuddy: "start" was not confirmed in time: it is undone, by ngbuddy recover at the latest\n',
  });
});

test("a wrong time is refused before anything is done", async () => {
  const before = snapshot(lab);
  expect(await lab.run("ngbuddy start --confirm soon")).toEqual({
    status: 64,
    stdout: "",
    stderr: "ngbuddy: --confirm soon: give a number of seconds from 1 to 86400\n",
  });
  expect(snapshot(lab)).toEqual(before);
});

test("a bridge that was to stay without links is one again", async () => {
  await lab.out("sysrc ngbuddy_private_persistent=YES");
  await lab.out("ngbuddy start");
  for (const words of ["stop", "unbridge private"]) {
    await lab.out(`ngbuddy ${words} --confirm 5`);
    await pass(6);
    await lab.out("ngctl rmhook nghost0: ether");
    expect(await lab.out("ngctl show private:")).toContain("Num hooks: 0");
    await lab.out("ngbuddy start");
  }
});

test("a jail that has ended in the meantime keeps nothing else from coming back", async () => {
  await lab.out("ngbuddy start");
  await lab.out("ngbuddy jail a public");
  await lab.out("jail -c name=j path=/ vnet vnet.interface=a persist");
  await lab.out("ngbuddy stop --confirm 5");
  await lab.out("jail -r j");
  await pass(6);
  const { graph, interfaces } = snapshot(lab);
  expect(graph).toContain("a eiface [ether public:link1]");
  expect(interfaces).toContain("a false 0");
  expect(await journals()).toBe("");
});

describe("a host that is booted before anybody has confirmed comes up as rc.conf was before", () => {
  const table: [setup: readonly string[], words: string, comes: readonly string[]][] = [
    [["ngbuddy start"], "bridge lan vtnet0 --confirm 60", ["private", "public"]],
    [
      ["ngbuddy start", "ngbuddy bridge lan vtnet0"],
      "unbridge lan --confirm 60",
      ["lan", "private", "public"],
    ],
  ];
  for (const [setup, words, comes] of table) {
    test(words, async () => {
      for (const line of setup) await lab.out(line);
      const before = snapshot(lab).rcConf;
      await lab.out(`ngbuddy ${words}`);
      await reboot();
      const { status, stderr } = await lab.run("ngbuddy start");
      expect(stderr).toMatch(
        /^ngbuddy: ".*" of process \d+, which nobody confirmed, was undone: .* rc.conf\n$/,
      );
      expect(status).toBe(0);
      const { rcConf, graph } = snapshot(lab);
      expect(rcConf).toBe(before);
      const bridges = graph.flatMap((node) => /^(\w+) bridge /.exec(node)?.[1] ?? []);
      expect(bridges).toEqual([...comes]);
      expect(await lab.out("ngbuddy confirm")).toBe("Nothing waits to be confirmed.\n");
      expect(await journals()).toBe("");
    });
  }

  test("what was confirmed comes up as it was confirmed", async () => {
    await lab.out("ngbuddy start");
    await lab.out("ngbuddy bridge lan vtnet0 --confirm 60");
    await lab.out("ngbuddy confirm");
    await reboot();
    await lab.out("ngbuddy start");
    expect(snapshot(lab).graph.some((node) => node.startsWith("lan bridge"))).toBe(true);
  });
});

describe("rollback undoes what waits at once", () => {
  test("and nothing else; without anything that waits it says so", async () => {
    await lab.out("ngbuddy start");
    const before = snapshot(lab);
    await lab.run("ngbuddy bridge priv ng0 --confirm 60");
    expect(await lab.out("ngbuddy confirm --list")).toMatch(
      /^"bridge priv ng0" is undone in \d+ s, unless you say: ngbuddy confirm\n$/,
    );
    expect(await lab.out("ngbuddy rollback -n")).toBe('"bridge priv ng0" would be undone.\n');
    expect(snapshot(lab)).not.toEqual(before);
    expect(await lab.out("ngbuddy rollback")).toBe('"bridge priv ng0" is undone.\n');
    expect(snapshot(lab)).toEqual(before);
    expect(await journals()).toBe("");
    for (const words of ["rollback", "confirm --list", "confirm"])
      expect(await lab.out(`ngbuddy ${words}`)).toBe("Nothing waits to be confirmed.\n");
    await pass(61);
    expect(snapshot(lab)).toEqual(before);
  });

  test("the newest first, and tells programs which", async () => {
    await lab.out("ngbuddy start");
    const before = snapshot(lab);
    await lab.run("ngbuddy bridge priv ng0 --confirm 60");
    lab.lab.clock.advance(1000);
    await lab.run("ngbuddy bridge more ng1 --confirm 60");
    const { waiting } = JSON.parse(await lab.out("ngbuddy confirm --list --json"));
    expect(waiting.map(({ request }: { request: string }) => request).sort()).toEqual([
      "bridge more ng1",
      "bridge priv ng0",
    ]);
    expect(JSON.parse(await lab.out("ngbuddy rollback --json"))).toEqual({
      ...{ version: 1, undone: ["bridge more ng1", "bridge priv ng0"] },
    });
    expect(snapshot(lab)).toEqual(before);
  });

  test("and when it is killed at any moment, the next command undoes it, or it still waits", async () => {
    for (let at = 0; ; at++) {
      lab = buddyLab();
      await lab.out("kldload -n ng_ether ng_bridge ng_eiface");
      await lab.out("ngbuddy enable");
      await lab.out("ngbuddy start");
      const before = snapshot(lab);
      await lab.run("ngbuddy bridge priv ng0 --confirm 60");
      const { host, fired } = faultyHost(via(labHost(lab.lab), lab), {
        ...{ at, kind: "kill", when: at % 2 === 0 ? "before" : "after" },
      });
      await lab.ngbuddy("rollback", host).catch(() => {});
      await lab.ngbuddy("rollback");
      await lab.ngbuddy("recover");
      expect([at, snapshot(lab)]).toEqual([at, before]);
      if (!fired()) break;
    }
  });
});
