/** Two interfaces of one address, by what rc.conf says of each. */
import { expect, test } from "bun:test";
import { buddyLab, snapshot } from "../support/buddylab.ts";

const ADDRESS = "02:11:22:33:44:55";

async function labWith(text: string) {
  const buddy = buddyLab();
  await buddy.out("ngbuddy enable");
  buddy.files.write("/etc/rc.conf", `${buddy.files.read("/etc/rc.conf")}${text}`);
  return buddy;
}

test("start refuses two interfaces whose ifconfig_IF have the same address, and makes neither", async () => {
  const buddy = await labWith(
    `ngbuddy_private_list="a b"\nifconfig_a="ether ${ADDRESS}"\nifconfig_b="lladdr ${ADDRESS}"\n`,
  );
  const before = snapshot(buddy);
  const { status, stderr } = await buddy.ngbuddy("start");
  expect(stderr).toBe(
    `ngbuddy: the address of b would be ${ADDRESS}, which the interface a has; change ifconfig_b in rc.conf\n`,
  );
  expect(status).toBe(78);
  expect(snapshot(buddy)).toEqual(before);
});

test("a jail's interface does not get the address of one that is there", async () => {
  const buddy = await labWith(`ifconfig_a="ether ${ADDRESS}"\nifconfig_b="ether ${ADDRESS}"\n`);
  await buddy.out("ngbuddy start");
  await buddy.out("ngbuddy jail a private");
  const { status, stderr } = await buddy.ngbuddy("jail b private");
  expect(stderr).toContain(`the address of b would be ${ADDRESS}, which the interface a has`);
  expect(status).toBe(78);
});

test("a jail's interface does not get the address of one that is in another jail", async () => {
  const buddy = await labWith(`ifconfig_a="ether ${ADDRESS}"\nifconfig_b="ether ${ADDRESS}"\n`);
  await buddy.out("ngbuddy start");
  await buddy.out("ngbuddy jail a private");
  await buddy.out("jail -c name=a path=/ vnet vnet.interface=a persist");
  const { status, stderr } = await buddy.ngbuddy("jail b private");
  expect(stderr).toContain(`the address of b would be ${ADDRESS}, which the interface a has`);
  expect(status).toBe(78);
});

test("mac says the address that ifconfig_IF gives, whatever the name hashes to", async () => {
  const buddy = await labWith(`ngbuddy_set_mac=YES\nifconfig_a_b="ether ${ADDRESS}"\n`);
  expect((await buddy.ngbuddy("mac a-b")).stdout).toBe(
    `${ADDRESS}\na-b: rc.conf gives it by ifconfig_a_b\n`,
  );
});
