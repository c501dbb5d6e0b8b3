import { expect, test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("a module that jails use and that nothing loads at boot is told and mended", async () => {
  const lab = await doctorLab("carp", 2);
  lab.lab.clock.advance(10_000);
  await expectMended(lab, {
    check: "modules",
    by: ["rm /boot/loader.conf"],
    about: "carp",
    found: /^is used by jail01, jail02, and nothing loads it at boot$/,
    type: ["sysrc -f /boot/loader.conf carp_load=YES"],
  });
});

test("pf in a jail needs the host's module, too", async () => {
  const lab = await doctorLab();
  await expectMended(lab, {
    check: "modules",
    by: ["kldload pf", "jexec jail02 pfctl -q -e"],
    about: "pf",
    found: /^is used by jail02, and nothing loads it at boot$/,
    type: ["sysrc -f /boot/loader.conf pf_load=YES"],
  });
  await lab.type(["ngbuddy doctor --fix"]);
  expect(await lab.findings()).toEqual([]);
});
