/** How everything is answered. */
import { expect, test } from "bun:test";
import type { ServerResponse } from "node:http";
import { send } from "./send.ts";

test("every answer has its type and keeps other pages out", () => {
  let head: unknown[] = [];
  let body: unknown;
  const response = {
    writeHead: (...args: unknown[]) => {
      head = args;
    },
    end: (text: unknown) => {
      body = text;
    },
  } as unknown as ServerResponse;
  send(response, 404, "text/plain", "no", { "X-More": "1" });
  expect([head[0], body]).toEqual([404, "no"]);
  expect(head[1]).toMatchObject({
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Security-Policy": expect.stringContaining("default-src 'none'"),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "X-More": "1",
  });
});
