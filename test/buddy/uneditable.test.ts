/** What rc.conf cannot take down is known before anything is made. */
import { expect, test } from "bun:test";
import { buddyLab, snapshot } from "../support/buddylab.ts";

for (const words of ["create a private", "destroy b", "bridge lan vtnet0", "unbridge public"]) {
  test(`${words}, where rc.conf includes another file`, async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy enable");
    await lab.out("ngbuddy start");
    await lab.out("ngbuddy create b private");
    lab.files.write("/etc/rc.conf.site", "sshd_enable=YES\n");
    lab.files.append("/etc/rc.conf", ". /etc/rc.conf.site\n");
    const before = snapshot(lab);
    const { status, stdout, stderr } = await lab.ngbuddy(words);
    expect({ status, stdout }).toEqual({ status: 78, stdout: "" });
    // Nothing was made, and so nothing is undone.
    expect(stderr).toMatch(
      /^ngbuddy: \/etc\/rc\.conf: \d+: ngbuddy_\w+ cannot be changed, .*; edit it by hand\n$/,
    );
    expect(snapshot(lab)).toEqual(before);
    expect((await lab.ngbuddy(`${words} -n`)).status).toBe(78);
  });
}
