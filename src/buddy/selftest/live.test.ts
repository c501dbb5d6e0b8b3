/** A self-test that makes a bridge of its own. */
import { expect, test } from "bun:test";
import { buddyLab, snapshot } from "../../../test/support/buddylab.ts";
import { byCommands } from "../../host/commands.ts";
import { labHost } from "../../lab/host.ts";

test("--live sends a frame through a bridge of its own and leaves nothing behind", async () => {
  const buddy = buddyLab();
  const before = snapshot(buddy);
  const { version, checks } = JSON.parse(await buddy.out("ngbuddy self-test --live --json"));
  expect(version).toBe(1);
  expect(checks.slice(-4)).toEqual([
    { name: "make", result: "ok", detail: "a bridge with ngeth0 and ngeth1" },
    { name: "frame", result: "ok", detail: "60 bytes went in, and came out at out" },
    { name: "counters", result: "ok", detail: "every link has counted the frame" },
    { name: "remove", result: "ok", detail: "nothing is left" },
  ]);
  expect(snapshot(buddy)).toEqual(before);
});

test("what was made when it fails half way is removed", async () => {
  const buddy = buddyLab();
  const before = snapshot(buddy);
  const host = byCommands(labHost(buddy.lab));
  const { status, stdout } = await buddy.ngbuddy("self-test --live", {
    ...host,
    run: async (argv, options) =>
      argv.includes("up")
        ? { argv, status: 1, stdout: "", stderr: "ifconfig: up: permission denied\n" }
        : await host.run(argv, options),
  });
  expect(status).toBe(69);
  expect(stdout).toContain(
    "FAIL  make: ifconfig ngeth0 up: ifconfig: up: permission denied\nok    remove: nothing is left\n1 of 15 failed.\n",
  );
  expect(snapshot(buddy)).toEqual(before);
});
