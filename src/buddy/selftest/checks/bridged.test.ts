/** What a bridge needs of the interface it is on. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../../test/support/buddylab.ts";
import { labHost } from "../../../lab/host.ts";
import { bridged } from "./bridged.ts";

test("an interface on a bridge that is down or hears its own frames only fails", async () => {
  const buddy = buddyLab();
  await buddy.out("ngbuddy enable");
  await buddy.out("ngbuddy start");
  await buddy.out("ngctl msg vtnet1: setpromisc 0");
  await buddy.out("ngctl msg vtnet1: setautosrc 1");
  const { status, stdout } = await buddy.ngbuddy("self-test");
  expect(stdout).toContain(
    "FAIL  bridged: vtnet1 is on bridge public and not promiscuous, so that nothing from outside gets to the guests: ngbuddy start; vtnet1 is on bridge public and puts its own address on what guests send: ngbuddy start\n",
  );
  expect(status).toBe(69);
  await buddy.out("ngbuddy start");
  expect((await buddy.ngbuddy("self-test")).status).toBe(0);
  await buddy.out("ifconfig vtnet1 down");
  expect((await buddy.ngbuddy("self-test")).stdout).toContain(
    "FAIL  bridged: vtnet1 is on bridge public and down: ifconfig vtnet1 up\n",
  );
});

test("on a bridge of somebody else's the message that helps is told, and not ours", async () => {
  const buddy = buddyLab();
  for (const line of [
    "kldload -n ng_ether ng_bridge",
    "ngctl mkpeer vtnet0: bridge lower link0",
    "ngctl name vtnet0:lower theirs",
  ])
    await buddy.out(line);
  await expect(bridged.find(labHost(buddy.lab))).rejects.toThrow(
    "vtnet0 is on bridge theirs and not promiscuous, so that nothing from outside gets to the guests: ngctl msg vtnet0: setpromisc 1",
  );
});

test("without bridges there is nothing to say against", async () => {
  expect(await bridged.find(labHost(buddyLab().lab))).toBe("none is on a bridge");
});
