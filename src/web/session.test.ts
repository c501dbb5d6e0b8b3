/** Who is let in. */
import { expect, test } from "bun:test";
import { cookieName, type Scope, Sessions } from "./session.ts";

const key = Buffer.alloc(32, 7);
const scope: Scope = { changes: false, address: "http://127.0.0.1:8080" };

function sessionsAt(now: () => number, own = key, letIn?: () => void): Sessions {
  return new Sessions(() => own, now, letIn);
}

test("a token is good once, and then another is the newest, which is told", () => {
  const newest: string[] = [];
  const sessions: Sessions = sessionsAt(
    () => 1000,
    key,
    () => newest.push(sessions.currentToken),
  );
  const token = sessions.currentToken;
  expect(sessions.redeem("", scope)).toBeUndefined();
  expect(sessions.redeem(`${token}x`, scope)).toBeUndefined();
  expect(newest).toEqual([]);
  expect(sessions.accepts(sessions.redeem(token, scope), scope)).toBe(true);
  expect(sessions.redeem(token, scope)).toBeUndefined();
  expect(newest).toEqual([sessions.currentToken]);
  expect(sessions.accepts(sessions.redeem(newest[0]!, scope), scope)).toBe(true);
});

test("a cookie lasts a week, and no other server's, nor one that was changed, is taken", () => {
  let now = 1000;
  const sessions = sessionsAt(() => now);
  const cookie = sessions.redeem(sessions.currentToken, scope)!;
  const [expires, signature] = cookie.split(".");
  expect(sessions.accepts(`${Number(expires) + 1}.${signature}`, scope)).toBe(false);
  expect(sessions.accepts(undefined, scope)).toBe(false);
  expect(sessions.accepts("", scope)).toBe(false);
  expect(sessionsAt(() => now, Buffer.alloc(32, 8)).accepts(cookie, scope)).toBe(false);
  expect(sessionsAt(() => now).accepts(cookie, scope)).toBe(true);
  now += 7 * 24 * 3600 + 1;
  expect(sessions.accepts(cookie, scope)).toBe(false);
});

test("a cookie of a page for reading does not let in to one that changes the host, nor to another address", () => {
  const sessions = sessionsAt(() => 1000);
  const cookie = sessions.redeem(sessions.currentToken, scope);
  expect(sessions.accepts(cookie, scope)).toBe(true);
  expect(sessions.accepts(cookie, { ...scope, changes: true })).toBe(false);
  for (const address of [
    "http://127.0.0.1:8081",
    "http://localhost:8080",
    "https://127.0.0.1:8080",
  ])
    expect(sessions.accepts(cookie, { ...scope, address })).toBe(false);
});

test("each port has a cookie of its own, with https one that no other host can set", () => {
  expect(cookieName(8080, false)).toBe("ngbuddy-8080");
  expect(cookieName(443, true)).toBe("__Host-ngbuddy-443");
});
