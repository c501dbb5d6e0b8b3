import { test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("a NIC that puts its own address on what guests send is told and mended", async () => {
  await expectMended(await doctorLab(), {
    check: "autosrc",
    by: ["ngctl msg vtnet0: setautosrc 1"],
    about: "vtnet0",
    found: /^is on bridge public and puts its own address on what guests send/,
    type: ["ngctl msg vtnet0: setautosrc 0"],
  });
});
