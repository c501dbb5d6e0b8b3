import { test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";
import { plugIn } from "../../../../test/support/machines.ts";

test("a NIC that the host leaves checksums to is told where machines are, and mended", async () => {
  const lab = await doctorLab("article", 1, (host) => ({
    ...host,
    interfaces: host.interfaces.map((nic) => ({
      ...nic,
      options: "88002b<RXCSUM,TXCSUM,VLAN_MTU,JUMBO_MTU,LINKSTATE,HWSTATS>",
    })),
  }));
  await plugIn(lab, ["public", "link9"]);
  await lab.type(["ifconfig vtnet0 -txcsum"]);
  await expectMended(lab, {
    check: "checksum",
    by: ["ifconfig vtnet0 txcsum"],
    about: "vtnet0",
    found: /^is the host's own on bridge public, where machines are, with TXCSUM on$/,
    type: ["ifconfig vtnet0 -txcsum"],
  });
});
