import { expect, test } from "bun:test";
import { formatEther } from "./ether.ts";

test("a link-level address is written in pairs, whatever its length", () => {
  expect([
    formatEther(Uint8Array.of(0x58, 0x9c, 0xfc, 0, 0x2a, 1)),
    formatEther(Uint8Array.of(7)),
    formatEther(new Uint8Array()),
  ]).toEqual(["58:9c:fc:00:2a:01", "07", ""]);
});
