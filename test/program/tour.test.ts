/** `npm start` is the whole way from Bastille's epairs onto netgraph and back, and fits the terminal. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const jails = ["jail01", "jail02", "jail03", "jail04", "jail05"];

async function tour(columns: number): Promise<string> {
  const child = Bun.spawn([process.execPath, "run", join(root, "tools", "tour.ts")], {
    env: { ...process.env, COLUMNS: String(columns) },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  expect(stderr).toBe("");
  expect(await child.exited).toBe(0);
  return stdout;
}

/** The text of the chapter whose heading has these words. */
function chapterOf(text: string, words: string): string {
  const chapters = text.split(/^(?=── \d+\. )/m);
  const found = chapters.filter((one) => one.split("\n")[0]!.includes(words));
  expect(found).toHaveLength(1);
  return found[0]!;
}

test("the tour makes five jails, moves them, compares, fails over, measures, and leaves nothing", async () => {
  const text = await tour(80);
  for (const line of text.split("\n")) expect([...line].length).toBeLessThanOrEqual(80);
  expect(text).not.toMatch(/\(exit \d+\)|undefined|NaN/);
  expect(text).not.toContain("\u001b");

  const leases = jails.map((jail, at) => `${jail} on   99   Up    thin  10.2.70.${15 + at}`);
  const made = chapterOf(text, "by Bastille");
  for (const jail of jails) {
    expect(made).toContain(`bastille create -V ${jail} 15.1-RELEASE DHCP vtnet0\n`);
    expect(made).toContain(`e0a_${jail}\ne0b_${jail}\n${jail}: created\n`);
  }
  for (const lease of leases) expect(made).toContain(lease);

  const moved = chapterOf(text, "Onto netgraph");
  expect(moved).toContain("# ngbuddy adopt --all public\n");
  expect(moved).toContain('-  exec.prestart += "jib addm jail01 vtnet0";\n');
  expect(moved).toContain(`On netgraph from the next start on: ${jails.join(" ")}\n`);
  expect(moved).toContain("inet 10.2.70.15 netmask 0xffffff00");
  for (const lease of leases) expect(moved).toContain(lease);

  const compared = chapterOf(text, "before and after");
  const [, before, now] = /before: (\d+) lines, in short +│ now: (\d+) lines/.exec(compared)!;
  expect(Number(before)).toBeGreaterThan(3 * Number(now));
  for (const line of compared.split("\n").filter((one) => /member:|e0a_/.test(one)))
    expect(line.split("│")[1]).not.toMatch(/member:|e0a_|epair/);
  expect(compared).toMatch(/│ {3}Name: jail05 Type: eiface/);
  expect(compared).toMatch(/jail01: RX \d+B, TX \d/);

  const pinged = chapterOf(text, "reach each other");
  expect(pinged.match(/1 packets transmitted, 1 packets received/g)).toHaveLength(jails.length);
  expect(pinged).toContain("3 packets transmitted, 3 packets received");

  const states = [...chapterOf(text, "failover").matchAll(/carp: (\w+) vhid 1 .*advskew (\d+)/g)];
  expect(states.map(([, state, advskew]) => `${advskew} ${state}`)).toEqual([
    ...["0 MASTER", "100 BACKUP"],
    "100 MASTER",
    ...["0 BACKUP", "100 MASTER"],
  ]);

  const rates = [...chapterOf(text, "How fast").matchAll(/ ([\d,]+) frames a second/g)];
  expect(rates).toHaveLength(2);
  for (const [, rate] of rates) expect(Number(rate!.replaceAll(",", ""))).toBeGreaterThan(1000);

  const off = chapterOf(text, "off again");
  expect(off).toContain("are byte for byte what Bastille had");
  expect(off).toMatch(/# ngctl list\nThere are 2 total nodes:\n {2}Name: vtnet0 .* hooks: 0\n/);
  expect(off).toMatch(/# ifconfig -l\nvtnet0 lo0\n/);

  const svg = readFileSync(join(root, "out", "netgraph.svg"), "utf8");
  for (const word of ["public", "private", "jail03", "10.2.70.17", "nghost0"])
    expect(svg).toContain(`>${word}</text>`);
  expect(readFileSync(join(root, "out", "netgraph.dot"), "utf8")).toStartWith("graph netgraph {\n");
});

test("the tour uses the width of a wide terminal, up to 100 columns", async () => {
  const widths = (await tour(140)).split("\n").map((line) => [...line].length);
  expect(Math.max(...widths)).toBe(100);
});
