/** ngbuddy's own files, and those of others in their place. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HostFiles } from "./host.ts";
import { realFiles } from "./realfiles.ts";

const OWN = "/var/run/ngbuddy";
let root: string;
let lines: string[];
let files: HostFiles;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ngbuddy-own-"));
  lines = [];
  files = realFiles({ root, remark: (line) => lines.push(line) });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const modeOf = (path: string) => (statSync(join(root, path)).mode & 0o7777).toString(8);

test("with no umask at all, what is ngbuddy's own is for its owner alone", async () => {
  const before = process.umask(0);
  try {
    await files.append(`${OWN}/journal/a`, "x\n");
    (await files.lock("turn"))();
    await files.edit("/var/db/ngbuddy/awaiting/b", () => "y\n");
  } finally {
    process.umask(before);
  }
  const made = [OWN, `${OWN}/journal`, "/var/db/ngbuddy", "/var/db/ngbuddy/awaiting"];
  expect(made.map(modeOf)).toEqual(["700", "700", "700", "700"]);
  expect([`${OWN}/journal/a`, "/var/db/ngbuddy/awaiting/b"].map(modeOf)).toEqual(["600", "600"]);
});

test("a directory of ours that others could write is closed to them, and that is said", async () => {
  mkdirSync(join(root, OWN, "journal"), { recursive: true });
  chmodSync(join(root, OWN), 0o777);
  chmodSync(join(root, OWN, "journal"), 0o755);
  expect(await files.list(`${OWN}/journal`)).toEqual([]);
  expect([OWN, `${OWN}/journal`].map(modeOf)).toEqual(["700", "700"]);
  expect(lines).toEqual([`${OWN} could be written by others (mode 777): it is ours alone now`]);
});

describe("a directory of ours that is something else is refused, and not followed", () => {
  const table: [what: string, make: (path: string) => void, is: string][] = [
    ["a link", (path) => symlinkSync(tmpdir(), path), "is a symbolic link, not a directory"],
    ["a file", (path) => writeFileSync(path, ""), "is a file, not a directory"],
    ["a FIFO", (path) => spawnSync("mkfifo", [path]), "is a FIFO, not a directory"],
  ];
  for (const [what, make, is] of table) {
    test(what, async () => {
      mkdirSync(join(root, "var/run"), { recursive: true });
      make(join(root, OWN));
      for (const use of [
        () => files.append(`${OWN}/journal/a`, "x"),
        () => files.list(`${OWN}/journal`),
        () => files.read(`${OWN}/journal/a`),
        () => files.lock("turn"),
      ])
        await expect(use()).rejects.toThrow(`: ${OWN} ${is}; look who made it, and move it away`);
    });
  }

  test("somebody else's", async () => {
    if (process.geteuid?.() !== 0) return;
    mkdirSync(join(root, OWN), { recursive: true });
    spawnSync("chown", ["12345", join(root, OWN)]);
    await expect(files.append(`${OWN}/journal/a`, "x")).rejects.toThrow(
      `${OWN}: it belongs to user 12345, and this is user 0; look who made it, and move it away`,
    );
  });
});

describe("what is not our file is neither followed nor waited for", () => {
  const at = () => join(root, OWN, "journal/a");
  const table: [what: string, make: () => void | Promise<void>, why: string][] = [
    ["a FIFO", () => void spawnSync("mkfifo", [at()]), "it is a FIFO, not a file"],
    ["a directory", () => void mkdirSync(at()), "it is a directory, not a file"],
    ["a link", () => symlinkSync("/etc/passwd", at()), "it is a symbolic link, not a file"],
    [
      "a second name",
      () => {
        writeFileSync(join(root, "other"), "x", { mode: 0o600 });
        linkSync(join(root, "other"), at());
      },
      "it has a second name, a hard link",
    ],
    [
      "one that others write",
      () => {
        writeFileSync(at(), "x");
        chmodSync(at(), 0o666);
      },
      "others may write it (mode 666)",
    ],
    [
      "a huge one",
      () => {
        writeFileSync(at(), "", { mode: 0o600 });
        truncateSync(at(), 1e12);
      },
      "it has 1000000000000 bytes, and at most 67108864 are read",
    ],
  ];
  for (const [what, make, why] of table) {
    test(what, async () => {
      await files.append(`${OWN}/journal/b`, "");
      await make();
      for (const use of [
        () => files.read(`${OWN}/journal/a`),
        () => files.append(`${OWN}/journal/a`, "x"),
        () => files.edit(`${OWN}/journal/a`, () => "x"),
      ])
        await expect(use()).rejects.toThrow(`${OWN}/journal/a: ${why}`);
      expect(await files.setAside(`${OWN}/journal/a`)).toBe(`${OWN}/strange/a`);
      expect(lstatSync(join(root, OWN, "strange/a"))).toBeDefined();
      expect(existsSync(at())).toBe(false);
    });
  }

  test("a socket", async () => {
    await files.append(`${OWN}/journal/b`, "");
    const server = createServer();
    // The path of a socket has little room.
    const here = process.cwd();
    process.chdir(join(root, OWN, "journal"));
    try {
      await new Promise<void>((resolve) => server.listen("a", resolve));
    } finally {
      process.chdir(here);
    }
    await expect(files.read(`${OWN}/journal/a`)).rejects.toThrow("it is a socket, not a file");
    server.close();
  });

  test("two of one name are both kept", async () => {
    for (const text of ["x", "y"]) {
      await files.append(`${OWN}/journal/a`, text);
      await files.setAside(`${OWN}/journal/a`);
    }
    const kept = join(root, OWN, "strange");
    expect(
      readdirSync(kept)
        .sort()
        .map((name) => readFileSync(join(kept, name), "utf8")),
    ).toEqual(["x", "y"]);
  });
});

describe("rc.conf", () => {
  test("is not written through a link that somebody has laid where its new text goes", async () => {
    writeFileSync(join(root, "victim"), "untouched");
    mkdirSync(join(root, "etc"));
    writeFileSync(join(root, "etc/rc.conf"), "a\n");
    symlinkSync(join(root, "victim"), join(root, "etc/rc.conf.ngbuddy"));
    await files.edit("/etc/rc.conf", (text) => `${text}b\n`);
    expect(readFileSync(join(root, "victim"), "utf8")).toBe("untouched");
    expect(readFileSync(join(root, "etc/rc.conf"), "utf8")).toBe("a\nb\n");
    expect(lstatSync(join(root, "etc/rc.conf")).isFile()).toBe(true);
    expect(readdirSync(join(root, "etc"))).toEqual(["rc.conf"]);
  });

  test("that is a FIFO is refused at once", async () => {
    mkdirSync(join(root, "etc"));
    spawnSync("mkfifo", [join(root, "etc/rc.conf")]);
    for (const use of [
      () => files.read("/etc/rc.conf"),
      () => files.edit("/etc/rc.conf", () => "x"),
    ])
      await expect(use()).rejects.toThrow("cannot read /etc/rc.conf: it is a FIFO, not a file");
  });

  test("stays when a directory is where its new text goes", async () => {
    mkdirSync(join(root, "etc/rc.conf.ngbuddy"), { recursive: true });
    writeFileSync(join(root, "etc/rc.conf"), "a\n");
    await expect(files.edit("/etc/rc.conf", () => "b\n")).rejects.toThrow(
      /^cannot write \/etc\/rc.conf: .*\/etc\/rc.conf.ngbuddy is in the way: it is a directory$/,
    );
    expect(await files.read("/etc/rc.conf")).toBe("a\n");
  });
});
