/** An interface's addresses as NGM_EIFACE_GET_IFADDRS gives them: struct sockaddr_dl and sockaddr_in (net/if_dl.h, netinet/in.h). */
import { expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { Interface } from "../net/interface.ts";
import { addressesOf } from "./ifaddrs.ts";

const ether = Uint8Array.of(0x58, 0x9c, 0xfc, 0x10, 0xff, 1);
const AF_INET = 2;
const AF_LINK = 18;
const IFT_ETHER = 6;

function interfaceCalled(name: string): Interface {
  return new Interface(new TestGraph().vnet, { name, kind: "eiface", ether });
}

test("the link-level address says index, name and Ethernet address", () => {
  const iface = interfaceCalled("ngeth0");
  iface.index = 0x102;
  const bytes = addressesOf(iface);
  expect(bytes).toHaveLength(56);
  expect([...bytes.subarray(0, 8)]).toEqual([56, AF_LINK, 0x02, 0x01, IFT_ETHER, 6, 6, 0]);
  expect(Buffer.from(bytes.subarray(8, 14)).toString()).toBe("ngeth0");
  expect([...bytes.subarray(14, 20)]).toEqual([...ether]);
  expect(bytes.subarray(20).every((byte) => byte === 0)).toBe(true);
});

test("the Ethernet address stands behind a name of any length", () => {
  const bytes = addressesOf(interfaceCalled("a_longest_name1"));
  expect([bytes.length, bytes[5]]).toEqual([56, 15]);
  expect([...bytes.subarray(23, 29)]).toEqual([...ether]);
});

test("IPv4's addresses follow in the order that they were given", () => {
  const iface = interfaceCalled("ngeth0");
  iface.inet = [
    { address: "192.0.2.1", prefix: 24 },
    { address: "10.255.0.200", prefix: 32 },
  ];
  const bytes = addressesOf(iface);
  const zeros = new Array<number>(8).fill(0);
  expect(bytes).toHaveLength(56 + 2 * 16);
  expect([...bytes.subarray(56, 72)]).toEqual([16, AF_INET, 0, 0, 192, 0, 2, 1, ...zeros]);
  expect([...bytes.subarray(72)]).toEqual([16, AF_INET, 0, 0, 10, 255, 0, 200, ...zeros]);
});
