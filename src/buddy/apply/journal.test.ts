/** Journals: whose they are, who may take one over, and how one waits to be confirmed. */
import { describe, expect, test } from "bun:test";
import { impossible, inNextProcess, planOf } from "../../../test/support/applying.ts";
import { type BuddyLab, buddyLab } from "../../../test/support/buddylab.ts";
import { FileError, type Host } from "../../host/host.ts";
import { labHost } from "../../lab/host.ts";
import { errno } from "../../netgraph/errno.ts";
import { confirmAll, isAwaiting, tooLate } from "./confirming.ts";
import { findJournals, openJournal, takeOver } from "./journal.ts";
import { setStrangeAside, strangeLine } from "./strange.ts";
import { waiting } from "./unconfirmed.ts";

const WORKING = "/var/run/ngbuddy/journal";
const AWAITING = "/var/db/ngbuddy/awaiting";
const plan = planOf([impossible], { request: "bridge lan vtnet0" });

function host(): { lab: BuddyLab; host: Host; later: Host } {
  const lab = buddyLab();
  const own = labHost(lab.lab);
  return { lab, host: own, later: inNextProcess(own) };
}
const requests = async (host: Host, which: "left" | "live") =>
  (await findJournals(host, which)).journals.map(({ plan: { request } }) => request);
const filesIn = (lab: BuddyLab, directory: string) =>
  lab.files.exists(directory) ? lab.files.list(directory) : [];

describe("a journal", () => {
  test("is live while its process is at work on it, and left behind when that is gone", async () => {
    const { host: own, later } = host();
    const journal = await openJournal(own, plan, true);
    await journal.write({ begin: 0 });
    expect(await requests(own, "live")).toEqual(["bridge lan vtnet0"]);
    expect(await requests(own, "left")).toEqual([]);
    expect(await requests(later, "live")).toEqual([]);
    expect((await findJournals(later, "left")).journals).toMatchObject([
      { path: journal.path, plan, begun: 0, live: false, sameBoot: true },
    ]);
  });

  test("is gone when all is done", async () => {
    const { lab, host: own, later } = host();
    await (await openJournal(own, plan, true)).remove();
    expect(filesIn(lab, WORKING)).toEqual([]);
    expect(await requests(later, "left")).toEqual([]);
  });

  test("that was given up is for whoever comes next, in the same process, too", async () => {
    const { host: own } = host();
    await (await openJournal(own, plan, true)).abandon("the disk is full");
    expect(await requests(own, "left")).toEqual(["bridge lan vtnet0"]);
  });

  test("that has gone does not come again when it is given up", async () => {
    const { lab, host: own } = host();
    const journal = await openJournal(own, plan, true);
    lab.files.remove(journal.path);
    await journal.abandon("it has gone");
    expect(filesIn(lab, WORKING)).toEqual([]);
  });

  test("of a process that was killed while it wrote the first line has nothing begun, and goes", async () => {
    const { lab, host: own, later } = host();
    const { path } = await openJournal(own, plan, true);
    lab.files.write(path, lab.files.read(path).slice(0, 20));
    expect(await findJournals(later, "left")).toEqual({ journals: [], strange: [] });
    expect(filesIn(lab, WORKING)).toEqual([]);
  });

  test("is none where nothing can be written, unless it has to wait later", async () => {
    const { host: own } = host();
    const append = async (path: string) => {
      throw new FileError("write", path, errno.EROFS, "read-only file system");
    };
    const readOnly = { ...own, files: { ...own.files, append } };
    const journal = await openJournal(readOnly, plan, true);
    await journal.write({ begin: 0 });
    await journal.remove();
    await expect(openJournal(readOnly, plan, false)).rejects.toThrow("read-only file system");
  });

  test("is refused where the disk is full, and leaves nothing", async () => {
    const { lab, host: own } = host();
    const append = async (path: string) => {
      throw new FileError("write", path, errno.ENOSPC, "no space left on device");
    };
    const full = { ...own, files: { ...own.files, append } };
    await expect(openJournal(full, plan, true)).rejects.toThrow("no space left");
    expect(filesIn(lab, WORKING)).toEqual([]);
  });
});

describe("taking over", () => {
  test("is for one alone: whoever comes second is too late", async () => {
    const { host: own, later } = host();
    const { path } = await openJournal(own, plan, true);
    expect(await takeOver(later, path)).toBeDefined();
    expect(await takeOver(later, path)).toBeUndefined();
  });

  test("leaves one alone whose process is at work on it, and one that is gone", async () => {
    const { host: own } = host();
    const { path } = await openJournal(own, plan, true);
    expect(await takeOver(own, path)).toBeUndefined();
    expect(await takeOver(own, `${WORKING}/1-1-1-1.jsonl`)).toBeUndefined();
  });

  test("makes it that process's own: it is live until that is gone, too", async () => {
    const { host: own, later } = host();
    const { path } = await openJournal(own, plan, true);
    await takeOver(later, path);
    expect(await requests(later, "live")).toEqual(["bridge lan vtnet0"]);
    const third = {
      ...later,
      processes: async () => ({ own: { pid: 7, began: "" }, lives: () => false }),
    };
    expect(await requests(third, "left")).toEqual(["bridge lan vtnet0"]);
  });
});

