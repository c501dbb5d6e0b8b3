/** Pairs of interfaces. */
import { expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";
import { createEpair } from "./epair.ts";

const host = { hostname: "belltower", release: "15.0-RELEASE" };

test("what goes out of one comes in by the other", () => {
  const { lab } = testLab();
  const a = createEpair(lab.host, 3, host);
  const b = lab.host.interface("epair3b")!;
  expect(a.name).toBe("epair3a");
  a.send(new Uint8Array(60));
  b.send(new Uint8Array(70));
  expect([a.counters.inOctets, b.counters.inOctets]).toEqual([70, 60]);
});

test("a pair goes together, whichever half is destroyed", () => {
  for (const half of ["a", "b"]) {
    const { lab } = testLab();
    createEpair(lab.host, 0, host);
    lab.host.interface(`epair0${half}`)!.destroy!();
    expect(lab.host.interfaces.filter(({ kind }) => kind === "epair")).toEqual([]);
  }
});

test("since FreeBSD 15.1 VLAN tags are left to whoever receives them", () => {
  const optionsOn = (release: string) =>
    createEpair(testLab().lab.host, 0, { ...host, release }).options;
  expect(optionsOn("15.0-RELEASE")).not.toContain("VLAN_HWTAGGING");
  for (const release of ["15.1-RELEASE", "16.0-CURRENT"])
    expect(optionsOn(release)).toContain("VLAN_HWTAGGING");
});
