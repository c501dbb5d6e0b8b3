/** The service pf, as rc.d/pf does it. */
import { expect, test } from "bun:test";
import { testLab } from "../../../../test/support/lab.ts";

test("service pf loads the rules of rc.conf's file, checks them first, and says how the filter is", async () => {
  const { lab, run, out } = testLab();
  lab.files.write("/etc/my.conf", "pass out\n");
  await out("sysrc pf_enable=YES pf_rules=/etc/my.conf");
  expect((await run("service pf status")).stdout).toBe("pf.ko is not loaded\n");
  expect(await out("service pf start")).toBe("Enabling pf.\n");
  expect(await out("pfctl -sr")).toBe("pass out all flags S/SA keep state\n");
  lab.files.write("/etc/my.conf", "blok\n");
  expect(await run("service pf reload")).toEqual({
    status: 1,
    stdout: "Reloading pf rules.\n",
    stderr: "/etc/my.conf:1: syntax error\n",
  });
  expect(await out("pfctl -sr")).toBe("pass out all flags S/SA keep state\n");
  expect(await out("service pf status")).toStartWith("Status: Enabled for 0 days 00:00:");
  expect(await out("service pf stop")).toBe("Disabling pf.\n");
  lab.files.remove("/etc/my.conf");
  expect((await run("service pf start")).stderr).toBe(
    "/etc/rc.d/pf: WARNING: /etc/my.conf is not readable.\n",
  );
});
