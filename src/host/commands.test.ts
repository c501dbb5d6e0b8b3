import { expect, test } from "bun:test";
import { CommandError, interfaceNamed } from "./commands.ts";
import type { Host } from "./host.ts";

function hostThatSays(stderr: string): Host {
  const run = async (argv: readonly string[]) => ({ argv, status: 1, stdout: "", stderr });
  return { run } as Pick<Host, "run"> as Host;
}

test.each([
  ["ifconfig: interface a does not exist\n"],
  ['jexec: jail "5" not found\n'],
  // One that has ended since jls was asked: jail_getid(3) looks no number up.
  ["jexec: jail_attach(5): Invalid argument\n"],
  // jexec.c of FreeBSD; a Linux system has no ifconfig.
  ["jexec: execvp: ifconfig: No such file or directory\n"],
])("what is not there is no failure: %p", async (stderr) => {
  expect(await interfaceNamed(hostThatSays(stderr), "a", "5")).toBeUndefined();
});

test("anything else is", async () => {
  const told = interfaceNamed(hostThatSays("jexec: jail_attach: Permission denied\n"), "a", "5");
  await expect(told).rejects.toThrow(CommandError);
});
