/** One reading of a host, as far as it was asked for. */
import { describe, expect, test } from "bun:test";
import { applying } from "../../../test/support/applying.ts";
import { FileError } from "../../host/host.ts";
import { errno } from "../../netgraph/errno.ts";
import { observe } from "./observe.ts";

const HOST = [
  "ngbuddy enable",
  "ngbuddy start",
  "ngbuddy jail a public",
  "jail -c name=j path=/ vnet vnet.interface=a persist",
];

test("bridges are in the order of their names, their links newest first", async () => {
  const { host, netgraph } = await applying(...HOST);
  const { bridges } = await observe(host, netgraph);
  expect(bridges.map(({ name, links }) => [name, links.map(({ hook }) => hook)])).toEqual([
    ["private", ["link0"]],
    ["public", ["link1", "uplink2", "uplink1"]],
  ]);
});

describe("what was not asked for", () => {
  test("is not read: counters, tables, guests and the graph", async () => {
    const { host, netgraph } = await applying(...HOST);
    const { bridges, graph, hostname } = await observe(host, netgraph);
    expect({ graph, hostname }).toEqual({ graph: [], hostname: "" });
    for (const bridge of bridges) {
      expect(bridge.hosts).toBeUndefined();
      for (const link of bridge.links) {
        expect(link.stats).toBeUndefined();
        expect(link.guest.kind).toBe("other");
      }
    }
  });

  test("is there when it is asked for", async () => {
    const { host, netgraph } = await applying(...HOST);
    const all = { counters: true, tables: true, guests: true, graph: true };
    const { bridges, graph, hostname } = await observe(host, netgraph, all);
    expect(hostname).toBe("ngvm");
    expect(graph.length).toBeGreaterThan(4);
    const [, lan] = bridges;
    expect(lan?.hosts).toBeDefined();
    expect(lan?.links.map(({ guest, stats }) => [guest.kind, typeof stats?.recvOctets])).toEqual([
      ["jail", "number"],
      ["uplink", "number"],
      ["uplink", "number"],
    ]);
  });
});

test("an uplink's counters are its own", async () => {
  const { lab, host, netgraph } = await applying(
    "sysrc ngbuddy_lan_if=vtnet1",
    "sysrc ngbuddy_lan_uplink=YES",
    "ngbuddy start",
  );
  await lab.run("ping -c 1 -t 1 10.0.3.2");
  const { bridges } = await observe(host, netgraph, { counters: true });
  const link = bridges[0]?.links.find(({ hook }) => hook === "uplink1");
  const own = await netgraph.bridge("lan:").linkStats(-1);
  expect(link?.stats?.xmitPackets).toBe(own["xmitPackets"]!);
  expect(link?.stats?.xmitPackets).toBeGreaterThan(0);
});

test("what is between a bridge and its guest is told with the tag it puts on frames", async () => {
  const { lab, host, netgraph } = await applying(
    ...HOST,
    "ngctl rmhook a: ether",
    "ngctl mkpeer public: vlan link9 downstream",
    "ngctl name public:link9 v",
    "ngctl connect a: v: ether v10",
  );
  await lab.lab.capture(["ngctl", "msg", "v:", "addfilter", '{ vlan=10 hook="v10" }']);
  const { bridges } = await observe(host, netgraph, { guests: true });
  expect(bridges[1]?.links.find(({ hook }) => hook === "link9")).toMatchObject({
    peerName: "v",
    between: [{ name: "v", type: "vlan", vlan: 10 }],
    end: { name: "a", type: "eiface", hook: "ether" },
    guest: { kind: "jail", jail: "j" },
  });
});

test("what is on no bridge is an orphan, and an if_bridge(4) is told with its members", async () => {
  const { host, netgraph } = await applying(
    ...HOST,
    "ngctl rmhook a: ether",
    "ifconfig bridge0 create",
    "ifconfig bridge0 addm vtnet0",
  );
  const { orphans, ifBridges } = await observe(host, netgraph, { guests: true });
  expect(orphans.map(({ name }) => name)).toEqual(expect.arrayContaining(["a", "vtnet0"]));
  expect(orphans.map(({ name }) => name)).not.toContain("vtnet1");
  expect(ifBridges).toEqual([{ name: "bridge0", members: ["vtnet0"] }]);
});

describe("a change that waits to be confirmed", () => {
  test("is told with the rest", async () => {
    const { host, netgraph } = await applying(...HOST, "ngbuddy stop --confirm 60");
    expect((await observe(host, netgraph)).waiting).toMatchObject([{ request: "stop" }]);
  });

  test("that may not be read keeps nobody from seeing the rest", async () => {
    const { host, netgraph } = await applying(...HOST);
    const list = async (path: string) => {
      throw new FileError("list", path, errno.EACCES, "permission denied");
    };
    const { bridges, waiting } = await observe(
      { ...host, files: { ...host.files, list } },
      netgraph,
    );
    expect(bridges).toHaveLength(2);
    expect(waiting).toBeUndefined();
  });
});
