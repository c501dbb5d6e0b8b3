/** From a request to what comes of it: whose turn it is, what is in the way, and what is told. */
import { describe, expect, test } from "bun:test";
import {
  type Applying,
  applying,
  graphOf,
  inNextProcess,
  makes,
  planOf,
} from "../../test/support/applying.ts";
import { buddyLab } from "../../test/support/buddylab.ts";
import { FileError, type Host } from "../host/host.ts";
import { errno } from "../netgraph/errno.ts";
import { openJournal } from "./apply/journal.ts";
import { carryOut, preview } from "./carryout.ts";
import type { Request } from "./request.ts";

async function stderrOf(words: string, ...lines: string[]) {
  const buddy = buddyLab();
  for (const line of lines) await buddy.out(line);
  const { status, stderr } = await buddy.ngbuddy(words);
  return { status, stderr };
}

describe("a variable of a bridge that rc.conf has no interface for", () => {
  test("is told to have no effect", async () => {
    const { stderr } = await stderrOf("bridge dmz ng1", "sysrc ngbuddy_lan_uplink=YES");
    expect(stderr).toMatch(/ngbuddy_lan_uplink has no effect, since there is no ngbuddy_lan_if/);
  });

  test("has one as soon as the bridge is made, and is not told then", async () => {
    const buddy = buddyLab();
    await buddy.out("sysrc ngbuddy_lan_uplink=YES");
    expect(await buddy.ngbuddy("bridge lan vtnet1")).toMatchObject({ status: 0, stderr: "" });
    expect(await buddy.out("ngctl show lan:")).toMatch(/^ {2}uplink1 +vtnet1 +ether /m);
    // What there is now is what start would make.
    expect(await buddy.out("ngbuddy start -n")).toBe("start: nothing to do\n");
  });

  test("that cannot be used is in the way of making the bridge, and nothing is made", async () => {
    const { status, stderr } = await stderrOf("bridge lan ng1", "sysrc ngbuddy_lan_mtu=huge");
    expect(status).toBe(78);
    expect(stderr).toContain('ngbuddy_lan_mtu: "huge" is no MTU');
  });
});

/** Carries a request out that makes an eiface, and tells what came of it. */
async function carriedOut(on: Applying, request: Partial<Request>, host: Host = on.host) {
  const remarks: string[] = [];
  const recovered: string[] = [];
  const done = await carryOut(
    host,
    { plan: () => planOf([makes("new")], { notes: ["a note"] }), ...request },
    {
      say: () => {},
      remark: (line) => remarks.push(line),
      recovered: ({ outcome }) => recovered.push(outcome),
      progress: () => {},
      signal: new AbortController().signal,
    },
  ).catch((error) => error as Error);
  return { done, remarks, recovered, made: graphOf(on).includes("new eiface []") };
}

describe("a value of rc.conf that cannot be used", () => {
  const bad = ["ngbuddy enable", "sysrc ngbuddy_public_mtu=huge"];
  test.each<[string, Partial<Request>, boolean]>([
    ["is in the way of what makes its bridge", { makes: () => ["public"] }, false],
    ["is in the way of what makes everything", { makes: () => "all" }, false],
    ["is not in the way of what makes another bridge", { makes: () => ["private"] }, true],
    ["is not in the way of what makes none, such as a removal", {}, true],
  ])("%s", async (_, request, isMade) => {
    const { made, done, remarks } = await carriedOut(await applying(...bad), request);
    expect(made).toBe(isMade);
    const told = isMade ? remarks.join() : (done as Error).message;
    expect(told).toContain('ngbuddy_public_mtu: "huge" is no MTU');
  });
});

describe("rc.conf that cannot be read", () => {
  const broken = async () => {
    const on = await applying();
    on.lab.files.write("/etc/rc.conf", "a='\n");
    return on;
  };

  test("is in the way of whatever needs it", async () => {
    const { made, done } = await carriedOut(await broken(), {});
    expect(made).toBe(false);
    expect((done as Error).message).toContain("Unterminated quoted string");
  });

  test("is told and gone on without, where a jail must be able to stop", async () => {
    const { made, remarks } = await carriedOut(await broken(), { needsNoConfiguration: true });
    expect(made).toBe(true);
    expect(remarks[0]).toStartWith("going on without rc.conf: ");
  });
});

describe("a turn", () => {
  const locking = async (number: number) => {
    const on = await applying();
    const locks: string[] = [];
    const lock = async (name: string) => {
      locks.push(name);
      throw new FileError("lock", "/x", number, "no");
    };
    return { on, locks, host: { ...on.host, files: { ...on.host.files, lock } } };
  };

  test("is waited for by what makes or removes bridges, and by nothing else", async () => {
    const { on, locks, host } = await locking(errno.EBUSY);
    expect((await carriedOut(on, {}, host)).made).toBe(true);
    expect(locks).toEqual([]);
    expect((await carriedOut(on, { serialises: "bridges" }, host)).done).toBeInstanceOf(FileError);
    expect(locks).toEqual(["bridges"]);
  });

  test("is nobody's at boot, where nothing can be written yet", async () => {
    const { on, host } = await locking(errno.EROFS);
    expect((await carriedOut(on, { serialises: "bridges" }, host)).made).toBe(true);
  });
});

test("what a killed process left is cleared up first, and what waits is told", async () => {
  const on = await applying("ngbuddy enable", "ngbuddy start --confirm 60");
  const journal = await openJournal(on.host, planOf([makes("old")]), true);
  await journal.write({ begin: 0 });
  await on.perform({ op: "eiface", name: "old" });
  const left = await carriedOut(on, {}, inNextProcess(on.host));
  expect(left.recovered).toEqual(["undone"]);
  expect(left.remarks[0]).toStartWith('"start" is undone in 60 s');
  expect(left.remarks).toContain("a note");
});

test("a preview changes nothing, and refuses what could not be recorded", async () => {
  const on = await applying();
  on.lab.files.append("/etc/rc.conf", "l=$(x)\n");
  const before = graphOf(on);
  const { steps } = await preview(on.host, { plan: () => planOf([makes("new")]) });
  expect(steps).toHaveLength(1);
  expect(graphOf(on)).toEqual(before);
  const edit = { op: "rcconf", changes: [{ variable: "l", add: "a" }] } as const;
  const request = { plan: () => planOf([{ description: "x", do: edit, undo: [] }]) };
  await expect(preview(on.host, request)).rejects.toThrow("l cannot be changed");
});
