/** The network on a bridge: the host's addresses, NAT, forwarded ports, DHCP. */
import { describe, expect, test } from "bun:test";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";

/** The addresses of an interface that somebody gave it. */
async function addresses(lab: BuddyLab, name: string): Promise<string[]> {
  const text = await lab.out(`ifconfig ${name}`);
  return [...text.matchAll(/^\tinet6? (\S+)/gm)].flatMap(([, one = ""]) =>
    one.startsWith("fe80:") ? [] : [one],
  );
}

async function privateBridge(...variables: readonly string[]): Promise<BuddyLab> {
  const lab = buddyLab();
  await lab.out("ngbuddy bridge private nghost0");
  for (const variable of variables) lab.files.append("/etc/rc.conf", `${variable}\n`);
  return lab;
}

describe("the host's addresses on a bridge", () => {
  const variable = 'ngbuddy_private_address="10.60.0.1/24 fd00:60::1/64"';

  test("come with start, once, and again after a restart", async () => {
    const lab = await privateBridge(variable);
    for (const words of ["start", "start", "restart"]) {
      expect(await lab.ngbuddy(words)).toMatchObject({ status: 0, stderr: "" });
      expect(await addresses(lab, "nghost0")).toEqual(["10.60.0.1", "fd00:60::1"]);
    }
    expect((await lab.ngbuddy("start -n")).stdout).toBe("start: nothing to do\n");
  });

  test("are there after a boot", async () => {
    const lab = await privateBridge(variable);
    const next = buddyLab({ files: lab.files });
    await next.out("ngbuddy start");
    expect(await addresses(next, "nghost0")).toEqual(["10.60.0.1", "fd00:60::1"]);
  });

  test("go when nobody confirms them", async () => {
    const lab = await privateBridge(variable);
    await lab.ngbuddy("start --confirm 5");
    lab.lab.clock.advance(6000);
    await lab.ngbuddy("recover");
    expect(await addresses(lab, "nghost0")).toEqual([]);
  });

  test("of a bridge on a NIC are the NIC's own, which is said", async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy bridge lan vtnet0");
    lab.files.append("/etc/rc.conf", 'ngbuddy_lan_address="10.60.0.1/24"\n');
    const { status, stderr } = await lab.ngbuddy("start");
    expect({ status, stderr }).toMatchObject({
      status: 69,
      stderr: expect.stringMatching(
        /^ngbuddy: bridge lan: it is on the NIC vtnet0, .* use ifconfig_vtnet0\n$/,
      ),
    });
  });

  test("that cannot be used are said with file and line, and keep nothing from stopping", async () => {
    const lab = await privateBridge('ngbuddy_private_address="10.60.0.0/24"');
    const { status, stderr } = await lab.ngbuddy("start");
    expect(status).toBe(78);
    expect(stderr).toMatch(
      /^ngbuddy: \/etc\/rc\.conf: \d+: ngbuddy_private_address: "10\.60\.0\.0\/24" is the network itself; .*\n$/,
    );
    expect((await lab.ngbuddy("stop")).status).toBe(0);
  });

  test("go with the bridge, and their variable too", async () => {
    const lab = await privateBridge(variable);
    await lab.out("ngbuddy start");
    expect(await lab.ngbuddy("unbridge private")).toMatchObject({ status: 0, stderr: "" });
    expect(lab.files.read("/etc/rc.conf")).not.toContain("ngbuddy_private_address");
  });
});
