/** Reading back what a plan was to bring about, whether that is little or much. */
import { describe, expect, test } from "bun:test";
import { applying } from "../../../test/support/applying.ts";
import type { Expectation } from "../plan/step.ts";
import { VerifyError, verify } from "./verify.ts";

const HOST = [
  "ngctl mkpeer vtnet0: bridge lower link0",
  "ngctl name vtnet0:lower lan",
  "ngctl mkpeer lan: eiface link1 ether",
  "ngctl name lan:link1 a",
  "ngctl mkpeer vtnet1: bridge lower link0",
  "ngctl name vtnet1:lower dmz",
];
const a = { node: "a", type: "eiface", hook: "ether", peer: "lan" };
const nic = { node: "vtnet0", type: "ether", hook: "lower", peer: "lan" };

const wrong: [name: string, expectation: Expectation, message: string][] = [
  [
    "what should be gone is there",
    { absent: "a" },
    "expected no node a, found a node of type eiface",
  ],
  [
    "what should be there is not",
    { ...a, node: "b" },
    "expected b of type eiface, its ether hook connected to lan, found no node b",
  ],
  [
    "it is of another type",
    { ...a, type: "hole" },
    "expected a of type hole, its ether hook connected to lan, found a of type eiface, its ether hook connected to lan",
  ],
  [
    "it is on another bridge",
    { ...a, peer: "dmz" },
    "expected a of type eiface, its ether hook connected to dmz, found a of type eiface, its ether hook connected to lan",
  ],
  [
    "its hook is free",
    { ...nic, hook: "upper" },
    "expected vtnet0 of type ether, its upper hook connected to lan, found vtnet0 of type ether, its upper hook free",
  ],
];

// Many are read all at once, few one by one.
describe.each([
  ["few", 1],
  ["many", 20],
])("with %s expectations", (_, times) => {
  const rest = Array.from({ length: times }, () => [a, nic, { absent: "gone" }]).flat();

  test("a host that is as it should be is passed", async () => {
    const { netgraph } = await applying(...HOST);
    await verify(netgraph, rest);
  });

  test.each(wrong)("%s, and that is said with both sides", async (_, expectation, message) => {
    const { netgraph } = await applying(...HOST);
    const error = await verify(netgraph, [...rest, expectation]).catch((caught) => caught);
    expect(error).toBeInstanceOf(VerifyError);
    expect(error.message).toBe(message);
  });
});
