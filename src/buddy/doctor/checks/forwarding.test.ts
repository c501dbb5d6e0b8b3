import { expect, test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("a host that is the guests' gateway and forwards nothing is told and mended", async () => {
  await expectMended(await doctorLab("nat", 2), {
    check: "forwarding",
    by: ["sysctl net.inet.ip.forwarding=0"],
    about: "the host",
    found:
      /^is the gateway of jail02, jail01 and forwards nothing \(net\.inet\.ip\.forwarding=0\)$/,
    type: ["sysctl net.inet.ip.forwarding=1", "sysrc gateway_enable=YES"],
  });
});

test("pf that drops what guests send by the host is told with its rule, and mended", async () => {
  const lab = await doctorLab("nat", 2);
  expect(await lab.findings()).toEqual([]);
  await lab.type(["echo 'block in on nghost0' | pfctl -q -R -f -"]);
  const [found, ...others] = await lab.findings();
  expect(others).toEqual([]);
  expect(`${found!.about} ${found!.found}`).toBe(
    'pf of the host drops all that jail02, jail01 sends by nghost0: "block drop in on nghost0 all"',
  );
  await lab.type(found!.type);
  expect(await lab.findings()).toEqual([]);
  await lab.type(["jexec jail01 ping -c 1 10.2.70.1"]);
});
