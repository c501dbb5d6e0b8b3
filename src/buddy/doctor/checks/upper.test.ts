import { test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("a host that is cut off from its own NIC is told and gets it back", async () => {
  const lab = await doctorLab();
  // Of a bridge that rc.conf does not know, nothing of ours would mend it.
  await lab.type(["sysrc -x ngbuddy_public_if"]);
  await expectMended(lab, {
    check: "upper",
    by: ["ngctl rmhook vtnet0: upper"],
    about: "vtnet0",
    found:
      /^is on bridge public by its lower hook alone, and the host has 10\.2\.70\.107\/24 on it$/,
    type: ["ngctl connect vtnet0: public: upper link2"],
  });
});
