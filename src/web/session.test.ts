/** Who is let in. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyFrom, Sessions } from "./session.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ngbuddy-session-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = Buffer.alloc(32, 7);

test("a token is good once, and then another is the newest", () => {
  const sessions = new Sessions(key, () => 1000);
  const token = sessions.currentToken;
  expect(sessions.redeem("")).toBeUndefined();
  expect(sessions.redeem(`${token}x`)).toBeUndefined();
  expect(sessions.accepts(sessions.redeem(token))).toBe(true);
  expect(sessions.redeem(token)).toBeUndefined();
  expect(sessions.currentToken).not.toBe(token);
});

test("a cookie lasts a week, and no other server's, nor one that was changed, is taken", () => {
  let now = 1000;
  const sessions = new Sessions(key, () => now);
  const cookie = sessions.redeem(sessions.currentToken)!;
  const [expires, signature] = cookie.split(".");
  expect(sessions.accepts(`${Number(expires) + 1}.${signature}`)).toBe(false);
  expect(sessions.accepts(undefined)).toBe(false);
  expect(sessions.accepts("")).toBe(false);
  expect(new Sessions(Buffer.alloc(32, 8), () => now).accepts(cookie)).toBe(false);
  expect(new Sessions(key, () => now).accepts(cookie)).toBe(true);
  now += 7 * 24 * 3600 + 1;
  expect(sessions.accepts(cookie)).toBe(false);
});

test("the key is kept for its owner alone, and is the same the next time", () => {
  const file = join(folder, "deep", "web.key");
  const made = keyFrom(file);
  expect(made).toHaveLength(32);
  expect(keyFrom(file)).toEqual(made);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
