/** What the page of many hosts is told, and what is found on them. */
import { expect, test } from "bun:test";
import { madeUpTopology } from "../../test/support/topologies.ts";
import { FleetModel } from "./fleetmodel.ts";

const said = {
  ...{ by: "1.2.3", hostname: "web1.example.org", system: "FreeBSD 15.0-RELEASE" },
  ...{ bridges: 1, links: 4, jails: 3, waiting: [] },
};

function two(): FleetModel {
  const model = new FleetModel();
  model.setHosts(["web1", "web2"]);
  model.told("web1", madeUpTopology(3, 1));
  model.told(
    "web2",
    madeUpTopology(3, 1, (name) => `other-${name}`),
  );
  return model;
}

test("a host is away, there or not asked yet, and why it is away is said", () => {
  const model = two();
  model.answered("web1", { value: said });
  model.answered("web2", { error: "nobody is there" });
  model.setHosts(["web1", "web2", "web3"]);
  expect(model.whole().hosts.map(({ name, state, why }) => [name, state, why])).toEqual([
    ["web1", "there", ""],
    ["web2", "away", "nobody is there"],
    ["web3", "unknown", ""],
  ]);
  // What is known of it stays while it is away.
  model.answered("web1", { error: "gone" });
  expect(model.whole().hosts[0]).toMatchObject({ state: "away", version: "1.2.3", jails: 3 });
});

test("pages are told of hosts that have changed, and of those alone", () => {
  const model = two();
  const changed = () => model.news().hosts.map(({ name }) => name);
  expect(changed()).toEqual(["web1", "web2"]);
  expect(changed()).toEqual([]);
  model.answered("web2", { value: said });
  expect(changed()).toEqual(["web2"]);
  model.answered("web2", { value: said });
  expect(changed()).toEqual([]);
  model.setHosts(["web1"]);
  expect([model.news().names, model.has("web2")]).toEqual([["web1"], false]);
});

test("an event that is told twice happened once, and the newest comes first", () => {
  const model = two();
  const event = (host: string, time: string) => ({ host, time, what: "loop", alarm: true });
  for (const time of ["2026-01-02T03:04:06Z", "2026-01-02T03:04:05Z", "2026-01-02T03:04:06Z"])
    model.happened(event("web1", time));
  model.happened(event("nobody", "2026-01-02T03:04:09Z"));
  expect(model.whole().events.map(({ time }) => time)).toEqual([
    "2026-01-02T03:04:06Z",
    "2026-01-02T03:04:05Z",
  ]);
  expect(model.whole().hosts[0]!.last?.time).toBe("2026-01-02T03:04:06Z");
});

test("a part of a name, a MAC or an IP address is found on all hosts, and a host by its own name", () => {
  const model = two();
  const { interface: nic } = model
    .topologyOf("web2")!
    .bridges[0]!.links.flatMap(({ guest }) => (guest.kind === "jail" ? [guest] : []))[0]!;
  expect(model.search("OTHER-GUEST").counts).toEqual({ web2: 3 });
  expect(model.search(nic.ether!.toUpperCase()).total).toBeGreaterThan(0);
  expect(model.search("web2").hits).toEqual([{ host: "web2", name: "web2" }]);
  expect(model.search("nothing of it")).toEqual({ total: 0, counts: {}, hits: [] });
  expect(model.search("  ")).toEqual({ total: 0, counts: {}, hits: [] });
});

test("what is found on a hundred hosts is counted whole, and named as far as somebody reads", () => {
  const model = new FleetModel();
  const names = Array.from({ length: 100 }, (_, at) => `h${at}`);
  model.setHosts(names);
  for (const name of names) model.told(name, madeUpTopology(5, 1));
  const { total, hits, counts } = model.search("guest");
  expect([total, hits.length, Object.keys(counts).length]).toEqual([500, 100, 100]);
});

test("the picture of a host is another one when the host is, and there is none of who told nothing", () => {
  const model = two();
  const [first] = model.whole().hosts;
  const picture = model.picture("web1", "light", true);
  expect(picture).toStartWith("<svg ");
  expect(model.picture("web1", "dark", true)).not.toBe(picture);
  model.told("web1", madeUpTopology(4, 1));
  expect(model.whole().hosts[0]!.shape).not.toBe(first!.shape);
  expect(model.picture("web1", "light", true)).not.toBe(picture);
  expect(picture).toContain("<text");
  expect(model.picture("web1", "light", false)).not.toContain("<text");
  expect(model.picture("nobody", "light", true)).toBeUndefined();
});
