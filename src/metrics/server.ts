/** The server that Prometheus scrapes: a page or a few, for reading. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { jsonText } from "../buddy/printable.ts";
import type { Metric } from "./families.ts";
import { isLoopbackName } from "./place.ts";
import { CONTENT_TYPES, metricsText, type TextFormat } from "./text.ts";
import { bears } from "./token.ts";

/** What is asked for, and how the server is called by who asks. */
export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  /** `127.0.0.1:9647`. */
  readonly authority: string;
}

/** What is at an address: metrics, what a program reads, or a line for people. */
export type Page =
  | { readonly metrics: () => Promise<readonly Metric[]> }
  | { readonly json: unknown }
  | { readonly status: number; readonly line: string };

/** What the server needs. */
export interface ServerOptions {
  readonly page: (asked: Asked) => Page;
  /** Only who knows it is answered; undefined for everybody. */
  readonly token: string | undefined;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** Is it reached from this machine alone? */
  readonly isLoopback: boolean;
}

/** Seconds that a client may take to say what it wants. */
const PATIENCE = 10;
const compress = promisify(gzip);
const HEADERS = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" } as const;

/** Makes the server, which does not listen yet. */
export function createMetricsServer(options: ServerOptions): Server {
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, options).catch((error: unknown) => {
      if (response.headersSent) response.end();
      else say(response, 500, `${(error as Error).message}\n`);
    });
  };
  const server =
    options.tls === undefined ? createServer(handle) : createTlsServer(options.tls, handle);
  server.headersTimeout = PATIENCE * 1000;
  server.requestTimeout = PATIENCE * 1000;
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: ServerOptions,
): Promise<void> {
  const { token, tls, isLoopback, page } = options;
  const { method, url = "/", headers } = request;
  if (token !== undefined) {
    if (!bears(headers.authorization, token))
      return say(response, 401, "the bearer token is missing or wrong\n", {
        "WWW-Authenticate": 'Bearer realm="ngbuddy"',
      });
  } else if (isLoopback && tls === undefined && !isLoopbackName(headers.host))
    return say(response, 403, "call it 127.0.0.1 or localhost, or give it a --token-file\n");
  if (method !== "GET" && method !== "HEAD")
    return say(response, 405, "it is for reading\n", { Allow: "GET, HEAD" });
  const [path = "/", query] = url.split("?");
  const found = page({
    path,
    query: new URLSearchParams(query),
    authority: headers.host ?? "",
  });
  if ("line" in found) return say(response, found.status, `${found.line}\n`);
  const format = formatFor(headers.accept);
  const [type, text] =
    "json" in found
      ? ["application/json", jsonText(found.json)]
      : [CONTENT_TYPES[format], await metricsText(await found.metrics(), format)];
  const zipped = /\bgzip\b/.test(headers["accept-encoding"]?.toString() ?? "");
  const body = zipped ? await compress(text, { level: constants.Z_BEST_SPEED }) : Buffer.from(text);
  response.writeHead(200, {
    ...HEADERS,
    "Content-Type": type,
    "Content-Length": body.length,
    Vary: "Accept, Accept-Encoding",
    ...(zipped && { "Content-Encoding": "gzip" }),
  });
  response.end(body);
}

function formatFor(accept: string | undefined): TextFormat {
  return accept?.includes("application/openmetrics-text") ? "openmetrics" : "prometheus";
}

function say(response: ServerResponse, status: number, text: string, more: object = {}): void {
  response.writeHead(status, { ...HEADERS, "Content-Type": "text/plain; charset=utf-8", ...more });
  response.end(text);
}
