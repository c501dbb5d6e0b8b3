import { test } from "bun:test";
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
