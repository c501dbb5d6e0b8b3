import { test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("two jails with one IP address are told, and the one that has another keeps that", async () => {
  await expectMended(await doctorLab(), {
    check: "ips",
    by: ["ifconfig -j jail01 jail01 10.2.70.52/32 alias"],
    about: "jail01",
    found: /^has the address 10\.2\.70\.52 on bridge public, and so has jail02$/,
    type: ["ifconfig -j 1 jail01 inet 10.2.70.52 -alias"],
  });
});

test("an address that is shared by carp is nobody's own", async () => {
  const lab = await doctorLab("carp", 3);
  await lab.type(["sleep 10", "ngbuddy doctor addresses"]);
});
