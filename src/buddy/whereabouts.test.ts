/** Where the interface of an eiface is. */
import { expect, test } from "bun:test";
import { applying } from "../../test/support/applying.ts";
import { wantedOfNothing } from "./configuration.ts";
import { gather } from "./gather.ts";
import { whereIs } from "./whereabouts.ts";

const A = ["ngbuddy bridge lan vtnet0", "ngbuddy jail a lan", "jail -c name=j path=/ vnet persist"];

async function where(...lines: string[]) {
  const { host, netgraph } = await applying(...A, ...lines);
  const wanted = wantedOfNothing();
  const request = { needs: () => ({ nodes: ["a", "lan"] }) };
  const seen = await gather(host, netgraph, request, wanted, { restorable: false, shown: false });
  return await whereIs(host, netgraph, seen, "a", "j");
}

test("one that is on the host is there, whatever jail was named", async () => {
  expect(await where()).toEqual({ in: "host" });
});

test("one that is not is taken to be in the jail, by the name that it has there now", async () => {
  expect(await where("ifconfig a vnet j", "ifconfig -j j a name vnet0")).toEqual({
    in: "jail",
    jail: "j",
    interface: "vnet0",
  });
});

test("one whose node is gone is in no jail", async () => {
  expect(await where("ngctl shutdown a:")).toEqual({ in: "host" });
});
