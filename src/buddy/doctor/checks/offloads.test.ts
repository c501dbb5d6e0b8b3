import { test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("a NIC on a bridge that joins and splits frames is told and mended", async () => {
  const lab = await doctorLab("article", 2, (host) => ({
    ...host,
    interfaces: host.interfaces.map((nic) => ({
      ...nic,
      options: "8c07bb<RXCSUM,TXCSUM,VLAN_MTU,JUMBO_MTU,TSO4,TSO6,LRO,LINKSTATE,HWSTATS>",
    })),
  }));
  await expectMended(lab, {
    check: "offloads",
    by: ["ifconfig vtnet0 tso4 lro"],
    about: "vtnet0",
    found: /^is on bridge public with LRO, TSO4 on$/,
    type: ["ifconfig vtnet0 -lro -tso4"],
  });
});
