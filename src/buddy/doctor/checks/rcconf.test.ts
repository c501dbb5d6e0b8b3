import { expect, test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("an interface of rc.conf's list that is not there is told and made", async () => {
  await expectMended(await doctorLab(), {
    check: "rcconf",
    by: ["sysrc ngbuddy_public_list=web1"],
    about: "rc.conf",
    found: /^wants what is not there; to do: make eiface web1 on public/,
    type: ["ngbuddy start"],
  });
});

test("what start would refuse is told with its reason", async () => {
  const lab = await doctorLab();
  await lab.type(["sysrc ngbuddy_dmz_if=em9"]);
  const [found] = await lab.findings("rcconf");
  expect(`${found!.found} ${found!.why}`).toContain("this host has no interface em9");
});
