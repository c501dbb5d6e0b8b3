/** An interface's capabilities as ifconfig prints them, and as bits. */
import { expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { optionsOf, withOptions } from "./capabilities.ts";
import { Interface } from "./interface.ts";

test("an options line is read as bits, and bits are written as the same line", () => {
  for (const options of [
    "0",
    "880028<VLAN_MTU,JUMBO_MTU,LINKSTATE,HWSTATS>",
    "60000b<RXCSUM,TXCSUM,VLAN_MTU,RXCSUM_IPV6,TXCSUM_IPV6>",
  ]) {
    const iface = new Interface(new TestGraph().vnet, { name: "x0", kind: "nic", options });
    expect(withOptions(optionsOf(iface))).toBe(options);
  }
  expect(withOptions(-0x8000_0000)).toStartWith("80000000");
});
