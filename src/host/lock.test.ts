/** Locks: whose they are, who waits, and what is taken from the dead. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HostFiles } from "./host.ts";
import { HeldError, lock } from "./lock.ts";
import { processesBy } from "./processes.ts";
import { realFiles } from "./realfiles.ts";

const OWN = "/var/run/ngbuddy";
let root: string;
let lines: string[];
let files: HostFiles;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ngbuddy-lock-"));
  lines = [];
  files = realFiles({ root, remark: (line) => lines.push(line) });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("a lock", () => {
  const directory = () => join(root, OWN);
  const left = () => readdirSync(directory()).filter((name) => name !== "strange");
  beforeEach(async () => (await files.lock("any"))());

  test("says whose it is from its first moment on, and nothing is left when it is let go", async () => {
    const letGo = await files.lock("turn");
    expect(left()).toEqual(["turn.lock"]);
    expect(readlinkSync(join(directory(), "turn.lock"))).toStartWith(`${process.pid}:`);
    letGo();
    expect(left()).toEqual([]);
  });

  test("of a process whose number another one has now is taken over", async () => {
    // The number of a process that lives, with another beginning.
    symlinkSync(`${process.ppid}:1`, join(directory(), "turn.lock"));
    const began = (pid: number) => (pid === process.ppid ? "2" : "3");
    const known = realFiles({ root, processes: async () => processesBy(began) });
    (await known.lock("turn"))();
    // And our own number, as another process had it.
    symlinkSync(`${process.pid}:1`, join(directory(), "turn.lock"));
    (await known.lock("turn"))();
    expect(left()).toEqual([]);
  });

  test("clears away what killed ones have left, whatever they were for", async () => {
    const dead = spawnSync("true").pid;
    symlinkSync(`${dead}:1`, join(directory(), "_var_db_ngbuddy_awaiting_x.jsonl.lock"));
    symlinkSync(`${dead}:1`, join(directory(), "bridges.lock"));
    symlinkSync(`${dead}:1`, join(directory(), "bridges.lock.break"));
    writeFileSync(join(directory(), `bridges.lock.${dead}.0`), `${dead}\n`);
    (await files.lock("turn"))();
    (await files.lock("turn"))();
    expect(left()).toEqual([]);
    expect(lines).toEqual([]);
  });

  test("is not kept by what lies in its place and is none", async () => {
    const table: [name: string, make: (path: string) => void][] = [
      ["fifo", (path) => spawnSync("mkfifo", [path])],
      ["directory", (path) => mkdirSync(path)],
      ["file", (path) => writeFileSync(path, "1\n")],
      ["link", (path) => symlinkSync("/etc/passwd", path)],
    ];
    for (const [name, make] of table) {
      make(join(directory(), `${name}.lock`));
      (await files.lock(name))();
    }
    expect(lines).toEqual(
      table.map(
        ([name]) => `${OWN}/${name}.lock is no lock of ours: moved to ${OWN}/strange/${name}.lock`,
      ),
    );
  });
});

describe("a lock that another process holds", () => {
  const file = () => join(root, "turn.lock");
  const held = { own: { pid: process.pid, began: "1" }, lives: () => true };
  const options = (patience: number) => ({ patience, processes: held, setAside: () => {} });

  test("is waited for as long as there is patience, and then its holder is told", async () => {
    symlinkSync("4711:7", file());
    const error = await lock(file(), options(0)).catch((caught) => caught);
    expect(error).toBeInstanceOf(HeldError);
    expect(error.message).toBe("process 4711 holds its lock");
    expect(readlinkSync(file())).toBe("4711:7");
  });

  test("is had as soon as it is let go", async () => {
    symlinkSync("4711:7", file());
    const taken = lock(file(), options(60_000));
    rmSync(file());
    (await taken)();
    expect(readdirSync(root)).toEqual([]);
  });

  test("is waited for beyond all patience while one after the other has its turn", async () => {
    let turns = 30;
    const pass = () => {
      rmSync(file(), { force: true });
      if (turns-- > 0) symlinkSync(`${5000 + turns}:1`, file());
      return true;
    };
    pass();
    const taken = await lock(file(), { ...options(20), processes: { ...held, lives: pass } });
    expect(turns).toBeLessThan(0);
    taken();
    expect(readdirSync(root)).toEqual([]);
  });

  test("stays while somebody else is taking it away", async () => {
    symlinkSync("4711:7", file());
    symlinkSync("4712:8", `${file()}.break`);
    const processes = { ...held, lives: ({ pid }: { pid: number }) => pid === 4712 };
    await expect(lock(file(), { ...options(0), processes })).rejects.toThrow("process 4711");
    expect(readlinkSync(file())).toBe("4711:7");
  });
});
