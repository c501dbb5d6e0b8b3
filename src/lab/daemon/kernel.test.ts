/** The kernel of a lab in another process: what it tells and refuses comes over whole. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HostKernel, VALUES, type ValueName } from "../../host/kernel.ts";
import { KernelError } from "../../host/kernelerror.ts";
import { defaultHost } from "../base/description.ts";
import { FREE } from "../base/meter.ts";
import { labKernel } from "../kernelcalls.ts";
import { Interface } from "../net/interface.ts";
import { about, setPrices } from "./client.ts";
import { type LabDirectory, labDirectory } from "./directory.ts";
import { remoteKernel } from "./kernel.ts";
import { type RunningLab, serveLab } from "./server.ts";
import { makeLab } from "./trust.ts";

let running: RunningLab;
let directory: LabDirectory;
let here: HostKernel;
let there: HostKernel;
beforeAll(async () => {
  directory = labDirectory(join(mkdtempSync(join(tmpdir(), "ngbuddy-kernel-")), "lab"));
  makeLab(directory);
  await Bun.write(directory.hostFile, JSON.stringify(defaultHost));
  running = await serveLab(
    directory,
    () => {},
    () => ({}),
  );
  const { lab } = running;
  here = labKernel(lab, undefined, async (argv) => ({ argv, ...(await lab.capture(argv)) }));
  there = remoteKernel(directory);
});
afterAll(() => {
  running.stop();
  rmSync(directory.path, { recursive: true, force: true });
});

test("each call tells what it tells in the lab's own process", async () => {
  await running.lab.capture(["jail", "-c", "name=j", "path=/", "vnet", "persist"]);
  await running.lab.capture(["ifconfig", "bridge", "create"]);
  expect(await there.interfaces()).toEqual(await here.interfaces());
  expect(await there.jails()).toEqual([{ jid: 1, name: "j", hostname: "", path: "/", vnet: true }]);
  expect(await there.routes()).toEqual(await here.routes());
  expect(await there.interfaceNamed("nosuch")).toBeUndefined();
  for (const name of Object.keys(VALUES) as ValueName[])
    expect(await there.value(name)).toBe(await here.value(name));
  expect(await there.hasModule("ng_bridge")).toBe(false);
  await there.loadModule("ng_bridge");
  expect(await there.hasModule("ng_bridge")).toBe(true);
});

test("calls that are made at once are answered each with its own", async () => {
  const [name] = (await here.interfaces()).map((one) => one.name);
  const [found, jails, none, release] = await Promise.all([
    there.interfaceNamed(name!),
    there.jails(),
    there.interfaceNamed("nosuch"),
    there.value("kern.osrelease"),
  ]);
  expect(found?.name).toBe(name!);
  expect(jails).toHaveLength(1);
  expect(none).toBeUndefined();
  expect(release).toBe(defaultHost.release);
});

test("what the kernel refuses is refused with its call, object and errno", async () => {
  for (const [ask, said] of [
    [() => there.moveIn("lo0", "nosuch"), 'jail_get nosuch: jail "nosuch" not found'],
    [
      () => there.changeInterface("nosuch", { set: "up", to: true }),
      "SIOCGIFFLAGS nosuch: Device not configured",
    ],
    [() => there.loadModule("ng_nosuch"), "kldload ng_nosuch: No such file or directory"],
  ] as const) {
    const error = await ask().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KernelError);
    expect((error as Error).message).toBe(said);
  }
});

test("prices hold as long as whoever set them is there, the last ones first", async () => {
  const { meter } = running.lab;
  const gone = async (prices: typeof meter.prices) => {
    // The lab hears of a connection's end when it reads.
    while (meter.prices !== prices) await about(directory);
  };
  const first = await setPrices(directory, "call:1us");
  const { prices } = meter;
  expect(prices).toEqual({ ...FREE, call: 0.001 });
  const second = await setPrices(directory, "call:2us,message:1us");
  expect(meter.prices).toEqual({ ...FREE, call: 0.002, message: 0.001 });
  const before = (await about(directory)).counts.call;
  await there.jails();
  // Two, for there is one jail.
  expect((await about(directory)).counts.call).toBe(before + 2);
  second();
  await gone(prices);
  first();
  await gone(FREE);
  const refused = await setPrices(directory, "nonsense").catch((reason: unknown) => reason);
  expect((refused as Error).message).toContain(
    'prices: "nonsense" is no price; give process:150ms',
  );
});

test("a list that is longer than a line of the socket may be comes over whole", async () => {
  const { host } = running.lab;
  const made = Array.from({ length: 8000 }, (_, index) => {
    const iface = new Interface(host, { name: `many${index}`, kind: "eiface", options: "0" });
    host.attach(iface);
    return iface;
  });
  const list = await there.interfaces();
  expect(JSON.stringify(list).length).toBeGreaterThan(1024 * 1024);
  expect(list).toEqual(await here.interfaces());
  for (const iface of made) host.detach(iface);
});
