/** What the kernel's calls tell of a host, and do to it, against what the base system's commands do. */
import { describe, expect, test } from "bun:test";
import { buddyLab } from "../../test/support/buddylab.ts";
import {
  configureInterface,
  defaultRoute,
  hasModule,
  hostname,
  interfaceNamed,
  interfaces,
  isNameTaken,
  jails,
  loadModules,
  moveToVnet,
  staticRoutes,
  systemValue,
} from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import { KernelError } from "../host/kernelerror.ts";
import { labCalls } from "../lab/calls/calls.ts";
import { labHost } from "../lab/host.ts";
import { errno } from "../netgraph/errno.ts";
import { kernelBy } from "./kernel.ts";

/** A lab with something of everything, and its host by the two ways. */
async function twoWays(...lines: string[]) {
  const { lab, out } = buddyLab();
  for (const line of lines) await out(line);
  const byCommands = labHost(lab);
  const calls = labCalls(lab);
  const asked: string[][] = [];
  const run: Host["run"] = (argv, options) => {
    asked.push([...argv]);
    return byCommands.run(argv, options);
  };
  const kernel = kernelBy(calls, run);
  const byKernel: Host = { ...byCommands, run, kernel: async () => kernel };
  return { out, byCommands, byKernel, asked, calls };
}

const RICH = [
  "ngbuddy enable",
  "ngbuddy start",
  "ngbuddy jail a public",
  "ifconfig nghost0 inet 10.9.0.1/24 mtu 1400 promisc",
  "ifconfig nghost0 inet6 fd00:9::1/64",
  "ifconfig nghost0 ether 02:00:00:00:00:09",
  "ifconfig nghost0 group mine",
  "ifconfig vtnet1 up",
  "ifconfig vtnet1.7 create",
  "ifconfig bridge create",
  "ifconfig epair create",
  "ifconfig bridge0 addm epair0a",
  "jail -c name=j path=/ host.hostname=j.example vnet vnet.interface=a persist",
  "jail -c name=shared path=/ persist",
  "route add 10.10.0.0/16 10.9.0.2",
  "route add -host 10.11.0.1 10.9.0.2",
];

/** LOWER_UP is netlink's, which ifconfig asks since FreeBSD 14. */
const withoutNetlinks = (found: Awaited<ReturnType<typeof interfaces>>) =>
  found.map((one) => ({ ...one, flags: one.flags.filter((flag) => flag !== "LOWER_UP") }));

test("the kernel tells what ifconfig, jls, netstat, sysctl, hostname and kldstat tell", async () => {
  const { byCommands, byKernel, asked, calls, out } = await twoWays(...RICH);
  const told = await interfaces(byKernel);
  expect(told).toEqual(withoutNetlinks(await interfaces(byCommands)));
  expect(told.find(({ name }) => name === "nghost0")).toMatchObject({
    hwaddr: expect.any(String),
    groups: ["mine"],
    mtu: 1400,
  });
  // The one thing that releases lay out differently is ifconfig's.
  expect(asked.splice(0)).toEqual([["ifconfig", "bridge0"]]);
  for (const { name } of told)
    expect([await interfaceNamed(byKernel, name)]).toEqual(
      withoutNetlinks([(await interfaceNamed(byCommands, name))!]),
    );
  asked.length = 0;
  for (const none of ["nosuch", "a", "a name that is too long"])
    expect(await interfaceNamed(byKernel, none)).toBeUndefined();
  for (const ask of [
    jails,
    defaultRoute,
    staticRoutes,
    hostname,
    (host: Host) => systemValue(host, "kern.osrelease"),
    (host: Host) => systemValue(host, "security.jail.jailed"),
    (host: Host) => hasModule(host, "ng_bridge"),
    (host: Host) => hasModule(host, "ng_nosuch"),
  ] as const)
    expect(await ask(byKernel)).toEqual(await ask(byCommands));
  expect(await staticRoutes(byKernel)).toHaveLength(3);
  expect(asked).toEqual([]);
  // As many groups as nobody has room for at first.
  for (let group = 0; group < 12; group++)
    await out(`ifconfig nghost0 group many${"abcdefghijkl"[group]}`);
  expect((await interfaceNamed(byKernel, "nghost0"))?.groups).toHaveLength(13);
  expect(await interfaceNamed(byKernel, "nghost0")).toEqual(
    withoutNetlinks([(await interfaceNamed(byCommands, "nghost0"))!])[0]!,
  );
  expect(asked).toEqual([]);
  // One socket for all requests.
  expect(calls.open()).toBe(1);
});

