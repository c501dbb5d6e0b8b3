import { expect, test } from "bun:test";
import { doctorLab } from "../../../../test/support/doctorlab.ts";

test("two jails with one MAC address are told, and one of them gets another", async () => {
  const lab = await doctorLab();
  expect(await lab.findings()).toEqual([]);
  await lab.type([
    "ifconfig -j jail01 jail01 ether 02:00:00:00:00:09",
    "ifconfig -j jail02 jail02 ether 02:00:00:00:00:09",
  ]);
  const findings = await lab.findings("addresses");
  expect(findings.map(({ about, found }) => `${about} ${found}`)).toEqual([
    "jail01 has the MAC address 02:00:00:00:00:09 on bridge public, and so has jail02",
  ]);
  expect(findings[0]!.type).toEqual([
    expect.stringMatching(/^ifconfig -j \d+ jail01 ether 02:[0-9a-f:]{14}$/),
    "ngctl msg public: reset",
  ]);
  await lab.type(findings[0]!.type);
  expect(await lab.findings()).toEqual([]);
});

test("of three jails with one MAC address two get others", async () => {
  const lab = await doctorLab("article", 3);
  for (const jail of ["jail01", "jail02", "jail03"])
    await lab.type([`ifconfig -j ${jail} ${jail} ether 02:00:00:00:00:09`]);
  const findings = await lab.findings("addresses");
  expect(findings).toHaveLength(2);
  for (const { type } of findings) await lab.type(type);
  expect(await lab.findings()).toEqual([]);
});
