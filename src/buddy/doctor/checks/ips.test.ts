import { expect, test } from "bun:test";
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

test("of three jails with one IP address one keeps it, and it is one that has no other", async () => {
  const lab = await doctorLab("article", 3);
  await lab.type([
    "ifconfig -j jail01 jail01 inet 10.2.70.52/32 alias",
    "ifconfig -j jail03 jail03 inet 10.2.70.52/32 alias",
  ]);
  const findings = await lab.findings("addresses");
  expect(findings.map(({ about }) => about).sort()).toEqual(["jail01", "jail03"]);
  for (const { type } of findings) await lab.type(type);
  expect(await lab.findings()).toEqual([]);
});

test("an address that is shared by carp is nobody's own", async () => {
  const lab = await doctorLab("carp", 3);
  await lab.type(["sleep 10", "ngbuddy doctor addresses"]);
});
