/** `ngbuddy capture`, broken at every operation: the link is as before, and stays so. */
import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";
import { matters, WAYS } from "../support/faultplaces.ts";
import { faultyHost } from "../support/faultyhost.ts";
import { repeated } from "../support/savedbuddylab.ts";

const KINDS = WAYS.filter(({ kind }) => kind !== "dead lab" && kind !== "read-only rc.conf");

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
    for (const way of KINDS)
      test(`${name}: ${way.kind} ${way.when}`, async () => {
        const { kind, when } = way;
        const directory = mkdtempSync(join(tmpdir(), "ngbuddy-test-"));
        const words = `capture ${link} --duration 0.001 -w ${join(directory, "a")}`;
        try {
          const fresh = repeated(() => arranged(setup));
          const one = await fresh();
          const before = snapshot(one);
          const whole = faultyHost(labHost(one.lab), undefined);
          expect((await one.ngbuddy(words, whole.host)).status).toBe(0);
          for (const [at, operation] of whole.operations.entries()) {
            if (!matters(way, operation)) continue;
            const lab = await fresh();
            const { host, fired } = faultyHost(labHost(lab.lab), { at, kind, when });
            const { status, stderr } = await lab.ngbuddy(words, host).catch((error: unknown) => {
              // The process is gone: nothing of it comes back.
              if (kind !== "kill") throw error;
              return { status: 137, stderr: "" };
            });
            const what = `${kind} ${when} operation ${at}: ${status} ${stderr}`;
            expect({ what, fired: fired() }).toEqual({ what, fired: true });
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
