/** An interface's flags as ifconfig(8) prints them. */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { IFF_MONITOR } from "./flagbits.ts";
import { formatFlags, isLinkUp, kernelFlags, ND6_WORDS, withWords } from "./flags.ts";
import { Interface, type InterfaceKind } from "./interface.ts";

const made = (kind: InterfaceKind, change: Partial<Interface> = {}) =>
  Object.assign(new Interface(new TestGraph().vnet, { name: "x0", kind }), change);

describe("the flags", () => {
  test.each([
    ["nic", {}, "8802<BROADCAST,SIMPLEX,MULTICAST>"],
    [
      "nic",
      { up: true, running: true },
      "1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP>",
    ],
    ["nic", { up: true, carrier: false }, "8803<UP,BROADCAST,SIMPLEX,MULTICAST>"],
    ["loopback", { up: true, running: true }, "1008049<UP,LOOPBACK,RUNNING,MULTICAST,LOWER_UP>"],
    [
      "iface",
      { up: true, running: true },
      "10088d1<UP,POINTOPOINT,RUNNING,NOARP,SIMPLEX,MULTICAST,LOWER_UP>",
    ],
    ["vlan", { simplex: false }, "8002<BROADCAST,MULTICAST>"],
    ["nic", { permanentPromiscuous: true }, "28902<BROADCAST,PROMISC,SIMPLEX,MULTICAST,PPROMISC>"],
    ["nic", { promiscuous: 1 }, "8902<BROADCAST,PROMISC,SIMPLEX,MULTICAST>"],
    ["nic", { up: true, extraFlags: IFF_MONITOR }, "48803<UP,BROADCAST,SIMPLEX,MULTICAST,MONITOR>"],
  ] as const)("of a %s with %j are %s", (kind, change, text) => {
    expect(formatFlags(made(kind, change))).toBe(text);
  });

  test("of the kernel have no LOWER_UP, which is netlink's", () => {
    expect(kernelFlags(made("nic", { up: true, running: true }))).toBe(0x8843);
  });
});

test("a link is there as its driver tells, or else as it was set", () => {
  expect([
    isLinkUp(made("nic", { up: true })),
    isLinkUp(made("nic", { up: true, carrier: false })),
  ]).toEqual([true, false]);
  expect([isLinkUp(made("nic")), isLinkUp(made("nic", { carrier: true }))]).toEqual([false, true]);
});

test("a value without words has no brackets", () => {
  expect([
    withWords(0, ND6_WORDS),
    withWords(0x29, ND6_WORDS),
    withWords(0x8000, ND6_WORDS),
  ]).toEqual(["0", "29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>", "8000"]);
});
