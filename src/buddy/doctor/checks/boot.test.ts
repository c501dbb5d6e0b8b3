import { test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("bridges that nothing makes at the next boot are told and mended", async () => {
  await expectMended(await doctorLab(), {
    check: "boot",
    by: ["sysrc ngbuddy_enable=NO"],
    about: "rc.conf",
    found: /^has bridges \(public\) and not ngbuddy_enable="YES"$/,
    type: ["sysrc ngbuddy_enable=YES"],
  });
});
