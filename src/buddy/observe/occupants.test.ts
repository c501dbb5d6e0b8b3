/** Where the interfaces of nodes are, with as few looks into jails as can be. */
import { describe, expect, test } from "bun:test";
import { applying } from "../../../test/support/applying.ts";
import { interfaces } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { occupants } from "./occupants.ts";

const HOST = ["ngbuddy bridge lan vtnet0", "ngbuddy jail a lan", "ngbuddy jail web lan"];
const JAILS = ["web", "db", "mail"].map((name) => `jail -c name=${name} path=/ vnet persist`);

async function found(lines: string[], change: (host: Host) => Host = (host) => host) {
  const { host, netgraph } = await applying(...HOST, ...JAILS, ...lines);
  const looked: string[] = [];
  const counting: Host = change({
    ...host,
    run: async (argv, options) => {
      looked.push(argv.join(" "));
      return await host.run(argv, options);
    },
  });
  const nodes = await netgraph.nodes();
  const who = await occupants(counting, netgraph, nodes, await interfaces(host));
  const placesOf = (name: string) =>
    (who.placesOf.get(nodes.find((node) => node.name === name)!.id) ?? []).map(
      ({ jail, interface: one }) => `${jail?.name ?? "host"} ${one.name}`,
    );
  return { who, placesOf, looked };
}

describe("an interface is", () => {
  test("on the host, and then no jail is looked into", async () => {
    const { placesOf, looked } = await found([]);
    expect(placesOf("a")).toEqual(["host a"]);
    expect(looked).toEqual([]);
  });

  test("in the jail that is called as its node, which needs no look", async () => {
    const { placesOf, looked } = await found([
      "ifconfig web vnet web",
      "ifconfig -j web web name vnet0",
    ]);
    expect(placesOf("web")).toEqual(["web vnet0"]);
    expect(looked).toEqual([]);
  });

  test("looked for in jails otherwise", async () => {
    const { placesOf, looked } = await found(["ifconfig a vnet db"]);
    expect(placesOf("a")).toEqual(["db a"]);
    expect(looked.length).toBeGreaterThan(0);
  });

  test("in no place where its jail cannot be read, and that jail is told", async () => {
    const { placesOf, who } = await found(["ifconfig a vnet db"], (host) => ({
      ...host,
      run: async (argv, options) =>
        argv.join(" ").startsWith("ifconfig -j 2 ")
          ? { argv, status: 124, stdout: "", stderr: "took too long\n" }
          : await host.run(argv, options),
    }));
    expect(placesOf("a")).toEqual([]);
    expect(who.unreadable).toMatchObject([{ jail: "db", jid: 2 }]);
  });
});

test("NICs are by what their nodes are called, VLANs with their tags", async () => {
  const { who } = await found(["ifconfig vtnet1.7 create"]);
  expect(who.nics.get("vtnet1_7")).toMatchObject({
    name: "vtnet1.7",
    vlan: { tag: 7, parent: "vtnet1" },
  });
});
