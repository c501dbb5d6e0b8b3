import { expect, test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("a NIC on a bridge that is down is told and mended", async () => {
  await expectMended(await doctorLab(), {
    check: "linkdown",
    by: ["ifconfig vtnet0 down"],
    about: "vtnet0",
    found: /^is on bridge public and down$/,
    type: ["ifconfig vtnet0 up"],
  });
});

test("the host's own interface on a bridge that is down is told and mended", async () => {
  await expectMended(await doctorLab("nat"), {
    check: "linkdown",
    by: ["ifconfig nghost0 down"],
    about: "nghost0",
    found: /^is the host's own on bridge private, has addresses and is down$/,
    type: ["ifconfig nghost0 up"],
  });
});

test("a NIC without a carrier is told, and that no command helps", async () => {
  const lab = await doctorLab();
  lab.lab.host.interfaces.find(({ name }) => name === "vtnet0")!.carrier = false;
  const [found, ...others] = await lab.findings("linkdown");
  expect(others).toEqual([]);
  expect(found).toMatchObject({ about: "vtnet0", type: [], severity: "error" });
  expect(found!.found).toBe('is on bridge public and says "no carrier"');
});
