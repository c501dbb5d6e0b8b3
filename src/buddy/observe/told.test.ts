/** What an eiface's node tells of its interface, from outside of any jail. */
import { describe, expect, test } from "bun:test";
import { applying } from "../../../test/support/applying.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { isSame, toldBy } from "./told.ts";

const A_IN_J = [
  "ngbuddy bridge lan vtnet0",
  "ngbuddy jail a lan",
  "ifconfig a ether 02:00:00:00:00:0a",
  "jail -c name=j path=/ vnet vnet.interface=a persist",
  "ifconfig -j j a name vnet0",
  "ifconfig -j j vnet0 inet 10.0.0.2/24",
  "ifconfig -j j vnet0 inet6 fd00::2/64",
];

describe("a node tells", () => {
  test("its interface's name and addresses as they are in a jail", async () => {
    const { netgraph } = await applying(...A_IN_J);
    const told = await toldBy(netgraph, await netgraph.nodeInfo("a:"));
    expect(told).toMatchObject({ name: "vnet0", ether: "02:00:00:00:00:0a", inet: ["10.0.0.2"] });
    expect(told?.inet6).toContain("fd00::2");
  });

  test("the name alone where addresses cannot be asked for", async () => {
    const { netgraph } = await applying(...A_IN_J);
    const byNgctl = {
      interfaceAddresses: () => Promise.reject(new NetgraphError("ask", "a:", errno.EOPNOTSUPP)),
      send: netgraph.send.bind(netgraph),
    } as unknown as Netgraph;
    expect(await toldBy(byNgctl, await netgraph.nodeInfo("a:"))).toEqual({
      name: "vnet0",
      ether: undefined,
      inet: [],
      inet6: [],
    });
  });

  test("nothing when it has gone", async () => {
    const { netgraph } = await applying();
    expect(await toldBy(netgraph, { id: 0xfff })).toBeUndefined();
  });
});

test("an interface is the same by name and address; by its name alone where no more was told", () => {
  const told = { name: "vnet0", ether: "02:00:00:00:00:0a", inet: [], inet6: [] };
  expect(isSame(told, { name: "vnet0", ether: "02:00:00:00:00:0a" })).toBe(true);
  expect(isSame(told, { name: "vnet0", ether: "02:00:00:00:00:0b" })).toBe(false);
  expect(isSame(told, { name: "a", ether: "02:00:00:00:00:0a" })).toBe(false);
  expect(isSame({ ...told, ether: undefined }, { name: "vnet0", ether: "02:00:00:00:00:0b" })).toBe(
    true,
  );
});
