/** Snapshots: one reading for all who ask, and a host that cannot be read. */
import { expect, test } from "bun:test";
import { type BuddyLab, buddyLab } from "../../test/support/buddylab.ts";
import { type Counts, countedHost } from "../../test/support/countedhost.ts";
import { labHost } from "../lab/host.ts";
import { readForMetrics } from "./reading.ts";
import { snapshots } from "./source.ts";

const times = { version: "1.2.3", patience: 60, tell: () => {} };

async function withLinks(count: number): Promise<BuddyLab> {
  const lab = buddyLab();
  await lab.out("ngbuddy bridge private gw0");
  for (let index = 1; index < count; index++) await lab.out(`ngbuddy jail web${index} private`);
  return lab;
}

test("a scrape starts one process however many links there are", async () => {
  const commands: number[] = [];
  for (const links of [1, 20]) {
    const counts: Counts = { messages: 0, commands: 0 };
    const host = countedHost(labHost((await withLinks(links)).lab), counts);
    const { reading } = await snapshots({ ...times, read: () => readForMetrics(host) })();
    expect(reading!.topology.bridges[0]!.links).toHaveLength(links);
    commands.push(counts.commands);
  }
  expect(commands).toEqual([1, 1]);
});

test("scrapes at the same time share a reading, and the next one has its own", async () => {
  const { lab } = await withLinks(1);
  let readings = 0;
  const snapshot = snapshots({
    ...times,
    read() {
      readings++;
      return readForMetrics(labHost(lab));
    },
  });
  const [one, other] = await Promise.all([snapshot(), snapshot()]);
  expect([one === other, readings]).toEqual([true, 1]);
  await snapshot();
  expect(readings).toBe(2);
});

test("what comes and goes between two scrapes is counted, and when it was seen", async () => {
  const { lab, out } = await withLinks(2);
  const snapshot = snapshots({ ...times, read: () => readForMetrics(labHost(lab)) });
  const first = await snapshot();
  expect([first.events.get("link made"), first.lastChange]).toEqual([0, undefined]);
  await out("ngbuddy jail web9 private");
  await out("ngbuddy destroy web1");
  const { events, lastChange, reading } = await snapshot();
  expect([events.get("link made"), events.get("link gone")]).toEqual([1, 1]);
  expect(lastChange).toBe(Date.parse(reading!.topology.time) / 1000);
});

test("a host that cannot be read is told of once, and again when it can be", async () => {
  const { lab } = await withLinks(1);
  const told: unknown[] = [];
  let isBroken = true;
  const snapshot = snapshots({
    ...times,
    tell: (trouble) => told.push(trouble),
    async read() {
      if (isBroken) throw new Error("no netgraph");
      return await readForMetrics(labHost(lab));
    },
  });
  for (let scrape = 0; scrape < 2; scrape++) expect((await snapshot()).reading).toBeUndefined();
  isBroken = false;
  expect((await snapshot()).reading).toBeDefined();
  expect(told).toEqual([new Error("no netgraph"), undefined]);
});

test("a host that hangs is asked once, and counts as one that cannot be read", async () => {
  let readings = 0;
  const told: unknown[] = [];
  const snapshot = snapshots({
    ...{ version: "1.2.3", patience: 0.01 },
    tell: (trouble) => told.push(String(trouble)),
    read() {
      readings++;
      return new Promise(() => {});
    },
  });
  for (let scrape = 0; scrape < 2; scrape++) expect((await snapshot()).reading).toBeUndefined();
  expect(readings).toBe(1);
  expect(told).toEqual(["Refusal: there was no answer in 0.01 seconds"]);
});
