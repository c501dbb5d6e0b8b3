/** A bridge on a VLAN of a NIC that another bridge is on. */
import { expect, test } from "bun:test";
import { buddyLab } from "../support/buddylab.ts";

async function labWith(text: string) {
  const buddy = buddyLab();
  buddy.files.write("/etc/rc.conf", `ngbuddy_enable=YES\nngbuddy_public_if=vtnet1\n${text}`);
  await buddy.out("ifconfig vtnet1.7 create");
  return buddy;
}

test("start, bridge and self-test tell of a VLAN's bridge that is cut off without the NIC's upper hook", async () => {
  const buddy = await labWith("ngbuddy_public_upper=NO\nngbuddy_dmz_if=vtnet1_7\n");
  const note =
    "bridge dmz is on vtnet1.7, a VLAN of vtnet1, and gets nothing from outside while ngbuddy_public_upper is NO; set it to YES, then: ngbuddy restart";
  for (const words of ["start", "bridge dmz vtnet1.7"])
    expect((await buddy.ngbuddy(words)).stderr).toContain(`ngbuddy: ${note}\n`);
  expect((await buddy.ngbuddy("self-test")).stdout).toContain(`FAIL  bridged: ${note}\n`);
});

test.each([
  ["on uplink hooks", "", "broadcasts"],
  ["with plain hooks", "ngbuddy_public_hooks=link\n", "frames"],
])("%s start tells what guests of the NIC's bridge see of the VLAN", async (_, line, seen) => {
  const buddy = await labWith(`${line}ngbuddy_dmz_if=vtnet1.7\n`);
  const note = `bridge dmz is on vtnet1.7, a VLAN of vtnet1: guests of bridge public, which is on vtnet1 itself, see ${seen} of that VLAN, with their tag`;
  expect((await buddy.ngbuddy("start")).stderr).toBe(`ngbuddy: ${note}\n`);
  expect(JSON.parse((await buddy.ngbuddy("start --json")).stdout).notes).toEqual([note]);
  // Both work: nothing of it has failed.
  expect((await buddy.ngbuddy("self-test")).stdout).toContain("ok    bridged:");
});
