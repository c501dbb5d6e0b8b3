/** The screen of `ngbuddy top` fits any terminal and says what is wrong. */
import { expect, test } from "bun:test";
import { columnsOf } from "../buddy/columns.ts";
import type { LinkRate } from "../buddy/rates.ts";
import { linesFor, type TopState, topScreen, topText } from "./topscreen.ts";

function rate(name: string, more: Partial<LinkRate> = {}): LinkRate {
  const nothing = {
    ...{ rxBits: 0, txBits: 0, rxPackets: 0, txPackets: 0, rxOctets: 0, txOctets: 0 },
    ...{ drops: 0, loops: 0 },
  };
  return { name, bridge: "public", hook: "link0", ...nothing, ...more };
}

function state(rates: readonly LinkRate[], more: Partial<TopState> = {}): TopState {
  return {
    hostname: "belltower",
    time: "2026-01-02T03:04:05.678Z",
    rates: new Map(rates.map((rate) => [rate.name, rate])),
    history: new Map(rates.map(({ name, rxBits }) => [name, [0, rxBits / 2, rxBits]])),
    sort: "load",
    reversed: false,
    bytes: false,
    totals: false,
    selected: undefined,
    filter: "",
    typing: false,
    bridge: undefined,
    waits: "",
    paused: false,
    offset: 0,
    ...more,
  };
}

/** Without colours. */
function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are taken out.
  return line.replace(/\x1b\[[0-9;]*m/g, "");
}

const hosts = [
  rate("jail01", { rxBits: 1e6, txBits: 9.4e5, rxPackets: 83 }),
  rate("vtnet0 (lower)", { txBits: 2e9, loops: 3 }),
  rate("名前", { bridge: "private", drops: 1 }),
  rate("a-machine-with-31-letters-in-all", { rxPackets: 1e7 }),
  rate("evil\x1b[2J\r\n"),
];
const size = { columns: 80, rows: 24 };

test("every line fits, whatever the terminal's size, and there are as many as it has rows", () => {
  for (let columns = 1; columns <= 150; columns++) {
    for (const rows of [1, 2, 3, 5, 24]) {
      const lines = topScreen(state(hosts), { columns, rows });
      expect(lines).toHaveLength(rows);
      for (const line of lines.map(plain)) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
    }
  }
});

test("at 80 by 24 a link's line has all of it", () => {
  const lines = topScreen(state(hosts), size).map(plain);
  expect(lines[0]).toMatch(
    /^belltower {2}all bridges, 5 links, RX 1\.0 Mbit\/s TX 2\.0 Gbit\/s.* 03:04:05 UTC$/,
  );
  const line = lines.find((text) => text.startsWith("jail01"))!;
  expect(line).toMatch(/^jail01 +public +1\.0 M +940 k +83 +0 +▄█$/);
  expect(lines.at(-1)).toMatch(/^q quit {2}s sort: load {2}b bridge {2}\/ filter {2}p pause/);
});

test("loops and drops are red", () => {
  const red = topScreen(state(hosts), size).flatMap((line) => line.split("\x1b[1;31m").slice(1));
  expect(red.map((text) => plain(text).trim())).toEqual(["3 loops", "1 drop"]);
});

test("the busiest comes first, or by another key; a filter or a bridge leaves the others out", () => {
  const names = (more: Partial<TopState>) =>
    topScreen(state(hosts, more), size)
      .slice(2, -2)
      .map((line) => plain(line).split(" ")[0])
      .filter((name) => name !== "");
  expect(names({})[0]).toBe("vtnet0");
  expect(names({ sort: "rx" })[0]).toBe("jail01");
  expect(names({ sort: "packets" })[0]).toStartWith("a-machine");
  expect(names({ filter: "VTN" })).toEqual(["vtnet0"]);
  expect(names({ bridge: "private" })).toEqual(["名前"]);
  expect(names({ sort: "name", offset: 99 })).toHaveLength(5);
});

test("a name cannot command the terminal", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are looked for.
  for (const line of topScreen(state(hosts), size)) expect(plain(line)).not.toMatch(/[\x00-\x1f]/);
});

test("more links than lines are scrolled", () => {
  const many = Array.from({ length: 100 }, (_, index) =>
    rate(`j${String(index).padStart(3, "0")}`),
  );
  const first = (offset: number) => topScreen(state(many, { sort: "name", offset }), size)[2];
  expect(linesFor(size)).toBe(20);
  expect(first(0)).toStartWith("j000");
  expect(first(20)).toStartWith("j020");
  expect(first(1000)).toStartWith("j080");
});

test("what is undone unless it is confirmed is in the first line", () => {
  const waits = '"start" is undone in 42 s, unless you say: ngbuddy confirm';
  const [first] = topScreen(state(hosts, { waits }), { columns: 100, rows: 10 });
  expect(plain(first!)).toStartWith(`belltower  ${waits}  all bridges`);
});

test("below the links stands what they come to", () => {
  const lines = topScreen(state(hosts), size).map(plain);
  expect(lines.at(-2)).toMatch(/^TOTAL +1\.0 M +2\.0 G +10\.0M +0 +3 loops$/);
  expect(plain(topScreen(state(hosts, { filter: "jail" }), size).at(-2)!)).toMatch(
    /^TOTAL +1\.0 M +940 k +83 +0$/,
  );
});

test("rates are in bits or in bytes, and in their place what was carried", () => {
  const jail = [rate("jail01", { rxBits: 8e6, txBits: 8000, rxOctets: 2 ** 31, txOctets: 5 })];
  const shown = (more: Partial<TopState>) =>
    topScreen(state(jail, more), size).slice(0, 3).map(plain);
  expect(shown({ bytes: true })[0]).toContain("RX 1.0 MB/s TX 1.0 kB/s");
  expect(shown({ bytes: true })[1]).toContain(" RX B/s   TX B/s");
  expect(shown({ bytes: true })[2]).toMatch(/^jail01 +public +1\.0 M +1\.0 k/);
  expect(shown({ totals: true })[1]).toContain("RX total  TX total");
  expect(shown({ totals: true })[2]).toMatch(/^jail01 +public +2\.00 GB +5B/);
});

test("the order is turned round, and the link that is selected stands out", () => {
  const lines = topScreen(state(hosts, { reversed: true, selected: "jail01" }), size);
  expect(lines.slice(2, 7).at(-1)).toContain("vtnet0 (lower)");
  expect(
    lines.filter((line) => line.startsWith("\x1b[7m")).map((line) => plain(line).split(" ")[0]),
  ).toEqual(["NAME", "jail01", "q"]);
  expect(plain(lines.at(-1)!)).toContain("s sort: load, reversed  ");
});

test("a reading for a file has all links in full, and nothing for a terminal", () => {
  const text = topText(state(hosts), 132);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are looked for.
  expect(text.replaceAll("\n", "")).not.toMatch(/[\x00-\x1f]/);
  const lines = text.split("\n");
  expect(lines[0]).toBe(
    "belltower  all bridges, 5 links, RX 1.0 Mbit/s TX 2.0 Gbit/s  03:04:05 UTC",
  );
  expect(lines[1]).toStartWith("NAME ");
  expect(text).toContain("a-machine-with-31-letters-in-all");
  expect(lines.slice(-3)).toEqual([expect.stringMatching(/^TOTAL /), "", ""]);
  expect(lines).toHaveLength(10);
});
