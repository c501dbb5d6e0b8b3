import { expect, test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("NAT on an interface that pf leaves alone is told and mended", async () => {
  await expectMended(await doctorLab("nat", 1), {
    check: "skipped",
    by: ["echo 'set skip on { lo0 vtnet0 }' | pfctl -O -f -"],
    about: "pf of the host",
    found: /^has NAT on vtnet0 and leaves vtnet0 alone \(set skip\)$/,
    type: ['echo "set skip on { lo0 }" | pfctl -O -f -'],
  });
});

test("pf that drops what an if_bridge passes on is told and mended", async () => {
  const lab = await doctorLab("empty");
  await lab.type([
    "kldload if_bridge if_epair pf",
    "ifconfig bridge create",
    "ifconfig epair0 create",
    "ifconfig bridge0 addm epair0a up",
    "ifconfig epair0a up",
    "echo 'block in on epair0a' | pfctl -q -e -f -",
  ]);
  expect(await lab.findings("firewall")).toEqual([]);
  await lab.type(["sysctl net.link.bridge.pfil_member=1"]);
  const [found, ...others] = await lab.findings("firewall");
  expect(others).toEqual([]);
  expect(found!.found).toContain('which drops those of epair0a, by "block drop in on epair0a all"');
  await lab.type(found!.type);
  expect(await lab.findings("firewall")).toEqual([]);
});
