import { expect, test } from "bun:test";
import { buddyLab, snapshot } from "../../../test/support/buddylab.ts";
import { byCommands } from "../../host/commands.ts";
import type { HostKernel } from "../../host/kernel.ts";
import { labHost } from "../../lab/host.ts";
import { runChecks } from "./check.ts";
import { checks } from "./checks/index.ts";

test("a host where everything works, and nothing of it is changed", async () => {
  const buddy = buddyLab();
  await buddy.out("ngbuddy enable");
  await buddy.out("ngbuddy start");
  const before = snapshot(buddy);
  expect((await buddy.out("ngbuddy self-test")).split("\n").slice(1)).toEqual([
    "ok    system: FreeBSD 15.0-RELEASE",
    expect.stringMatching(/^ok {4}netgraph: \d+ nodes, \d+ node types$/),
    "ok    modules: all are there",
    "ok    ifconfig: 4 interfaces",
    "ok    jls: 0 jails",
    "ok    netstat: the default route leaves by vtnet1",
    "ok    calls: tell the same as ifconfig, jls and netstat: 4 interfaces, 0 jails",
    "ok    eifaces: 1 node asked, of interfaces on the host and in 0 jails",
    "ok    hostname: ngvm",
    "ok    rc.conf: 2 bridges",
    "ok    bridges: none lacks its interface",
    "ok    variables: all that are ngbuddy's are known",
    "ok    bridged: 1 interface on bridges, ready for them",
    "All is well.",
    "",
  ]);
  expect(snapshot(buddy)).toEqual(before);
});

test("the kernel's calls are held against the commands, and the first difference is told", async () => {
  const buddy = buddyLab();
  await buddy.out("ngbuddy enable");
  await buddy.out("ngbuddy start");
  const host = labHost(buddy.lab);
  const kernel = (await host.kernel?.())!;
  const well = await buddy.ngbuddy("self-test", host);
  expect(well.stdout).toContain(
    "ok    calls: tell the same as ifconfig, jls and netstat: 4 interfaces, 0 jails\n",
  );
  const without = await buddy.ngbuddy("self-test", {
    ...byCommands(host),
    kind: "freebsd",
  });
  expect(without.stdout).toContain(
    "skip  calls: the base system's commands are used instead, a process each\n",
  );
  const wrong: HostKernel = { ...kernel, jails: async () => [] };
  await buddy.out("jail -c name=j path=/ vnet persist");
  const { status, stdout } = await buddy.ngbuddy("self-test", {
    ...host,
    kernel: async () => wrong,
  });
  expect(status).toBe(69);
  expect(stdout).toContain("FAIL  calls: jails: the kernel's calls tell [], the commands [{");
});

test("what eifaces' nodes tell is held against ifconfig, in jails too", async () => {
  const buddy = buddyLab();
  await buddy.out("ngbuddy enable");
  await buddy.out("ngbuddy start");
  await buddy.out("ngbuddy jail a public");
  await buddy.out("jail -c name=j path=/ vnet vnet.interface=a persist");
  await buddy.out("ifconfig -j j a name vnet0");
  await buddy.out("ifconfig -j j vnet0 inet 10.0.3.7/24");
  await buddy.out("ifconfig -j j vnet0 inet6 fd00::7/64");
  expect(await buddy.out("ngbuddy self-test")).toContain(
    "ok    eifaces: 2 nodes asked, of interfaces on the host and in 1 jail\n",
  );
  const host = labHost(buddy.lab);
  const { status, stdout } = await buddy.ngbuddy("self-test", {
    ...host,
    run: async (argv, options) => {
      const result = await host.run(argv, options);
      return { ...result, stdout: result.stdout.replace("10.0.3.7 ", "10.0.3.8 ") };
    },
  });
  expect(status).toBe(69);
  expect(stdout).toContain(
    "FAIL  eifaces: the node a tells of vnet0 the inet addresses 10.0.3.7, ifconfig 10.0.3.8; please report it\n",
  );
  await buddy.out("jail -r j");
  const kernel = (await host.kernel?.())!;
  const stale = await buddy.ngbuddy("self-test", {
    ...host,
    kernel: async () => ({
      ...kernel,
      interfaces: async () =>
        (await kernel.interfaces()).map((one) => ({ ...one, ether: "02:00:00:00:00:01" })),
    }),
  });
  expect(stale.stdout).toMatch(
    /FAIL {2}eifaces: the node nghost0 tells of an interface nghost0 with the address 58:.*, and ifconfig of one with another; please report it/,
  );
});

