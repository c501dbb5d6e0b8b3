import { expect, test } from "bun:test";
import { doctorLab } from "../../../../test/support/doctorlab.ts";

test("a loop that a bridge has found is told with its link, and no more once it is gone", async () => {
  const lab = await doctorLab();
  await lab.type([
    "ngctl mkpeer public: hub link7 a",
    "ngctl name public:link7 second",
    "ngctl connect public: second: link8 b",
    "ping -c 3 10.2.70.1 || true",
  ]);
  const findings = await lab.findings("loops");
  expect(findings.length).toBeGreaterThan(0);
  for (const { about, found } of findings)
    expect(`${about} ${found}`).toMatch(
      /^public has found (once|\d+ times) that an address came by \w+ \(.*\) and by another link within a second, and has dropped \d+ of its frames$/,
    );
  await lab.type(["ngctl shutdown second:"]);
  await lab.type((await lab.findings("loops")).flatMap(({ type }) => type));
  expect(await lab.findings()).toEqual([]);
});

test("of a loop between two bridges the second way is named, and what is typed takes it away", async () => {
  const lab = await doctorLab();
  await lab.type([
    "ngctl mkpeer public: bridge link70 link0",
    "ngctl name public:link70 second",
    "ngctl connect public: second: link71 link1",
    "ping -c 3 10.2.70.20 || true",
  ]);
  const findings = await lab.findings("loops");
  expect(findings.map(({ about, type }) => [about, type])).toContainEqual([
    "public",
    ["ngctl rmhook public: link71", "ngctl msg public: reset", "ngctl msg second: reset"],
  ]);
  expect(findings[0]!.why).toContain(" both lead to ");
  await lab.type([...new Set(findings.flatMap(({ type }) => type))]);
  expect(await lab.findings("loops")).toEqual([]);
});
