/** Who sits behind a link. */
import { describe, expect, test } from "bun:test";
import { applying } from "../../../test/support/applying.ts";
import type { HookInfo } from "../../netgraph/client.ts";
import { guestOf, interfaceOf } from "./guests.ts";
import { NOBODY, type Occupants, type Place } from "./occupants.ts";

const hookTo = (type: string, name: string, peerHook = "ether"): HookInfo => ({
  name: "link3",
  peerHook,
  peer: { id: 7, name, type, hooks: 1 },
});
const inJail = (jail: string, jid: number, ether?: string): Place => ({
  interface: { name: "vnet0", inet: [], inet6: [], ...(ether !== undefined && { ether }) },
  jail: { name: jail, jid, hostname: "", path: "/", vnet: true },
});
const who = (...places: Place[]): Occupants => ({ ...NOBODY, placesOf: new Map([[7, places]]) });
const nic = { name: "vtnet0", inet: [], inet6: [] };

describe("behind a link is", () => {
  test("a machine behind a socket, a bridge behind a bridge, else what the node is", () => {
    expect(guestOf(hookTo("socket", "db"), NOBODY, undefined)).toEqual({ kind: "vm", name: "db" });
    expect(guestOf(hookTo("bridge", "dmz"), NOBODY, undefined)).toEqual({
      kind: "bridge",
      name: "dmz",
    });
    const hole = { kind: "other", name: "x", type: "hole" } as const;
    expect(guestOf(hookTo("hole", "x"), NOBODY, undefined)).toEqual(hole);
  });

  test("a NIC, by the hooks of ng_ether(4) alone", () => {
    const known = { ...NOBODY, nics: new Map([["vtnet0", nic]]) };
    for (const hook of ["lower", "upper", "orphans"] as const)
      expect(guestOf(hookTo("ether", "vtnet0", hook), known, undefined)).toEqual({
        kind: "uplink",
        hook,
        interface: nic,
      });
    expect(guestOf(hookTo("ether", "vtnet0", "x"), known, undefined).kind).toBe("other");
    expect(guestOf(hookTo("ether", "vtnet0", "lower"), NOBODY, undefined).kind).toBe("other");
  });

  test("the host, or the jail that the interface is in", () => {
    const eiface = hookTo("eiface", "a");
    expect(guestOf(eiface, who({ interface: nic }), undefined)).toEqual({
      kind: "host",
      interface: nic,
    });
    expect(guestOf(eiface, who(inJail("web", 4)), undefined)).toMatchObject({
      kind: "jail",
      jail: "web",
      jid: 4,
    });
  });
});

describe("of several jails with an interface of that name it is", () => {
  const [web, db] = [inJail("web", 1, "02:00:00:00:00:01"), inJail("db", 2, "02:00:00:00:00:02")];
  const learned = (addr: string, hook: string) => [{ addr, hook, age: 1, staleness: 0 }];
  const jailOf = (name: string, table: Parameters<typeof guestOf>[2]) =>
    guestOf(hookTo("eiface", name), who(web, db), table);

  test("the one whose address the bridge has learned at that link", () => {
    expect(jailOf("x", learned("02:00:00:00:00:02", "link3"))).toMatchObject({ jail: "db" });
  });

  test("the one that the node is called after, where the bridge has learned nothing of it", () => {
    expect(jailOf("web", learned("02:00:00:00:00:02", "link4"))).toMatchObject({ jail: "web" });
    expect(jailOf("db", undefined)).toMatchObject({ jail: "db" });
  });

  test("none, where nothing tells", () => {
    expect(jailOf("x", undefined)).toEqual({ kind: "other", name: "x", type: "eiface" });
  });
});

describe("an interface that is nowhere", () => {
  const nowhere = (...unreadable: Occupants["unreadable"]) =>
    guestOf(hookTo("eiface", "a"), { ...NOBODY, unreadable }, undefined);
  const jail = (name: string, jid: number) => ({ jail: name, jid, reason: "took too long" });

  test("may be in a jail that cannot be read, and which is said", () => {
    expect(nowhere(jail("web", 1))).toMatchObject({
      why: "perhaps in jail web, which cannot be read",
    });
    expect(nowhere(jail("web", 1), jail("db", 2))).toMatchObject({
      why: "perhaps in a jail that cannot be read: web, db",
    });
  });

  test("is told without a reason where all were read", () => {
    expect(nowhere()).toEqual({ kind: "other", name: "a", type: "eiface" });
  });
});

test("an eiface's interface is called as its node tells, also in a jail", async () => {
  const { netgraph } = await applying(
    "ngbuddy bridge lan vtnet0",
    "ngbuddy jail a lan",
    "jail -c name=j path=/ vnet vnet.interface=a persist",
    "ifconfig -j j a name vnet0",
  );
  expect(await interfaceOf(netgraph, await netgraph.nodeInfo("a:"))).toBe("vnet0");
});
