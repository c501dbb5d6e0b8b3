/** An eiface that is shut down, and the way back to where it was and what it had. */
import { describe, expect, test } from "bun:test";
import { placeIn, routeBy } from "../../../test/support/places.ts";
import { seenOf, wantedBy } from "../../../test/support/seen.ts";
import { removeEiface, settle } from "./removal.ts";
import type { Place } from "./wanted.ts";

const wanted = wantedBy("lan_if=ng0", "lan_mtu=9000", "ifconfig_a='inet 10.0.0.1/24'");
const seen = seenOf({
  nodes: ["lan bridge", "a eiface", "t tee", "b eiface"],
  links: ["lan link3 a ether", "lan link4 t right", "t left b ether"],
});
const undoOf = (name: string, removal: Parameters<typeof removeEiface>[3], place?: Place) => {
  const node = seen.byName.get(name)!;
  const places = new Map(place === undefined ? [] : [[node.id, place]]);
  return removeEiface(wanted, { ...seen, places }, node, removal).undo;
};

describe("an eiface comes back", () => {
  test("on the hook of the bridge that it had, and with its bridge's MTU", () => {
    expect(undoOf("a", { attached: true })).toEqual([
      { op: "eiface", name: "a", bridge: "lan", hook: "link3" },
      { op: "rename", node: "a", args: ["mtu", "9000"] },
      { op: "movehost", node: "a", isChanged: true },
    ]);
  });

  test("unconnected where its bridge goes too, or other nodes were between", () => {
    expect(undoOf("a", { attached: false })[0]).toEqual({ op: "eiface", name: "a" });
    expect(undoOf("b", { attached: true })[0]).toEqual({ op: "eiface", name: "b" });
  });

  test("up and as rc.conf says when it is the host's own", () => {
    expect(undoOf("a", { attached: false, hosts: true }).slice(1)).toEqual([
      { op: "rename", node: "a", args: ["mtu", "9000", "up"] },
      { op: "ifconfig", interface: "a", args: ["inet", "10.0.0.1/24", "up"] },
    ]);
  });

  test("in its jail, with its address and what it had there", () => {
    const place = placeIn("web", { name: "vnet0", inet: ["10.0.0.9/24"] });
    const [made, renamed, moved, ...settled] = undoOf("a", { attached: true }, place).slice(0, -1);
    expect(made).toMatchObject({ op: "eiface", ether: "02:00:00:00:00:0a" });
    expect(renamed?.op).toBe("rename");
    expect(moved).toEqual({ op: "vnet", node: "a", interface: "a", jail: "web", to: "jail" });
    expect(settled).toEqual(settle("a", place));
  });
});

test("one without a name is shut down by its ID, and cannot come back", () => {
  const node = { id: 0x1f, name: "", type: "eiface", hooks: 0 };
  expect(removeEiface(wanted, seen, node, { attached: true })).toMatchObject({
    do: { op: "shutdown", path: "[1f]:" },
    undo: [],
  });
});

describe("what an interface had where it was", () => {
  test("on the host is its addresses and routes, under the name it had", () => {
    const routes = [routeBy("a", "10.1.0.0/16", "10.0.0.1")];
    const place = {
      ...placeIn(undefined, { name: "a", inet: ["10.0.0.9/24"], up: false }),
      routes,
    };
    expect(settle("a", place)).toEqual([
      {
        op: "addresses",
        interface: "a",
        inet: ["10.0.0.9/24"],
        inet6: [],
        up: false,
        routes: [{ family: "inet", destination: "10.1.0.0/16", gateway: "10.0.0.1" }],
      },
    ]);
  });

  test("in a jail is its name and MTU there as well, and no link-local address", () => {
    const inet6 = ["fe80::1%vnet0/64", "fd00::1/64"];
    expect(settle("a", placeIn("web", { name: "vnet0", mtu: 1400, inet6 }))).toEqual([
      { op: "ifconfig", interface: "a", args: ["name", "vnet0", "mtu", "1400"], jail: "web" },
      {
        op: "addresses",
        interface: "vnet0",
        jail: "web",
        inet: [],
        inet6: ["fd00::1/64"],
        up: true,
        routes: [],
      },
    ]);
  });
});
