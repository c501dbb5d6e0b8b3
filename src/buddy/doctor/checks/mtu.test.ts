import { test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("a jail that sends longer frames than the NIC takes is told and mended", async () => {
  await expectMended(await doctorLab(), {
    check: "mtu",
    by: ["ifconfig -j jail02 jail02 mtu 9000"],
    about: "jail02",
    found:
      /^sends frames of up to 9000 bytes by jail02, and vtnet0 of bridge public of up to 1500$/,
    type: ["ifconfig -j 2 jail02 mtu 1500"],
  });
});

test("on a bridge without a NIC the one that differs from most is told", async () => {
  await expectMended(await doctorLab("nat", 3), {
    check: "mtu",
    by: ["ifconfig -j jail02 jail02 mtu 1400"],
    about: "jail02",
    found: /^sends frames of up to 1400 bytes by jail02, and most on bridge private of up to 1500$/,
    type: ["ifconfig -j 2 jail02 mtu 1500"],
  });
});
