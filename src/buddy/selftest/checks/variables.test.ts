/** Variables that are written as ngbuddy's. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../../test/support/buddylab.ts";
import { labHost } from "../../../lab/host.ts";
import { variables } from "./variables.ts";

test("one that nothing reads is told, and a value that is wrong is for rc.conf's own check", async () => {
  const buddy = buddyLab();
  await buddy.out("ngbuddy enable");
  await buddy.out("sysrc ngbuddy_public_mtu=huge");
  expect(await variables.find(labHost(buddy.lab))).toBe("all that are ngbuddy's are known");
  await buddy.out("sysrc ngbuddy_pubilc_mtu=9000");
  await expect(variables.find(labHost(buddy.lab))).rejects.toThrow(
    "ngbuddy_pubilc_mtu has no effect",
  );
});
