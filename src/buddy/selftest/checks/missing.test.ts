/** Interfaces that bridges of rc.conf are to be on. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../../test/support/buddylab.ts";
import { labHost } from "../../../lab/host.ts";
import { missing } from "./missing.ts";

test("a bridge that lacks its interface is told, and one that has it is not", async () => {
  const buddy = buddyLab();
  const find = () => missing.find(labHost(buddy.lab));
  expect(await find()).toBe("rc.conf names none");
  await buddy.out("sysrc ngbuddy_lan_if=vtnet0");
  expect(await find()).toBe("none lacks its interface");
  await buddy.out("sysrc ngbuddy_dmz_if=em9");
  await expect(find()).rejects.toThrow(/^bridge dmz .*: this host has no interface em9/);
});
