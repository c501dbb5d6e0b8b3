/** `ngbuddy bench`, broken at every operation: the host is as before, or is so after `recover`. */
import { beforeAll, describe, expect, test } from "bun:test";
import { ownPlaces } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { buddyLab, snapshot } from "../support/buddylab.ts";
import { faultsOf, WAYS } from "../support/faultplaces.ts";
import { faultyHost, type Operation } from "../support/faultyhost.ts";

const KINDS = WAYS.filter(({ kind }) => kind !== "dead lab" && kind !== "read-only rc.conf");
const WORDS = "bench lan --with if_bridge --duration 0.001";

async function arranged() {
  const lab = buddyLab();
  await lab.out("kldload -n ng_ether ng_bridge ng_eiface if_bridge if_epair");
  await lab.out("ngbuddy bridge lan vtnet0");
  return lab;
}

let operations: readonly Operation[];
beforeAll(async () => {
  const lab = await arranged();
  const whole = faultyHost(labHost(lab.lab), undefined);
  expect((await lab.ngbuddy(WORDS, whole.host)).status).toBe(0);
  operations = whole.operations;
});

describe("every operation, broken", () => {
  for (const { kind, when } of KINDS)
    test(`${kind} ${when}`, async () => {
      // What one of them leaves is found by those that follow.
      const lab = await arranged();
      const before = snapshot(lab);
      const own = faultsOf(operations, 0).filter((one) => one.kind === kind && one.when === when);
      expect(own).not.toEqual([]);
      for (const fault of own) {
        const { host, fired } = faultyHost(labHost(lab.lab), fault);
        const { status, stderr } = await lab.ngbuddy(WORDS, host).catch((error: unknown) => {
          // The process is gone: nothing of it comes back.
          if (kind !== "kill") throw error;
          return { status: 137, stderr: "" };
        });
        const what = `${kind} ${when} operation ${fault.at}: ${status} ${stderr}`;
        expect({ what, fired: fired() }).toEqual({ what, fired: true });
        if (kind === "error" && !/ngbuddy recover/.test(stderr))
          expect({ what, ...snapshot(lab) }).toEqual({ what, ...before });
        // A journal that could not be removed is left to whoever comes next.
        expect({ what, ...(await lab.ngbuddy("recover")) }).toMatchObject({ what, status: 0 });
        expect({ what, ...snapshot(lab) }).toEqual({ what, ...before });
        const files = lab.files.list(ownPlaces.run).filter((name) => name.endsWith(".conf"));
        expect({ what, files }).toEqual({ what, files: [] });
      }
      expect((await lab.ngbuddy(WORDS)).status).toBe(0);
    }, 120_000);
});
