/** `ngbuddy bench`, broken at every operation: the host is as before, or is so after `recover`. */
import { describe, expect, test } from "bun:test";
import { ownPlaces } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { buddyLab, snapshot } from "../support/buddylab.ts";
import { faultyHost } from "../support/faultyhost.ts";
import { FAULTS } from "../support/injection.ts";

const KINDS = FAULTS.filter(({ kind }) => kind !== "dead lab" && kind !== "read-only rc.conf");
const WORDS = "bench lan --with if_bridge --duration 0.001";

async function arranged() {
  const lab = buddyLab();
  await lab.out("kldload -n ng_ether ng_bridge ng_eiface if_bridge if_epair");
  await lab.out("ngbuddy bridge lan vtnet0");
  return lab;
}

describe("every operation, broken", () => {
  // Each way breaks every other one, so that all are broken in half of the ways.
  const STRIDE = 2;
  for (const [way, { kind, when }] of KINDS.entries())
    test(`${kind} ${when}`, async () => {
      // What one of them leaves is found by those that follow.
      const lab = await arranged();
      const before = snapshot(lab);
      for (let at = way % STRIDE; ; at += STRIDE) {
        const { host, fired } = faultyHost(labHost(lab.lab), { at, kind, when });
        const { status, stderr } = await lab.ngbuddy(WORDS, host).catch((error: unknown) => {
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
        const files = lab.files.list(ownPlaces.run).filter((name) => name.endsWith(".conf"));
        expect({ what, files }).toEqual({ what, files: [] });
      }
    }, 120_000);
});
