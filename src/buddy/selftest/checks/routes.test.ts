/** Routes that netstat(1) tells. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../../test/support/buddylab.ts";
import { labHost } from "../../../lab/host.ts";
import { netstat } from "./routes.ts";

test("a host without a default route is told as such", async () => {
  const buddy = buddyLab();
  expect(await netstat.find(labHost(buddy.lab))).toBe("the default route leaves by vtnet1");
  await buddy.out("route delete default");
  expect(await netstat.find(labHost(buddy.lab))).toBe("no default route");
});
