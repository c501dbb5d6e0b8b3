/** Releases that are supported. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../../test/support/buddylab.ts";
import { byCommands } from "../../../host/commands.ts";
import type { Host } from "../../../host/host.ts";
import { labHost } from "../../../lab/host.ts";
import { system } from "./system.ts";

/** A host that says this where it is asked for a value. */
function saying(stdout: string): Host {
  const run: Host["run"] = async (argv) => ({ argv, status: 0, stdout, stderr: "" });
  return { ...byCommands(labHost(buddyLab().lab)), run };
}

test.each(["13.0-RELEASE", "15.0-RELEASE-p3", "16.0-CURRENT"])(
  "%s is supported",
  async (release) => {
    expect(await system.find(saying(`${release}\n`))).toBe(`FreeBSD ${release}`);
  },
);

test("an older release is not, and neither is one that nobody tells", async () => {
  await expect(system.find(saying("9.3-RELEASE\n"))).rejects.toThrow(
    "FreeBSD 9.3-RELEASE is too old; 13 is the oldest that is supported",
  );
  await expect(system.find(saying("\n"))).rejects.toThrow("kern.osrelease cannot be read");
});
