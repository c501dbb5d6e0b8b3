/** The kernel's calls against the commands. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../../test/support/buddylab.ts";
import { byCommands } from "../../../host/commands.ts";
import type { HostKernel } from "../../../host/kernel.ts";
import { labHost } from "../../../lab/host.ts";

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
