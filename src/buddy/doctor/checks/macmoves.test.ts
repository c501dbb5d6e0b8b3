import { expect, test } from "bun:test";
import { doctorLab } from "../../../../test/support/doctorlab.ts";

const MAKE = [
  "kldload if_bridge if_epair",
  "ifconfig bridge create",
  "ifconfig epair0 create",
  "ifconfig epair1 create",
  "ifconfig bridge0 addm epair0a addm epair1a up",
  "ifconfig epair0a up",
  "ifconfig epair1a up",
];

test("two on an if_bridge with one MAC address are told by what the kernel says of it", async () => {
  const lab = await doctorLab("empty");
  await lab.type([
    ...MAKE,
    "jail -c name=a vnet persist path=/ vnet.interface=epair0b",
    "jail -c name=b vnet persist path=/ vnet.interface=epair1b",
    "ifconfig -j a epair0b ether 02:00:00:00:00:07",
    "ifconfig -j a epair0b 10.1.0.1/24 up",
    "ifconfig -j b epair1b ether 02:00:00:00:00:07",
    "ifconfig -j b epair1b 10.1.0.2/24 up",
  ]);
  expect(await lab.findings("macmoves")).toEqual([]);
  for (let turn = 0; turn < 3; turn++)
    await lab.type([
      "jexec a ping -c 1 -t 1 10.1.0.9 || true",
      "jexec b ping -c 1 -t 1 10.1.0.9 || true",
    ]);
  const [found, ...others] = await lab.findings("macmoves");
  expect(others).toEqual([]);
  expect(found!.found).toMatch(
    /^has seen 02:00:00:00:00:07 move \d+ times, between epair\da and epair\da$/,
  );
  await lab.type(found!.type);
  expect(await lab.findings("macmoves")).toEqual([]);
});
