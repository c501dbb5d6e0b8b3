/** A host is read as far as a request needs it. */
import { describe, expect, test } from "bun:test";
import { applying } from "../../test/support/applying.ts";
import { type Counts, countedHost } from "../../test/support/countedhost.ts";
import { Netgraph } from "../netgraph/client.ts";
import { readWanted } from "./configuration.ts";
import { gather } from "./gather.ts";
import type { Needs } from "./request.ts";

const HOST = ["ngbuddy enable", "ngbuddy start", "ngbuddy jail a public", "ngbuddy jail b private"];

async function gathered(lines: readonly string[], needs: Needs) {
  const { host } = await applying(...lines);
  const counts: Counts & { asked: string[] } = { messages: 0, commands: 0, asked: [] };
  const counting = countedHost(host, counts);
  const netgraph = await Netgraph.open(await counting.openNetgraph());
  const wanted = await readWanted(host);
  const options = { restorable: false, shown: false };
  const seen = await gather(counting, netgraph, { needs: () => needs }, wanted, options);
  return { seen, counts, names: seen.nodes.map(({ name }) => name) };
}

test("what needs nothing asks nothing", async () => {
  const { seen, counts } = await gathered(HOST, {});
  expect(counts).toEqual({ messages: 0, commands: 0, asked: [] });
  expect(seen.interfaces).toBeUndefined();
  expect(seen.types).toBeUndefined();
});

describe("nodes", () => {
  test("of given names take a message each, and those that are not there are left out", async () => {
    const { names, counts } = await gathered(HOST, { nodes: ["a", "gone", "public"] });
    expect(names).toEqual(["a", "public"]);
    expect(counts.messages).toBe(3);
  });

  test("are none for names that no node can have, or that are a way to another one", async () => {
    const { names } = await gathered(HOST, { nodes: [".", "x".repeat(64), "public"] });
    expect(names).toEqual(["public"]);
  });

  test("may be all", async () => {
    const { names } = await gathered(HOST, { nodes: "all" });
    expect(names).toEqual(expect.arrayContaining(["a", "b", "public", "private", "vtnet0"]));
  });
});

test("a bridge tells what its eifaces are connected to, so that these are not asked", async () => {
  const { seen, counts } = await gathered(HOST, { nodes: "all", hooks: ["public"] });
  const a = seen.byName.get("a")!;
  expect(seen.hooks.get(a.id)).toMatchObject([{ name: "ether", peer: { name: "public" } }]);
  expect(seen.hooks.has(seen.byName.get("b")!.id)).toBe(false);
  expect(counts.messages).toBe(2);
});

test("every bridge is read where links are numbered by them", async () => {
  const { seen } = await gathered(HOST, { nodes: "all", everyBridge: "always" });
  for (const name of ["public", "private"])
    expect(seen.hooks.has(seen.byName.get(name)!.id)).toBe(true);
});

test("NICs are asked for their settings, and nothing else is", async () => {
  const { seen } = await gathered(HOST, { nodes: "all", nics: ["vtnet1", "nghost0"] });
  expect([...seen.nics]).toEqual([["vtnet1", { promisc: 1, autosrc: 0 }]]);
});

test("the default route's interface comes with its node's hooks", async () => {
  const { seen } = await gathered(HOST, { defaultRoute: true });
  expect(seen.defaultRoute).toBe("vtnet1");
  expect([...(seen.interfaces?.keys() ?? [])]).toEqual(["vtnet1"]);
  expect(seen.hooks.get(seen.byName.get("vtnet1")!.id)).toHaveLength(2);
});

test("node types and interfaces are there when they are asked for", async () => {
  const { seen } = await gathered(HOST, { types: true, interfaces: true });
  expect(seen.types?.has("eiface")).toBe(true);
  expect(seen.interfaces?.has("a")).toBe(true);
});

test("an eiface that has come back from its jail under another name is found by that", async () => {
  const { seen } = await gathered([...HOST, "ifconfig a name vnet0"], {
    nodes: ["a"],
    eifaces: ["a"],
  });
  expect([...(seen.interfaces?.keys() ?? [])]).toEqual(["vnet0"]);
  expect(seen.interfaceNames.get(seen.byName.get("a")!.id)).toBe("vnet0");
});

describe("eifaces that may be removed", () => {
  const away = [...HOST, "jail -c name=j path=/ vnet persist", "ifconfig a vnet j"];

  test("are those on the bridges that are read, and those of the names", async () => {
    const { seen } = await gathered(away, {
      nodes: "all",
      hooks: ["public"],
      removes: ["nghost0"],
    });
    const places = [...seen.places].map(
      ([id, place]) => `${seen.nodes.find((node) => node.id === id)?.name} ${place.jail ?? "host"}`,
    );
    expect(places.sort()).toEqual(["a j", "nghost0 host"]);
  });

  test("may be all", async () => {
    const { seen } = await gathered(away, { nodes: "all", removes: "all" });
    expect(seen.places.size).toBe(3);
  });
});

test("jails that have lost their interfaces are looked for when they are asked for", async () => {
  const lines = [...HOST, "jail -c name=idle path=/ vnet persist"];
  const needs = { nodes: "all", interfaces: true } as const;
  expect((await gathered(lines, needs)).seen.lacking).toEqual([]);
  expect((await gathered(lines, { ...needs, lacking: true })).seen.lacking).toMatchObject([
    { name: "idle" },
  ]);
});

test("an eiface that is to be made gets the address that rc.conf gives, and no one else's", async () => {
  const rc = [...HOST, "sysrc ngbuddy_set_mac=YES"];
  const needs = { nodes: "all", interfaces: true, eifaces: ["a", "new"] } as const;
  const { seen } = await gathered(rc, needs);
  expect([...seen.ethers.keys()]).toEqual(["new"]);
  const ether = seen.ethers.get("new")!;
  const taken = [...rc, `ifconfig vtnet0 ether ${ether}`];
  await expect(gathered(taken, needs)).rejects.toThrow(`the address of new would be ${ether}`);
});
