/** `ngbuddy capture`, broken at every operation: the link is as before, and stays so. */
import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";
import { faultyHost } from "../support/faultyhost.ts";
import { FAULTS } from "../support/injection.ts";

const KINDS = FAULTS.filter(({ kind }) => kind !== "dead lab" && kind !== "read-only rc.conf");

/** How a link may be: the guest's words of `port`, and whether its bridge has another one. */
const SITUATIONS: readonly (readonly [name: string, link: string, setup: readonly string[]])[] = [
  ["a jail's link", "web1", ["ngbuddy bridge private gw0", "ngbuddy jail web1 private"]],
  ["the only link of a bridge", "gw0", ["ngbuddy bridge private gw0"]],
  [
    "a link with a guard",
    "web1",
    ["ngbuddy bridge private gw0", "ngbuddy jail web1 private", "ngbuddy port web1 --guard"],
  ],
];

async function arranged(setup: readonly string[]): Promise<BuddyLab> {
  const lab = buddyLab();
  await lab.out("kldload -n ng_ether ng_bridge ng_eiface ng_tee");
  for (const line of setup) await lab.out(line);
  return lab;
}

describe("every operation, broken", () => {
  for (const [name, link, setup] of SITUATIONS)
    for (const { kind, when } of KINDS)
      test(`${name}: ${kind} ${when}`, async () => {
        const directory = mkdtempSync(join(tmpdir(), "ngbuddy-test-"));
        try {
          for (let at = 0; ; at++) {
            const lab = await arranged(setup);
            const before = snapshot(lab);
            const { host, fired } = faultyHost(labHost(lab.lab), { at, kind, when });
            const words = `capture ${link} --duration 0.001 -w ${join(directory, "a")}`;
            const { status, stderr } = await lab.ngbuddy(words, host).catch((error: unknown) => {
              // The process is gone: nothing of it comes back.
              if (kind !== "kill") throw error;
              return { status: 137, stderr: "" };
            });
            if (!fired()) break;
            const what = `${kind} ${when} operation ${at}: ${status} ${stderr}`;
            if (kind === "error" && !/ngbuddy recover/.test(stderr))
              expect({ what, ...snapshot(lab) }).toEqual({ what, ...before });
            // A journal that could not be removed is left to whoever comes next.
            expect({ what, ...(await lab.ngbuddy("recover")) }).toMatchObject({ what, status: 0 });
            expect({ what, ...snapshot(lab) }).toEqual({ what, ...before });
            expect({ what, left: (await lab.ngbuddy("recover -n")).stdout }).toEqual({
              what,
              left: "Nothing was left behind.\n",
            });
          }
        } finally {
          rmSync(directory, { recursive: true });
        }
      });
});
