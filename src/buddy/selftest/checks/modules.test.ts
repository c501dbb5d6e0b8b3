/** Kernel modules that are there, or can be loaded. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../../test/support/buddylab.ts";
import { byCommands } from "../../../host/commands.ts";
import { labHost } from "../../../lab/host.ts";
import { modules } from "./modules.ts";

test("a securelevel that keeps modules out is told with what helps", async () => {
  const buddy = buddyLab();
  const host = byCommands(labHost(buddy.lab));
  const { status, stdout } = await buddy.ngbuddy("self-test", {
    ...host,
    run: async (argv, options) =>
      argv.includes("kern.securelevel")
        ? { argv, status: 0, stdout: "1\n", stderr: "" }
        : await host.run(argv, options),
  });
  expect(status).toBe(69);
  expect(stdout).toContain('add to /boot/loader.conf: ng_ether_load="YES"');
});

test("modules that are not there are loaded when they are needed", async () => {
  const { lab } = buddyLab();
  expect(await modules.find(labHost(lab))).toMatch(/^ng_\w+.*: not there yet, loaded when needed$/);
});
