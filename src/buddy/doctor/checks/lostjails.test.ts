import { test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("an interface that a jail without unjail left on the host is told and taken away", async () => {
  const lab = await doctorLab();
  await lab.type(["sed -i '' '/unjail/d' /etc/jail.conf"]);
  await expectMended(lab, {
    check: "lostjails",
    by: ["jail -r jail02"],
    about: "jail02",
    found:
      /^is on bridge public and on the host, down and without an address, and no jail jail02 runs$/,
    type: ["ngbuddy unjail jail02"],
  });
});
