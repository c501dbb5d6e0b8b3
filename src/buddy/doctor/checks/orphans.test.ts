import { expect, test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("a jail whose interface has lost its bridge is told and gets it back", async () => {
  await expectMended(await doctorLab(), {
    check: "orphans",
    by: ["ngctl rmhook jail02: ether"],
    about: "jail02",
    found: /^is the interface of jail jail02 and on no bridge$/,
    type: ["ngbuddy jail jail02 public"],
  });
});

test("an eiface that was left over is told and taken away", async () => {
  await expectMended(await doctorLab(), {
    check: "orphans",
    by: ["ngbuddy jail old public", "ngctl rmhook old: ether"],
    about: "old",
    found: /^is on no bridge$/,
    type: ["ngbuddy unjail old"],
  });
});

test("jails whose bridge has gone are told to start and to put them on it again", async () => {
  const lab = await doctorLab();
  await lab.type(["ngctl shutdown public:"]);
  const findings = await lab.findings("orphans");
  expect(findings.map(({ type }) => type)).toEqual(
    ["jail01", "jail02"].map((name) => ["ngbuddy start", `ngbuddy jail ${name} public`]),
  );
  for (const { type } of findings) await lab.type(type);
  expect(await lab.findings()).toEqual([]);
});

test("--fix puts a jail's interface back and takes one away that was left over", async () => {
  const lab = await doctorLab();
  await lab.type([
    "ngbuddy jail old public",
    "ngctl rmhook old: ether",
    "ngctl rmhook jail02: ether",
  ]);
  expect((await lab.ngbuddy("doctor --fix")).status).toBe(0);
  expect(await lab.findings()).toEqual([]);
});
