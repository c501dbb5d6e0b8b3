/** Help and details of `ngbuddy top` fit any terminal. */
import { expect, test } from "bun:test";
import { host } from "../../test/support/readings.ts";
import { columnsOf } from "../buddy/columns.ts";
import { linkKey, rates } from "../buddy/rates.ts";
import { detailsPage, helpPage } from "./toppages.ts";

/** Without colours. */
function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are taken out.
  return line.replace(/\x1b\[[0-9;]*m/g, "");
}

const topology = host(1);
const [bridge] = topology.bridges as [(typeof topology.bridges)[number]];
const link = bridge.links.find(({ hook }) => hook === "link3")!;
const rate = rates(host(0), topology).get(linkKey(bridge, link))!;
const details = { bridge, link, rate, history: [0, 5, 9], bytes: false };

test("every line fits, and there are as many as the terminal has", () => {
  for (const columns of [1, 10, 40, 80, 200])
    for (const rows of [1, 2, 5, 24, 60])
      for (const lines of [helpPage({ columns, rows }), detailsPage(details, { columns, rows })]) {
        expect(lines).toHaveLength(rows);
        for (const line of lines.map(plain)) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
      }
});

test("details tell of a link its ends, its counters and the addresses behind it", () => {
  const text = detailsPage(details, { columns: 80, rows: 24 }).map(plain).join("\n");
  for (const said of ["guest0002", "link3", "of public [2]:", "octets", "RX 1000  TX 4099"])
    expect(text).toContain(said);
  expect(text).toMatch(/58:9c:fc:10:00:01 +heard 2 s ago, there for 9 s/);
});

test("help has every key", () => {
  const text = helpPage({ columns: 80, rows: 24 }).map(plain).join("\n");
  for (const key of ["s ", "r ", "b ", "/ ", "u ", "t ", "p ", "Enter", "?, h"])
    expect(text).toMatch(new RegExp(`^${key.replace("?", "\\?")}`, "m"));
});
