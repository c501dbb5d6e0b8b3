/** Ethernet addresses that the kernel makes up. */
import { expect, test } from "bun:test";
import { formatEther } from "../../netgraph/ether.ts";
import { generatedEther } from "./generated.ts";

test("an interface has the same address every time, in FreeBSD's own range, and another on another host", () => {
  const address = formatEther(generatedEther("belltower", "epair0a"));
  expect(address).toMatch(/^58:9c:fc:10:[0-9a-f]{2}:[0-9a-f]{2}$/);
  expect(formatEther(generatedEther("belltower", "epair0a"))).toBe(address);
  for (const [host, name] of [
    ["belltower", "epair0b"],
    ["other", "epair0a"],
  ] as const)
    expect(formatEther(generatedEther(host, name))).not.toBe(address);
});
