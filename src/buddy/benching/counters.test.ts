/** Counters of a host, as its commands print them. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { OutputError } from "../../host/json.ts";
import { labHost } from "../../lab/host.ts";
import { busyPart, cpuCount, cpuTimes, parseCpuTimes, parsePackets } from "./counters.ts";

test("what is not idle is busy", () => {
  const before = parseCpuTimes("100 0 200 50 1000\n");
  expect(before).toEqual({ busy: 350, all: 1350 });
  expect(busyPart(before, parseCpuTimes("110 0 220 70 1150"))).toBe(0.25);
});

test.each(["", "1 2 3 4", "1 2 3 4 5 6", "a b c d e", "-1 2 3 4 5", "sysctl: unknown oid"])(
  "CPU times that are none (%j) are not made up",
  (text) => {
    expect(parseCpuTimes(text)).toBeUndefined();
    expect(busyPart(parseCpuTimes(text), parseCpuTimes("1 2 3 4 5"))).toBeUndefined();
  },
);

test("where no time went by nobody was busy or idle", () => {
  const now = parseCpuTimes("1 2 3 4 5");
  expect(busyPart(now, now)).toBeUndefined();
});

test("a lab says what its CPU did, and that it has one", async () => {
  const host = labHost(buddyLab().lab);
  const before = await cpuTimes(host);
  // Asking for it is work.
  while (!((busyPart(before, await cpuTimes(host)) ?? 0) > 0));
  expect(await cpuCount(host)).toBe(1);
});

test("packets are those of the interface, not of one of its addresses", () => {
  const rows = [
    { name: "a", network: "198.18.0.0/30", "received-packets": 7 },
    { name: "a", network: "<Link#6>", "received-packets": 900 },
  ];
  expect(parsePackets(JSON.stringify({ statistics: { interface: rows } }))).toBe(900);
  for (const other of ["", "{}", '{"statistics": {"interface": [{"network": "<Link#1>"}]}}'])
    expect(() => parsePackets(other)).toThrow(OutputError);
});
