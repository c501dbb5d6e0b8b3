import { expect, test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("bridges that nothing makes at the next boot are told and mended", async () => {
  await expectMended(await doctorLab(), {
    check: "boot",
    by: ["sysrc ngbuddy_enable=NO"],
    about: "rc.conf",
    found: /^has bridges \(public\) and not ngbuddy_enable="YES"$/,
    type: ["sysrc ngbuddy_enable=YES"],
  });
});

test("a bridge on a VLAN that somebody made by hand is told, and made at boot", async () => {
  const lab = await doctorLab();
  await lab.type([
    "ifconfig vtnet0.7 create",
    "ifconfig vtnet0.7 up",
    "sysrc ngbuddy_seven_if=vtnet0.7",
    "ngbuddy start",
  ]);
  const [found, ...others] = await lab.findings("boot");
  expect(others).toEqual([]);
  expect(`${found!.about} ${found!.found}`).toBe(
    "bridge seven is on vtnet0.7, which nothing in rc.conf makes",
  );
  expect(found!.type).toEqual(["sysrc vlans_vtnet0+=7"]);
  await lab.type(found!.type);
  expect(await lab.findings("boot")).toEqual([]);
});

test("a service's script that does not come before jails is told and mended", async () => {
  const lab = await doctorLab();
  const path = "/usr/local/etc/rc.d/ngbuddy";
  lab.files.makeDirectory("/usr/local/etc/rc.d");
  lab.files.write(path, "#!/bin/sh\n# PROVIDE: ngbuddy\n# REQUIRE: netif\n");
  const [found] = await lab.findings("boot");
  expect(found!.about).toBe(path);
  await lab.type(found!.type);
  expect(lab.files.read(path)).toContain("# PROVIDE: ngbuddy\n# BEFORE: jail\n");
  expect(await lab.findings("boot")).toEqual([]);
});
