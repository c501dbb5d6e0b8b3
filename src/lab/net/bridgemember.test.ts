/** What a member of an if_bridge(4) starts with. */
import { expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { newSettings } from "./bridgemember.ts";
import { Interface } from "./interface.ts";

const member = (up?: string) =>
  new Interface(new TestGraph().vnet, {
    name: "x0",
    kind: "nic",
    ...(up !== undefined && { media: { up, down: "" } }),
  });

test("a member learns and discovers, and costs what its link's rate says", () => {
  // 0x143 is LEARNING, DISCOVER, AUTOEDGE and AUTOPTP, as ifconfig shows a new member.
  expect(newSettings(member())).toEqual({ flags: 0x143, priority: 128, cost: 55, maxAddresses: 0 });
  expect(newSettings(member("Ethernet autoselect (10Gbase-T <full-duplex>)")).cost).toBe(2000);
});
