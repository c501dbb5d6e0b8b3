/** The host on a bridge writes its checksums itself, whatever its NIC could do: what goes to a guest passes no NIC. */
import { expect, test } from "bun:test";
import { withOptions } from "../../src/lab/net/capabilities.ts";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";

const [TXCSUM, TXCSUM_IPV6, VLAN_MTU] = [0x2, 0x40_0000, 0x8];

/** A host whose NICs write checksums. */
function capableLab(): BuddyLab {
  const lab = buddyLab();
  for (const nic of lab.lab.host.interfaces)
    if (nic.name.startsWith("vtnet")) {
      nic.options = withOptions(TXCSUM | TXCSUM_IPV6 | VLAN_MTU);
      Object.assign(nic, { madeWith: nic.options });
    }
  return lab;
}

const leavesChecksums = async ({ out }: BuddyLab, nic: string) =>
  (await out(`ifconfig ${nic}`)).match(/TXCSUM\w*/g) ?? [];

test("a NIC that gets a bridge with the host on it writes no checksums any more", async () => {
  const lab = capableLab();
  expect(await leavesChecksums(lab, "vtnet0")).toEqual(["TXCSUM", "TXCSUM_IPV6"]);
  await lab.out("ngbuddy bridge lan vtnet0");
  expect(await leavesChecksums(lab, "vtnet0")).toEqual([]);
});

test("nor does one with a bridge on a VLAN, through whose nodes the host goes", async () => {
  const lab = capableLab();
  await lab.out("ngbuddy bridge v10 vtnet1 --vlan 10");
  expect(await leavesChecksums(lab, "vtnet1")).toEqual([]);
});

test("without the host on the bridge the NIC goes on writing those of the host", async () => {
  const lab = capableLab();
  await lab.out('sysrc ngbuddy_lan_if="vtnet0"');
  await lab.out('sysrc ngbuddy_lan_upper="NO"');
  await lab.out("ngbuddy start");
  expect(await leavesChecksums(lab, "vtnet0")).toEqual(["TXCSUM", "TXCSUM_IPV6"]);
});
