/** A bridge on a VLAN of a NIC that another bridge is on. */
import { expect, test } from "bun:test";
import { buddyLab } from "../support/buddylab.ts";

const NOTE =
  "bridge dmz is on vtnet1.7, a VLAN of vtnet1, and gets no answers from outside while ngbuddy_public_uplink is YES; set it to NO, then: ngbuddy restart";

async function labWith(text: string) {
  const buddy = buddyLab();
  buddy.files.write("/etc/rc.conf", `ngbuddy_enable=YES\nngbuddy_public_if=vtnet1\n${text}`);
  await buddy.out("ifconfig vtnet1.7 create");
  return buddy;
}

test("start, bridge and self-test tell of a VLAN's bridge that an uplink hook cuts off", async () => {
  const buddy = await labWith("ngbuddy_public_uplink=YES\nngbuddy_dmz_if=vtnet1_7\n");
  expect((await buddy.ngbuddy("start")).stderr).toBe(`ngbuddy: ${NOTE}\n`);
  expect((await buddy.ngbuddy("bridge dmz vtnet1.7")).stderr).toBe(`ngbuddy: ${NOTE}\n`);
  expect((await buddy.ngbuddy("self-test")).stdout).toContain(`FAIL  bridged: ${NOTE}\n`);
});

test("with plain hooks start tells that guests of the NIC's bridge see the VLAN's frames", async () => {
  const buddy = await labWith("ngbuddy_dmz_if=vtnet1.7\n");
  const note =
    "bridge dmz is on vtnet1.7, a VLAN of vtnet1: guests of bridge public, which is on vtnet1 itself, see frames of that VLAN, with their tag";
  expect((await buddy.ngbuddy("start")).stderr).toBe(`ngbuddy: ${note}\n`);
  expect(JSON.parse((await buddy.ngbuddy("start --json")).stdout).notes).toEqual([note]);
  // Both work: nothing of it has failed.
  expect((await buddy.ngbuddy("self-test")).stdout).toContain("ok    bridged:");
});