describe("a change that waits to be confirmed", () => {
  async function awaiting(seconds = 60) {
    const { lab, host: own } = host();
    const name = await (await openJournal(own, plan, false)).await(seconds);
    return { lab, own, name };
  }

  test("is told with the seconds that are left, where a boot does not remove it", async () => {
    const { lab, own, name } = await awaiting();
    lab.lab.clock.advance(20_000);
    expect(await waiting(own)).toEqual([{ request: "bridge lan vtnet0", secondsLeft: 40 }]);
    expect(await isAwaiting(own, name)).toBe(true);
    expect(filesIn(lab, WORKING)).toEqual([]);
    expect(filesIn(lab, AWAITING)).toEqual([name]);
    expect(await requests(own, "left")).toEqual([]);
  });

  test("stays when it is confirmed in time", async () => {
    const { lab, own } = await awaiting();
    expect(await confirmAll(own)).toEqual(["bridge lan vtnet0"]);
    expect(filesIn(lab, AWAITING)).toEqual([]);
    expect(await confirmAll(own)).toEqual([]);
  });

  test("cannot be confirmed when the time is over, and is there to be undone", async () => {
    const { lab, own } = await awaiting();
    lab.lab.clock.advance(60_000);
    expect(await waiting(own)).toEqual([]);
    expect(await confirmAll(own)).toEqual([]);
    expect(await tooLate(own)).toEqual(["bridge lan vtnet0"]);
    expect(await requests(own, "left")).toEqual(["bridge lan vtnet0"]);
  });

  test("cannot be confirmed after a boot: whoever had to has lost it", async () => {
    const { lab } = await awaiting();
    const rebooted = labHost(buddyLab({ files: lab.files, bootEpoch: 1_700_000_030 }).lab);
    expect(await waiting(rebooted)).toEqual([]);
    const [left] = (await findJournals(rebooted, "left")).journals;
    expect(left).toMatchObject({ sameBoot: false, secondsLeft: undefined });
  });

  test("is found out not to be possible before anything is done", async () => {
    const { lab, host: own } = host();
    const append = async (path: string, text: string) => {
      if (path.startsWith("/var/db/")) throw new FileError("write", path, errno.EROFS, "read-only");
      await own.files.append(path, text);
    };
    const half = { ...own, files: { ...own.files, append } };
    await expect(openJournal(half, plan, false)).rejects.toThrow("read-only");
    expect(filesIn(lab, WORKING)).toEqual([]);
  });
});

describe("among the journals", () => {
  async function strange(name: string, text: string) {
    const { lab, host: own } = host();
    lab.files.makeDirectory(WORKING);
    lab.files.write(`${WORKING}/${name}`, text);
    return { lab, own, found: (await findJournals(own, "left")).strange };
  }

  test("what is called otherwise, or says nothing, is strange and moved away", async () => {
    for (const [name, text, why] of [
      ["notes", "mine\n", "its name is not a journal's"],
      ["1-999999999-1-0.jsonl", "mine\n", "its first line is not a journal's"],
    ] as const) {
      const { lab, own, found } = await strange(name, text);
      const path = `${WORKING}/${name}`;
      expect(found).toEqual([{ path, why, ofNewer: false }]);
      expect(await setStrangeAside(own, found)).toEqual([
        `${path} is no journal that can be read: ${why}; moved to /var/run/ngbuddy/strange/${name}`,
      ]);
      expect(filesIn(lab, WORKING)).toEqual([]);
    }
  });

  test("what cannot be moved away is told with the reason", async () => {
    const { own, found } = await strange("notes", "mine\n");
    const setAside = async (path: string) => {
      throw new FileError("write", path, errno.EROFS, "read-only file system");
    };
    const lines = await setStrangeAside({ ...own, files: { ...own.files, setAside } }, found);
    expect(lines[0]).toEndWith("; it cannot be moved away: read-only file system");
  });

  test("a newer ngbuddy's stays where it is", async () => {
    const { lab, own, found } = await strange(
      "1-999999999-1-0.jsonl",
      '{"version":99,"by":"7.1.0"}\n',
    );
    expect(await setStrangeAside(own, found)).toEqual([strangeLine(found[0]!)]);
    expect(found[0]?.ofNewer).toBe(true);
    expect(filesIn(lab, WORKING)).toHaveLength(1);
  });

  test("what a killed edit left beside no journal is removed, and beside one it stays", async () => {
    const { lab, host: own } = host();
    const { path } = await openJournal(own, plan, true);
    lab.files.write(`${path}.ngbuddy`, "half");
    lab.files.write(`${WORKING}/1-1-1-1.jsonl.ngbuddy`, "half");
    expect(await findJournals(own, "left")).toEqual({ journals: [], strange: [] });
    const name = path.slice(WORKING.length + 1);
    expect(filesIn(lab, WORKING)).toEqual([name, `${name}.ngbuddy`]);
  });
});
