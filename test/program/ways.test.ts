/** The tests of the buddy, run once more by each way in which a FreeBSD host is reached. */
import { expect, test } from "bun:test";
import { join } from "node:path";

for (const way of ["socket", "commands", "ngctl"]) {
  test(`the buddy's own tests, and the recorded sessions, by way of ${way}`, async () => {
    const files = [
      "test/buddy/subcommands.test.ts",
      "test/buddy/machines.test.ts",
      "test/buddy/confirm.test.ts",
      "test/buddy/readonly.test.ts",
      "test/buddy/recover.test.ts",
      "test/buddy/restart.test.ts",
      "test/replay/buddy.test.ts",
    ];
    const child = Bun.spawn([process.execPath, "test", "--timeout", "60000", ...files], {
      cwd: join(import.meta.dirname, "..", ".."),
      env: { ...process.env, NGBUDDY_TEST_VIA: way },
      stdout: "ignore",
      stderr: "pipe",
    });
    const said = await new Response(child.stderr).text();
    expect(said.match(/^\(fail\).*/gm) ?? []).toEqual([]);
    expect(Number(/^ *(\d+) pass$/m.exec(said)?.[1])).toBeGreaterThan(30);
    expect(await child.exited).toBe(0);
  }, 180_000);
}
