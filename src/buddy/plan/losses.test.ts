/** What running jails are told that lose their interfaces, or have none: commands that can be typed as they stand. */
import { describe, expect, test } from "bun:test";
import { placeIn, routeBy } from "../../../test/support/places.ts";
import { type Scene, seenOf, wantedBy } from "../../../test/support/seen.ts";
import { giveCommands, jailName, jailOf, lackNotes, lossNotes } from "./losses.ts";
import type { Place, Seen } from "./wanted.ts";

const scene: Scene = {
  nodes: ["lan bridge", "a eiface"],
  links: ["lan link0 a ether"],
};
function seenWith(place: Place | undefined, more: Partial<Seen> = {}): Seen {
  const seen = seenOf(scene);
  const id = seen.byName.get("a")!.id;
  return { ...seen, ...(place && { places: new Map([[id, place]]) }), ...more };
}
const notesOf = (seen: Seen, afterwards: "up" | "down" | "gone") =>
  lossNotes(seen, [seen.byName.get("a")!], () => afterwards);

describe("a jail that loses its interface", () => {
  test("is given it again by commands, and first its bridge where that is down", () => {
    const seen = seenWith(placeIn("web", { name: "a" }));
    const give =
      "ngbuddy jail a lan && ifconfig a ether 02:00:00:00:00:0a && ifconfig a vnet web && ifconfig -j web a up";
    expect(notesOf(seen, "up")).toEqual([
      `jail web loses its interface a; to give it one again: ${give}`,
    ]);
    expect(notesOf(seen, "down")).toEqual([
      `jail web loses its interface a; to give it one again: ngbuddy start && ${give}`,
    ]);
  });

  test("is told no more where the bridge is gone for good", () => {
    const seen = seenWith(placeIn("web", { name: "a" }));
    expect(notesOf(seen, "gone")).toEqual(["jail web loses its interface a"]);
  });

  test("is none where the interface is on the host, or nobody knows", () => {
    expect(notesOf(seenWith(placeIn(undefined, { name: "a" })), "up")).toEqual([]);
    expect(notesOf(seenWith(undefined), "up")).toEqual([]);
  });

  test("is some jail where it cannot be told which", () => {
    const id = seenOf(scene).byName.get("a")!.id;
    expect(notesOf(seenWith(undefined, { untold: new Set([id]) }), "up")).toEqual([
      "a jail loses its interface a; to give it one again: ngbuddy jail a lan && ifconfig a vnet JAIL",
    ]);
  });
});

describe("the commands that give an interface back", () => {
  const commands = (place: Place) => giveCommands("a", "lan", jailOf(place), place).split(" && ");

  test("bring its name in the jail, its addresses, MTU and routes back, but no link-local address", () => {
    const place = placeIn("web", {
      name: "vnet0",
      inet: ["10.0.0.2/24"],
      inet6: ["fd00::2/64", "fe80::1%vnet0/64"],
      mtu: 9000,
    });
    const routes = [routeBy("vnet0", "default", "10.0.0.1")];
    expect(commands({ ...place, routes })).toEqual([
      "ngbuddy jail a lan",
      "ifconfig a ether 02:00:00:00:00:0a",
      "ifconfig a vnet web",
      "ifconfig -j web a name vnet0",
      "ifconfig -j web vnet0 inet 10.0.0.2/24 alias",
      "ifconfig -j web vnet0 inet6 fd00::2/64 alias",
      "ifconfig -j web vnet0 mtu 9000 up",
      "route -j web add -inet default 10.0.0.1",
    ]);
  });

  test("have nothing in them that a jail's root could have a shell do", () => {
    const hostile = ["$(reboot)", "a;b", "-x", "-alias", "`x`", "a b", "&&"];
    for (const text of hostile) {
      const place = placeIn(text, { name: text, inet: [text] });
      const routes = [routeBy(text, text, text)];
      expect(commands({ ...place, routes })).toEqual([
        "ngbuddy jail a lan",
        "ifconfig a ether 02:00:00:00:00:0a",
        "ifconfig a vnet 3",
        "ifconfig -j 3 a up",
      ]);
    }
  });

  test("call a jail by its number where its name is no word for a shell", () => {
    expect(jailName({ name: "web.db-1", jid: 4 })).toBe("web.db-1");
    expect(jailName({ name: "-x", jid: 4 })).toBe("4");
  });
});

describe("a jail without any interface", () => {
  const lacking = [{ name: "web", jid: 3 }];
  const notes = (rc: string[], one: Scene, jails = lacking) =>
    lackNotes(wantedBy(...rc), { ...seenOf(one), lacking: jails });

  test("is given one on the only bridge", () => {
    expect(notes(["lan_if=ng0"], {})).toEqual([
      "jail web has no interface; to give it one: ngbuddy jail web lan && ifconfig web vnet web",
    ]);
  });

  test("is given one on the bridge whose list has it; else the others are named", () => {
    const rc = ["lan_if=ng0", "dmz_if=ng1"];
    expect(notes([...rc, "dmz_list=web"], {})).toEqual([
      "jail web has no interface; to give it one: ngbuddy jail web dmz && ifconfig web vnet web",
    ]);
    expect(notes(rc, {})[0]).toEndWith(", or with lan in place of dmz");
  });

  test("gets another name for it where its own is taken, or no interface's", () => {
    expect(notes(["lan_if=ng0"], { nodes: ["web hub"] })[0]).toContain("ngbuddy jail jail3 lan");
    const long = [{ name: "a-jail-with-a-long-name", jid: 9 }];
    expect(notes(["lan_if=ng0"], {}, long)[0]).toContain(
      "ngbuddy jail jail9 lan && ifconfig jail9 vnet a-jail-with-a-long-name",
    );
  });

  test("is given the one of its name that waits on the host", () => {
    const waiting = { nodes: ["web eiface"], interfaces: ["web"] };
    expect(notes(["lan_if=ng0"], waiting)[0]).toContain("ngbuddy jail web lan");
  });

  test("is not spoken of where rc.conf has no bridge", () => {
    expect(notes([], {})).toEqual([]);
  });
});
