/** A vnet's own interface. */
import { expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";
import { formatFlags } from "./flags.ts";
import { createLoopback } from "./loopback.ts";

test("a new lo(4) is in its vnet, down, without an Ethernet address, and has room for large packets", () => {
  const { lab } = testLab();
  const loopback = createLoopback(lab.host, "lo7");
  expect(lab.host.interface("lo7")).toBe(loopback);
  expect([formatFlags(loopback), loopback.mtu, loopback.ether, loopback.groups]).toEqual([
    "8008<LOOPBACK,MULTICAST>",
    16384,
    undefined,
    ["lo"],
  ]);
});
