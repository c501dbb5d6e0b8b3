/** rc.conf as it is. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../../test/support/buddylab.ts";
import { labHost } from "../../../lab/host.ts";
import { rcConf } from "./rcconf.ts";

async function host(...lines: string[]) {
  const buddy = buddyLab();
  for (const line of lines) await buddy.out(line);
  return labHost(buddy.lab);
}

test("bridges are counted, and a list that cannot be read is told", async () => {
  expect(await rcConf.find(await host("ngbuddy enable"))).toBe("2 bridges");
  const wrong = await host("ngbuddy enable", "sysrc ngbuddy_public_list=a/b");
  await expect(rcConf.find(wrong)).rejects.toThrow(/ngbuddy_public_list: "a\/b" is no name/);
});
