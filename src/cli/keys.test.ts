/** Keys are told apart, however their bytes come. */
import { expect, test } from "bun:test";
import { PassThrough } from "node:stream";
import { readKeys } from "./keys.ts";

/** The names of the keys, or what they type, that come of these chunks. */
async function keysOf(number: number, ...chunks: readonly string[]): Promise<string[]> {
  const input = new PassThrough();
  const keys: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = readKeys(input, (text, { name, ctrl }) => {
    keys.push(`${ctrl ? "C-" : ""}${name ?? text}`);
    if (keys.length === number) resolve();
  });
  for (const chunk of chunks) input.write(chunk);
  await promise;
  stop();
  return keys;
}

test("arrows and pages are keys in both modes of a terminal", async () => {
  const sent = "\x1b[A\x1bOA\x1b[B\x1bOB\x1b[5~\x1b[6~";
  expect(await keysOf(6, sent)).toEqual(["up", "up", "down", "down", "pageup", "pagedown"]);
});

test("keys typed fast are keys each, controls too", async () => {
  expect(await keysOf(6, "/vt\x7f\r\x03")).toEqual(["/", "v", "t", "backspace", "return", "C-c"]);
});

test("an arrow that comes in two parts is no Escape", async () => {
  expect(await keysOf(2, "\x1b", "[Aq")).toEqual(["up", "q"]);
  expect(await keysOf(2, "\x1b[", "5~q")).toEqual(["pageup", "q"]);
});

test("an Escape alone is one, without waiting for the next key", async () => {
  expect(await keysOf(1, "\x1b")).toEqual(["escape"]);
});

test("an Escape that comes together with the next key is two keys", async () => {
  expect(await keysOf(4, "/\x1bq", "\x1b[6~")).toEqual(["/", "escape", "q", "pagedown"]);
});
