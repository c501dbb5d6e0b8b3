/** How a NIC's ether node is set. */
import { expect, test } from "bun:test";
import { applying } from "../../../test/support/applying.ts";
import { NetgraphError } from "../../netgraph/errno.ts";
import { nicSettings } from "./nicsettings.ts";

test("promiscuous or not, and whose address goes out, are told as the node has them", async () => {
  const { lab, netgraph } = await applying("ngctl msg vtnet0: setpromisc 1");
  const vtnet0 = await netgraph.nodeInfo("vtnet0:");
  expect(await nicSettings(netgraph, vtnet0)).toEqual({ promisc: 1, autosrc: 0 });
  await lab.out("ngctl msg vtnet0: setautosrc 1");
  await lab.out("ngctl msg vtnet0: setpromisc 0");
  expect(await nicSettings(netgraph, vtnet0)).toEqual({ promisc: 0, autosrc: 1 });
});

test("a NIC that has gone is a failure", async () => {
  const { netgraph } = await applying();
  const gone = { id: 0xfff, name: "em0", type: "ether", hooks: 0 };
  await expect(nicSettings(netgraph, gone)).rejects.toThrow(NetgraphError);
});
