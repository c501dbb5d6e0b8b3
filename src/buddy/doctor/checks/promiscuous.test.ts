import { test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("a NIC on a bridge that drops what is for guests is told and mended", async () => {
  await expectMended(await doctorLab(), {
    check: "promiscuous",
    by: ["ngctl msg vtnet0: setpromisc 0"],
    about: "vtnet0",
    found: /^is on bridge public and not promiscuous$/,
    type: ["ngctl msg vtnet0: setpromisc 1"],
  });
});
