/** What the side panel shows. */
import { expect, test } from "bun:test";
import { host, key } from "../../test/support/readings.ts";
import { detailsOf, liveOf } from "./details.ts";
import { Model } from "./model.ts";

test("the panel tells of a link and of a bridge", () => {
  const model = new Model(1);
  model.take(host(0));
  model.take(host(1));
  const more = { jail: [], rcLines: ['ngbuddy_public_if="vtnet0"'] };
  const link = model.find(key(model, "link3"))!;
  expect(detailsOf(link, more)).toMatchObject({
    title: "guest0002",
    hooks: [
      ["link3", "of public [2]:"],
      ["ether", "of guest0002 [4]: (eiface)"],
    ],
    rcLines: more.rcLines,
  });
  expect(liveOf(model, link)).toMatchObject({
    addresses: [{ addr: "58:9c:fc:10:00:01", hook: "link3", age: 9, staleness: 2 }],
    counters: [
      ["octets", 1000, 4099],
      ["packets", 1, 0],
      ["multicasts", 0, 0],
      ["broadcasts", 0, 0],
    ],
  });
  const bridge = model.find("bridge:public")!;
  expect(detailsOf(bridge, more).hooks).toEqual([
    ["link0", "vtnet0 (lower)"],
    ["link1", "vtnet0 (upper)"],
    ["link2", "guest0001"],
    ["link3", "guest0002"],
    ["link4", "guest0003"],
  ]);
  expect(liveOf(model, bridge).addresses).toHaveLength(1);
  expect(model.find("bridge:nix")).toBeUndefined();
});

test("the panel says of a link what its guest is, and in which state", () => {
  const model = new Model(1);
  const { bridges, ...rest } = host(0);
  const [bridge] = bridges as [(typeof bridges)[number]];
  const iface = { name: "x0", inet: [], inet6: [], up: true, status: "no carrier", mtu: 1500 };
  const guests = [
    { kind: "jail", jail: "web", jid: 3, interface: iface },
    { kind: "vm", name: "vm1" },
    { kind: "other", name: "x", type: "eiface", why: "its jail cannot be read" },
    { kind: "host", interface: { ...iface, up: false } },
  ] as const;
  const links = bridge.links.map((link, index) => ({
    ...link,
    guest: guests[index] ?? link.guest,
  }));
  model.take({ ...rest, bridges: [{ ...bridge, links }] });
  const facts = (index: number) => {
    const found = model.find(key(model, links[index]!.hook))!;
    return Object.fromEntries(detailsOf(found, { jail: [], rcLines: [] }).facts);
  };
  expect(facts(0)).toEqual({
    ...{ bridge: "public", kind: "jail", jail: "web (JID 3)", interface: "x0" },
    ...{ addresses: "none", MTU: "1500", state: "up, no carrier" },
  });
  expect(facts(1)).toEqual({ bridge: "public", kind: "bhyve machine", machine: "vm1" });
  expect(facts(2)).toMatchObject({ kind: "any other node", interface: "its jail cannot be read" });
  // The medium of an interface that is down tells nothing.
  expect(facts(3)).toMatchObject({ kind: "the host itself", state: "down" });
});