test("--live sends a frame through a bridge of its own and leaves nothing behind", async () => {
  const buddy = buddyLab();
  const before = snapshot(buddy);
  const { version, checks } = JSON.parse(await buddy.out("ngbuddy self-test --live --json"));
  expect(version).toBe(1);
  expect(checks.slice(-4)).toEqual([
    { name: "make", result: "ok", detail: "a bridge with ngeth0 and ngeth1" },
    { name: "frame", result: "ok", detail: "60 bytes went in, and came out at out" },
    { name: "counters", result: "ok", detail: "every link has counted the frame" },
    { name: "remove", result: "ok", detail: "nothing is left" },
  ]);
  expect(snapshot(buddy)).toEqual(before);
});

test("what was made when it fails half way is removed", async () => {
  const buddy = buddyLab();
  const before = snapshot(buddy);
  const host = byCommands(labHost(buddy.lab));
  const { status, stdout } = await buddy.ngbuddy("self-test --live", {
    ...host,
    run: async (argv, options) =>
      argv.includes("up")
        ? { argv, status: 1, stdout: "", stderr: "ifconfig: up: permission denied\n" }
        : await host.run(argv, options),
  });
  expect(status).toBe(69);
  expect(stdout).toContain(
    "FAIL  make: ifconfig ngeth0 up: ifconfig: up: permission denied\nok    remove: nothing is left\n1 of 15 failed.\n",
  );
  expect(snapshot(buddy)).toEqual(before);
});

test("a securelevel that keeps modules out is told with what helps", async () => {
  const buddy = buddyLab();
  const host = byCommands(labHost(buddy.lab));
  const { status, stdout } = await buddy.ngbuddy("self-test", {
    ...host,
    run: async (argv, options) =>
      argv.includes("kern.securelevel")
        ? { argv, status: 0, stdout: "1\n", stderr: "" }
        : await host.run(argv, options),
  });
  expect(status).toBe(69);
  expect(stdout).toContain('add to /boot/loader.conf: ng_ether_load="YES"');
});

test("a check that is added to the list is made, and says what is wrong", async () => {
  const polished = {
    name: "polish",
    find: () => Promise.reject(new Error("the bridge is dull; polish it")),
  };
  const found = await runChecks([...checks, polished], byCommands(labHost(buddyLab().lab)));
  expect(found.at(-1)).toEqual({
    name: "polish",
    result: "failed",
    detail: "the bridge is dull; polish it",
  });
  // Without the kernel's calls there is nothing to hold against the commands.
  const made = checks.filter(({ applies }) => applies === undefined);
  expect(found).toHaveLength(made.length + 1);
});

test("an interface on a bridge that is down or hears its own frames only fails", async () => {
  const buddy = buddyLab();
  await buddy.out("ngbuddy enable");
  await buddy.out("ngbuddy start");
  await buddy.out("ngctl msg vtnet1: setpromisc 0");
  await buddy.out("ngctl msg vtnet1: setautosrc 1");
  const { status, stdout } = await buddy.ngbuddy("self-test");
  expect(stdout).toContain(
    "FAIL  bridged: vtnet1 is on bridge public and not promiscuous, so that nothing from outside gets to the guests: ngbuddy start; vtnet1 is on bridge public and puts its own address on what guests send: ngbuddy start\n",
  );
  expect(status).toBe(69);
  await buddy.out("ngbuddy start");
  expect((await buddy.ngbuddy("self-test")).status).toBe(0);
  await buddy.out("ifconfig vtnet1 down");
  expect((await buddy.ngbuddy("self-test")).stdout).toContain(
    "FAIL  bridged: vtnet1 is on bridge public and down: ifconfig vtnet1 up\n",
  );
});
