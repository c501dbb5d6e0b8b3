import { expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { laterCommand } from "./detached.ts";

test("what runs later outlives its terminal, even in the session that it was started from", async () => {
  const script = 'kill -HUP $$; kill -INT $$; echo "alive $1"';
  const { stdout } = Bun.spawn(laterCommand(0, ["/bin/sh", "-c", script, "sh", "a b"]));
  expect(await new Response(stdout).text()).toBe("alive a b\n");
});

/** Runs a command later with a sleep(1) that only notes how long; returns what it noted. */
async function sleptFor(command: string): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), "ngbuddy-later-"));
  try {
    const slept = join(directory, "slept");
    writeFileSync(join(directory, "sleep"), `#!/bin/sh\necho "$1" >> ${slept}\n`);
    chmodSync(join(directory, "sleep"), 0o755);
    const { exited } = Bun.spawn(laterCommand(60.5, ["/bin/sh", "-c", command, "sh", slept]), {
      env: { PATH: `${directory}:${process.env["PATH"]}` },
    });
    await exited;
    return readFileSync(slept, "utf8").trim().split("\n");
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test("what fails is run again until it succeeds, at last once a minute", async () => {
  const slept = await sleptFor('[ "$(wc -l < "$1")" -ge 10 ] || exit 75');
  expect(slept).toEqual(["60.5", "1", "2", "4", "8", "16", "32", "64", "64", "64"]);
});

test.each([127, 68])(
  "a program or a lab that is not there any more is not tried for ever: %i",
  async (status) => {
    expect(await sleptFor(`exit ${status}`)).toEqual(["60.5"]);
  },
);
