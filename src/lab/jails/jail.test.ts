/** The jails of a lab. */
import { describe, expect, test } from "bun:test";
import { makeJail, testLab } from "../../../test/support/lab.ts";
import { createEpair } from "../net/epair.ts";
import { parameterOf } from "./jail.ts";

function lab() {
  const { lab } = testLab();
  const create = (change: { name?: string; jid?: number; vnet?: boolean } = {}) =>
    lab.jails.create({
      name: undefined,
      path: "/",
      hostname: "h",
      vnet: false,
      parameters: [],
      ...change,
    });
  return { lab, jails: lab.jails, create };
}

describe("a jail's number", () => {
  test("is the next that was not given out, also when the last one is free again", () => {
    const { jails, create } = lab();
    const first = create();
    jails.remove(first);
    create({ jid: 3 });
    expect([first.jid, create().jid, create().jid]).toEqual([1, 2, 4]);
    expect(jails.all().map(({ jid }) => jid)).toEqual([2, 3, 4]);
  });
  test("of its set of processors is the lowest that is free", () => {
    const { jails, create } = lab();
    const [first, second] = [create(), create()];
    jails.remove(first);
    expect([first.cpuset, second.cpuset, create().cpuset]).toEqual([2, 3, 2]);
  });
});

test("a jail is found by name before it is by number; without a name it is called by its number", () => {
  const { jails, create } = lab();
  const [one, two] = [create(), create({ name: "1x" })];
  const third = create({ name: String(two.jid) });
  expect(one.name).toBe("1");
  expect([jails.find("1"), jails.find("1x"), jails.find("2"), jails.find("no")]).toEqual([
    one,
    two,
    third,
    undefined,
  ]);
});

test("a jail that is renamed is found by its new name alone", () => {
  const { jails, create } = lab();
  const jail = create({ name: "old" });
  jails.update(
    jail,
    new Map([
      ["name", "new"],
      ["host.hostname", "n.example"],
      ["securelevel", "2"],
    ]),
  );
  expect([jails.find("old"), jails.find("new")?.hostname]).toEqual([undefined, "n.example"]);
  expect(parameterOf(jails.find("new")!, "securelevel")).toBe("2");
});

test("a parameter is the jail's own, what was set, or what a jail has that was given nothing", () => {
  const { create } = lab();
  const jail = create({ name: "j" });
  expect(
    ["jid", "vnet", "persist", "allow.suser", "nosuch"].map((name) => parameterOf(jail, name)),
  ).toEqual(["1", "inherit", "false", "true", undefined]);
});

test("a jail with a network stack of its own has lo0 in it, down", () => {
  const { lab: host } = lab();
  const jail = makeJail(host, "j");
  expect(jail.vnet!.interfaces.map(({ name, up }) => [name, up])).toEqual([["lo0", false]]);
});

test("when a jail goes, the host's interfaces go home, and what was made in it is gone", () => {
  const { lab: host } = lab();
  const jail = makeJail(host, "j");
  const lent = host.host.interface("vtnet0")!;
  host.host.move(lent, jail.vnet!);
  createEpair(jail.vnet!, 0, { hostname: "h", release: "15.0-RELEASE" });
  host.jails.remove(jail);
  expect(host.host.interface("vtnet0")).toBe(lent);
  expect(host.host.interfaces.filter(({ kind }) => kind === "epair")).toEqual([]);
  expect([host.jails.all(), host.kernel.vnets.has(jail.vnet!)]).toEqual([[], false]);
});
