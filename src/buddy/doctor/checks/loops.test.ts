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