describe("an interface becomes what ifconfig would make of it", () => {
  test.each([
    "name b",
    "down",
    "up",
    "mtu 1300",
    "ether 02:00:00:00:00:77",
    "promisc",
    "-promisc",
    "name b mtu 1300 up",
    "-tso4 -lro",
  ])("%s", async (line) => {
    const [one, other] = [await twoWays(...RICH), await twoWays(...RICH)];
    const args = line.split(" ");
    await configureInterface(one.byKernel, "nghost0", args);
    await configureInterface(other.byCommands, "nghost0", args);
    expect(one.asked).toEqual([]);
    const all = async ({ byCommands }: typeof one) =>
      (await interfaces(byCommands)).map(({ ether: _, hwaddr: __, ...rest }) => rest);
    expect(await all(one)).toEqual(await all(other));
  });

  test("capabilities are switched where there are some", async () => {
    const { byKernel, byCommands, asked } = await twoWays("ifconfig epair create");
    const before = await interfaceNamed(byCommands, "epair0a");
    await configureInterface(byKernel, "epair0a", ["-txcsum"]);
    const off = await interfaceNamed(byCommands, "epair0a");
    expect(off?.options).toEqual(before!.options.filter((option) => option !== "TXCSUM"));
    await configureInterface(byKernel, "epair0a", ["txcsum"]);
    expect(await interfaceNamed(byCommands, "epair0a")).toEqual(before);
    expect(asked).toEqual([]);
  });

  test("a description is what ifconfig would make it, and goes as it would", async () => {
    const { byKernel, asked, out } = await twoWays(...RICH);
    const lines = async () => (await out("ifconfig nghost0")).match(/description: .*/g);
    await configureInterface(byKernel, "nghost0", ["description", "the way out"]);
    expect(await lines()).toEqual(["description: the way out"]);
    await expect(
      configureInterface(byKernel, "nghost0", ["descr", "x".repeat(1024)]),
    ).rejects.toThrow("SIOCSIFDESCR nghost0: File name too long");
    await configureInterface(byKernel, "nghost0", ["descr", ""]);
    expect(await lines()).toBeNull();
    expect(asked).toEqual([]);
  });

  test("what the calls do not cover is left to ifconfig, whole", async () => {
    const { byKernel, byCommands, asked } = await twoWays(...RICH);
    const args = ["mtu", "1300", "metric", "1"];
    await configureInterface(byKernel, "nghost0", args);
    expect(asked).toEqual([["ifconfig", "nghost0", ...args]]);
    expect(await interfaceNamed(byCommands, "nghost0")).toMatchObject({ mtu: 1300 });
    asked.length = 0;
    await configureInterface(byKernel, "a", ["mtu", "1300"], "j");
    expect(asked).toEqual([["ifconfig", "-j", "j", "a", "mtu", "1300"]]);
  });
});

test("interfaces go into jails and come back, by name and by JID", async () => {
  const { byKernel, asked, out } = await twoWays(...RICH);
  for (const jail of ["j", "1"]) {
    await moveToVnet(byKernel, "a", "host", jail);
    expect(await out("jexec j ifconfig -l")).toBe("lo0\n");
    await moveToVnet(byKernel, "a", "jail", jail);
    expect(await out("jexec j ifconfig -l")).toBe("lo0 a\n");
  }
  expect(asked).toEqual([]);
});

test("modules are loaded, and those that are there are no failure", async () => {
  const { byKernel, byCommands, asked } = await twoWays();
  await loadModules(byKernel, ["ng_ether", "ng_bridge", "ng_ether", "if_vlan"]);
  expect(await hasModule(byCommands, "ng_bridge")).toBe(true);
  await expect(loadModules(byKernel, ["ng_nosuch"])).rejects.toThrow(
    "kldload ng_nosuch: No such file or directory",
  );
  expect(asked).toEqual([]);
});

test("what the kernel refuses is told with the call, its object and the reason", async () => {
  const { byKernel } = await twoWays(...RICH);
  const failed = async (action: Promise<void>) => {
    const error = await action.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(KernelError);
    return error as KernelError;
  };
  const taken = await failed(configureInterface(byKernel, "nghost0", ["name", "vtnet0"]));
  expect(isNameTaken(taken)).toBe(true);
  expect(taken).toMatchObject({ call: "SIOCSIFNAME", errno: errno.EEXIST });
  expect(taken.message).toBe("SIOCSIFNAME nghost0 to vtnet0: File exists");
  for (const [action, message] of [
    [configureInterface(byKernel, "nosuch", ["up"]), "SIOCGIFFLAGS nosuch: Device not configured"],
    [
      configureInterface(byKernel, "nghost0", ["mtu", "71"]),
      "SIOCSIFMTU nghost0 to 71: Invalid argument",
    ],
    [moveToVnet(byKernel, "nghost0", "jail", "nosuch"), 'jail_get nosuch: jail "nosuch" not found'],
    [moveToVnet(byKernel, "nghost0", "jail", "77"), "jail_get 77: jail 77 not found"],
    [
      moveToVnet(byKernel, "nghost0", "jail", "99999999999"),
      "jail_get 99999999999: No such file or directory",
    ],
    [
      moveToVnet(byKernel, "nghost0", "host", "j"),
      "SIOCSIFRVNET nghost0, jail 1: Device not configured",
    ],
  ] as const)
    expect((await failed(action)).message).toBe(message);
});
