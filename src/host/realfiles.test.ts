import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errno } from "../netgraph/errno.ts";
import { FileError, type HostFiles } from "./host.ts";
import { realFiles } from "./realfiles.ts";

let root: string;
let files: HostFiles;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ngbuddy-files-"));
  files = realFiles({ root, locks: "/locks" });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("an edit keeps mode and link, and leaves no other file behind", async () => {
  writeFileSync(join(root, "real"), "a\n");
  chmodSync(join(root, "real"), 0o640);
  symlinkSync("real", join(root, "rc.conf"));
  await files.edit("/rc.conf", (text) => `${text}b\n`);
  expect(readFileSync(join(root, "real"), "utf8")).toBe("a\nb\n");
  expect(lstatSync(join(root, "rc.conf")).isSymbolicLink()).toBe(true);
  expect(statSync(join(root, "real")).mode & 0o7777).toBe(0o640);
  expect(readdirSync(root).sort()).toEqual(["locks", "rc.conf", "real"]);
  expect(readdirSync(join(root, "locks"))).toEqual([]);
});

test("every byte stays, whatever encoding somebody has used", async () => {
  const bytes = Buffer.from([0x23, 0x20, 0x42, 0xfc, 0x72, 0x6f, 0x0d, 0x0a]);
  writeFileSync(join(root, "rc.conf"), bytes);
  await files.edit("/rc.conf", (text) => `${text}a="1"\n`);
  expect(readFileSync(join(root, "rc.conf"))).toEqual(
    Buffer.concat([bytes, Buffer.from('a="1"\n')]),
  );
  writeFileSync(join(root, "rc.conf"), "# Büro\n");
  await files.edit("/rc.conf", (text) => text?.replace("Büro", "büro"));
  expect(readFileSync(join(root, "rc.conf"), "utf8")).toBe("# büro\n");
});

test("what is added to is its owner's alone", async () => {
  await files.append("/var/journal", "a\n");
  await files.append("/var/journal", "b\n");
  expect(readFileSync(join(root, "var/journal"), "utf8")).toBe("a\nb\n");
  expect(statSync(join(root, "var/journal")).mode & 0o777).toBe(0o600);
});

test("a file that is not there is made, with its directory; one that need not change is not touched", async () => {
  await files.edit("/etc/rc.conf", (text) => {
    expect(text).toBeUndefined();
    return "x\n";
  });
  const before = statSync(join(root, "etc/rc.conf")).ino;
  await files.edit("/etc/rc.conf", () => undefined);
  await files.edit("/etc/rc.conf", () => "x\n");
  expect(statSync(join(root, "etc/rc.conf")).ino).toBe(before);
  expect(await files.read("/etc/nosuch")).toBeUndefined();
  expect(await files.list("/nosuch")).toEqual([]);
  await files.remove("/etc/nosuch");
});

test("an edit that cannot be written says which file and why, and the old text stays", async () => {
  writeFileSync(join(root, "etc"), "not a directory");
  const failure = files.edit("/etc/rc.conf", () => "x\n");
  expect(failure).rejects.toThrow("/etc/rc.conf: a part of the path is not a directory");
  expect(failure).rejects.toBeInstanceOf(FileError);
  writeFileSync(join(root, "rc.conf"), "old\n");
  const wrong = files.edit("/rc.conf", () => {
    throw new Error("no such variable");
  });
  expect(wrong).rejects.toThrow("no such variable");
  await wrong.catch(() => {});
  expect(await files.read("/rc.conf")).toBe("old\n");
  await files.edit("/rc.conf", (text) => `${text}new\n`);
  expect(await files.read("/rc.conf")).toBe("old\nnew\n");
});

test("the lock of a process that is gone is taken over, by one of many", async () => {
  const dead = spawn("true");
  await new Promise((resolve) => dead.on("exit", resolve));
  writeFileSync(join(root, "rc.conf"), "");
  await files.edit("/rc.conf", () => "");
  const name = `${join(root, "rc.conf").replaceAll("/", "_")}.lock`;
  writeFileSync(join(root, "locks", name), `${dead.pid}\n`);
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => files.edit("/rc.conf", (text) => `${text}${i}\n`)),
  );
  expect((await files.read("/rc.conf"))!.split("\n").length).toBe(21);
});

test("several processes that edit at once lose no line", async () => {
  const program = `
    import { realFiles } from ${JSON.stringify(join(import.meta.dirname, "realfiles.ts"))};
    const files = realFiles({ root: process.argv[1], locks: "/locks" });
    for (let i = 0; i < 10; i++) await files.edit("/rc.conf", (text) => (text ?? "") + process.pid + " " + i + "\\n");
  `;
  const statuses = await Promise.all(
    Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, ["-e", program, root]);
      return new Promise((resolve) => child.on("exit", resolve));
    }),
  );
  expect(statuses).toEqual([0, 0, 0, 0]);
  const lines = (await files.read("/rc.conf"))!.trim().split("\n");
  expect(new Set(lines).size).toBe(40);
});

test("a lock is had by one at a time", async () => {
  const order: string[] = [];
  const letGo = await files.lock("turn");
  const next = files.lock("turn").then((release) => {
    order.push("second has it");
    release();
  });
  await files.edit("/rc.conf", () => "a\n");
  order.push("first lets go");
  letGo();
  await next;
  expect(order).toEqual(["first lets go", "second has it"]);
  expect(readdirSync(join(root, "locks"))).toEqual([]);
});

test("a lock that cannot be kept is an error with its file", async () => {
  writeFileSync(join(root, "locks"), "");
  await expect(files.lock("turn")).rejects.toThrow("cannot lock /locks/turn.lock: ");
});

test("a directory in a file's place is told as one, so that its files can be read instead", async () => {
  mkdirSync(join(root, "rc.conf.d"));
  const failure = await files.read("/rc.conf.d").catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FileError);
  expect(failure).toMatchObject({ errno: errno.EISDIR });
});
