/** Where the key of the cookies is kept. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  chmodSync,
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
import { KeyFile } from "./keyfile.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "ngbuddy-key-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("the key is kept for its owner alone, and is the same the next time", () => {
  const file = join(directory, "deep", "web.key");
  const made = new KeyFile(file).key();
  expect(made).toHaveLength(32);
  expect(new KeyFile(file).key()).toEqual(made);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(directory, "deep")).mode & 0o777).toBe(0o700);
});

test("a server that runs notices that its key was revoked, or is gone", () => {
  const file = join(directory, "revoked", "web.key");
  const running = new KeyFile(file);
  const first = running.key();
  new KeyFile(file).revoke();
  const second = running.key();
  expect(second).not.toEqual(first);
  expect(new KeyFile(file).key()).toEqual(second);
  rmSync(file);
  expect(running.key()).not.toEqual(second);
  expect(readdirSync(join(directory, "revoked"))).toEqual(["web.key"]);
});

test.each([
  ["a link", (file: string) => symlinkSync(join(directory, "target"), file)],
  [
    "one that others can read",
    (file: string) => {
      writeFileSync(file, Buffer.alloc(32, 1));
      chmodSync(file, 0o644);
    },
  ],
  ["a short one", (file: string) => writeFileSync(file, "short", { mode: 0o600 })],
])("%s in the key's place is replaced, not trusted", (name, put) => {
  const target = join(directory, "target");
  writeFileSync(target, Buffer.alloc(32, 1), { mode: 0o600 });
  const own = join(directory, name.replaceAll(" ", "-"));
  mkdirSync(own, { mode: 0o700 });
  const file = join(own, "web.key");
  put(file);
  expect(new KeyFile(file).key()).not.toEqual(Buffer.alloc(32, 1));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(target)).toEqual(Buffer.alloc(32, 1));
});

test("a directory in which others can write is theirs no more; one that is a link is refused", () => {
  const shared = join(directory, "shared");
  mkdirSync(shared);
  chmodSync(shared, 0o777);
  expect(new KeyFile(join(shared, "web.key")).key()).toHaveLength(32);
  expect(statSync(shared).mode & 0o777).toBe(0o700);
  const link = join(directory, "link");
  symlinkSync(shared, link);
  expect(() => new KeyFile(join(link, "web.key")).key()).toThrow(
    `${link} is a symbolic link, not a directory`,
  );
});
