/** The tags that ng_vlan(4) nodes put on frames. */
import { expect, test } from "bun:test";
import { applying } from "../../../test/support/applying.ts";
import { vlanTags } from "./tags.ts";

const HOST = [
  "ngbuddy bridge lan vtnet0",
  "ngctl mkpeer lan: vlan link5 downstream",
  "ngctl name lan:link5 v",
  "ngctl mkpeer v: eiface v10 ether",
];

test("are by its hooks, and only of those that are between", async () => {
  const { lab, netgraph } = await applying(...HOST);
  const add = ["ngctl", "msg", "v:", "addfilter", '{ vlan=10 hook="v10" }'];
  expect((await lab.lab.capture(add)).status).toBe(0);
  const nodes = await netgraph.nodes();
  const v = nodes.find(({ name }) => name === "v")!;
  const tags = await vlanTags(netgraph, nodes, new Map([[v.id, []]]));
  expect([...tags]).toEqual([[v.id, new Map([["v10", 10]])]]);
  expect((await vlanTags(netgraph, nodes, new Map())).size).toBe(0);
});

test("are none of one that has gone meanwhile", async () => {
  const { lab, netgraph } = await applying(...HOST);
  const nodes = await netgraph.nodes();
  const v = nodes.find(({ name }) => name === "v")!;
  await lab.out("ngctl shutdown v:");
  expect([...(await vlanTags(netgraph, nodes, new Map([[v.id, []]])))]).toEqual([
    [v.id, new Map()],
  ]);
});
