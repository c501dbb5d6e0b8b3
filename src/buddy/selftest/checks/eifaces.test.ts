/** What eifaces' nodes tell against ifconfig(8). */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../../test/support/buddylab.ts";
import { labHost } from "../../../lab/host.ts";

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
