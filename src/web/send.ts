/** How everything is answered: with headers that keep other pages out. */
import type { ServerResponse } from "node:http";

export const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
} as const;

export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  more: object = {},
): void {
  response.writeHead(status, { ...HEADERS, "Content-Type": `${type}; charset=utf-8`, ...more });
  response.end(body);
}
