import { expect, test } from "bun:test";
import { doctorLab } from "../../../../test/support/doctorlab.ts";

test("a gateway that is not there is told", async () => {
  const lab = await doctorLab();
  expect(await lab.findings()).toEqual([]);
  await lab.type(["jexec jail02 route change default 10.2.70.99"]);
  const [found, ...others] = await lab.findings();
  expect(others).toEqual([]);
  expect(`${found!.about} ${found!.found}`).toBe(
    "10.2.70.99 is the gateway by bridge public, and does not answer by ARP",
  );
  expect(found!.why).toContain("the question went out by vtnet0 and nothing came back");
});

test("a hypervisor that passes only the NIC's own address is told from a gateway that is silent", async () => {
  const lab = await doctorLab();
  const nic = lab.lab.host.interfaces.find(({ name }) => name === "vtnet0")!;
  const send = nic.transmit;
  nic.transmit = (frame) => {
    if (Buffer.compare(frame.subarray(6, 12), nic.ether!) === 0) send(frame);
  };
  await lab.type(["ping -c 1 10.2.70.1"]);
  const [found, ...others] = await lab.findings();
  expect(others).toEqual([]);
  expect(found!.about).toBe("vtnet0");
  expect(found!.found).toMatch(
    /^has sent a question of a MAC address that is not its own to the gateway 10\.2\.70\.1, and got no answer, while the gateway \(.*\) answers the host itself$/,
  );
  expect(found!.why).toContain("forged transmits");
});

test("a bridge whose host has lost the gateway's address is told and mended", async () => {
  const lab = await doctorLab("nat", 2);
  expect(await lab.findings()).toEqual([]);
  await lab.type(["ifconfig nghost0 10.0.0.1 delete"]);
  const found = await lab.findings("gateway");
  expect(found.map(({ about }) => about)).toEqual(["bridge private"]);
});
