/** `recover`: what a command that was killed has left behind. */
import { expect, test } from "bun:test";
import { byCommands } from "../../src/host/commands.ts";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";
import { faultyHost } from "../support/faultyhost.ts";

/** A lab in which `bridge lan vtnet0` was killed when it had made the bridge. */
async function killed(): Promise<BuddyLab> {
  for (let at = 0; ; at++) {
    const lab = buddyLab();
    await lab.out("kldload -n ng_ether ng_bridge ng_eiface");
    const dying = faultyHost(labHost(lab.lab), { at, kind: "kill", when: "after" });
    await lab.ngbuddy("bridge lan vtnet0", dying.host).catch(() => {});
    if (snapshot(lab).graph.join().includes("bridge")) return lab;
  }
}

test("--dry-run shows it, recover undoes it", async () => {
  const lab = await killed();
  const before = snapshot(lab);
  expect((await lab.ngbuddy("recover -n")).stdout).toMatch(
    /^"bridge lan vtnet0" of process \d+, begun: .*make bridge lan .*; to undo\n$/,
  );
  const { version, left } = JSON.parse((await lab.ngbuddy("recover -n --json")).stdout);
  expect({ version, left }).toMatchObject({
    version: 1,
    left: [{ request: "bridge lan vtnet0", would: "undo" }],
  });
  expect(snapshot(lab)).toEqual(before);
  const recovered = JSON.parse((await lab.ngbuddy("recover --json")).stdout);
  expect(recovered).toMatchObject({ version: 1, recovered: [{ outcome: "undone" }] });
  expect(snapshot(lab).graph.join()).not.toContain("bridge");
  expect((await lab.ngbuddy("recover")).stdout).toBe("Nothing was left behind.\n");
});

test("--forget leaves the host as it is, and nothing to recover", async () => {
  const lab = await killed();
  const before = snapshot(lab);
  const { stdout } = await lab.ngbuddy("recover --forget");
  expect(stdout).toMatch(
    /^"bridge lan vtnet0" of process \d+, begun: .*; forgotten, not undone\n$/,
  );
  expect((await lab.ngbuddy("recover")).stdout).toBe("Nothing was left behind.\n");
  expect(snapshot(lab)).toEqual(before);
});

test("of very many steps the first are told, and how many more there were", async () => {
  const lab = buddyLab();
  const list = Array.from({ length: 100 }, (_, index) => `e${index}`).join(" ");
  lab.files.append("/etc/rc.conf", `ngbuddy_public_if="vtnet1"\nngbuddy_public_list="${list}"\n`);
  const host = byCommands(labHost(lab.lab));
  const { stderr } = await lab.ngbuddy("start", {
    ...host,
    run: async (argv, options) =>
      argv.includes("e99")
        ? { argv, status: 1, stdout: "", stderr: "ifconfig: injected\n" }
        : await host.run(argv, options),
  });
  expect(stderr).toMatch(/injected; undone: make eiface e99 on .* and \d+ more\n$/);
  expect(stderr.length).toBeLessThan(1000);
});
