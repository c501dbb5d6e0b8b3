/** The options of what serves pages: where it listens, and whom it lets in. */
import type { Options } from "../subcommand.ts";

/** What every server of pages takes. */
export const PAGE_OPTIONS = {
  port: {
    type: "string",
    value: "PORT",
    summary: "this port instead of any free one; browsers are let in to one port",
  },
  listen: { type: "string", value: "ADDRESS", summary: "this address instead of 127.0.0.1" },
  "tls-cert": { type: "string", value: "FILE", of: "files", summary: "its certificate, PEM" },
  "tls-key": { type: "string", value: "FILE", of: "files", summary: "and the key of that" },
  "behind-proxy": { type: "boolean", summary: "a proxy in front of it has TLS" },
  name: {
    type: "string",
    value: "HOST[:PORT]",
    summary:
      "by which browsers call the server; PORT where it is not the server's, nor a proxy's 443",
  },
  revoke: {
    type: "boolean",
    summary: "alone: let no browser in any more that was before, and close their pages",
  },
} as const satisfies Options;
