/** The live page's server: one process, nothing to install, read-only unless told otherwise. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Topology } from "../buddy/topology.ts";
import { draw, type Format, formats } from "../picture/index.ts";
import { detailsOf, liveOf } from "./details.ts";
import type { Found, Model } from "./model.ts";
import { pageFiles } from "./page.ts";
import { COOKIE, type Sessions } from "./session.ts";

export interface Change {
  /** A word and its arguments: `bridge lan em1`. */
  readonly words: readonly string[];
  readonly dryRun: boolean;
}

export interface WebOptions {
  readonly model: Model;
  readonly sessions: Sessions;
  /** Names and addresses by which a browser may call us, with the port: `127.0.0.1:8080`. */
  readonly hosts: () => ReadonlySet<string>;
  /** Carries a change out, or shows its plan; undefined when the page is read-only. */
  readonly change: ((change: Change) => Promise<{ status: number; text: string }>) | undefined;
  /** A reading with every node, for pictures of all of them. */
  readonly readAll: () => Promise<Topology>;
  /** More of a link or a bridge than a reading has: jail parameters, lines of rc.conf. */
  readonly ask: (found: Found) => Promise<{
    readonly jail: readonly string[];
    readonly rcLines: readonly string[];
  }>;
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Browsers come by https, which a proxy in front of us ends. */
  readonly proxied: boolean;
}

/** Words that the page may ask for. Everything else is for the command line. */
const CHANGES = new Set(["bridge", "unbridge", "create", "destroy"]);
const LARGEST_BODY = 4096;

const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
} as const;

export interface WebServer {
  readonly server: Server;
  /** Tells every open page of a new reading. */
  push(): void;
  close(): void;
}

export function createWebServer(options: WebOptions): WebServer {
  const listeners = new Set<ServerResponse>();
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, options, listeners).catch((error: unknown) => {
      if (!response.headersSent)
        send(response, 500, "text/plain", `internal fault: ${String(error).split("\n")[0]}\n`);
      else response.end();
    });
  };
  const server =
    options.tls === undefined ? createServer(handle) : createTlsServer(options.tls, handle);
  return {
    server,
    push() {
      const update = options.model.current;
      if (update === undefined) return;
      const message = `data: ${JSON.stringify(update)}\n\n`;
      // Who has not taken the last one yet does without this one.
      for (const listener of listeners) if (!listener.writableNeedDrain) listener.write(message);
    },
    close() {
      for (const listener of listeners) listener.end();
      server.close();
      server.closeAllConnections();
    },
  };
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  more: object = {},
): void {
  response.writeHead(status, { ...HEADERS, "Content-Type": `${type}; charset=utf-8`, ...more });
  response.end(body);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: WebOptions,
  listeners: Set<ServerResponse>,
): Promise<void> {
  const refuse = (status: number, text: string) =>
    send(response, status, "text/plain", `${text}\n`);
  const { host, origin } = request.headers;
  // Another name that leads here (DNS rebinding), or another page that calls: neither is answered.
  if (host === undefined || !options.hosts().has(host))
    return refuse(421, "this server does not go by that name");
  const scheme = options.tls !== undefined || options.proxied ? "https" : "http";
  if (origin !== undefined && origin !== `${scheme}://${host}`)
    return refuse(403, "another page may not ask this server");

  const url = new URL(request.url ?? "/", `${scheme}://${host}`);
  const token = url.searchParams.get("token");
  if (token !== null && request.method === "GET") {
    const cookie = options.sessions.redeem(token);
    if (cookie === undefined)
      return refuse(403, "this address was used already; take the newest one from the terminal");
    const secure = scheme === "https" ? "; Secure" : "";
    response.writeHead(303, {
      ...HEADERS,
      Location: "/",
      "Set-Cookie": `${COOKIE}=${cookie}; HttpOnly; SameSite=Strict; Path=/; Max-Age=604800${secure}`,
    });
    response.end();
    return;
  }
  if (!options.sessions.accepts(cookieOf(request))) {
    return refuse(401, "open the address that ngbuddy web printed on the terminal");
  }
  if (request.method === "POST") return await answerChange(request, response, options, url, refuse);
  if (request.method !== "GET") return refuse(405, "GET and POST only");
  await answerGet(response, options, listeners, url, refuse);
}

async function answerGet(
  response: ServerResponse,
  options: WebOptions,
  listeners: Set<ServerResponse>,
  url: URL,
  refuse: (status: number, text: string) => void,
): Promise<void> {
  const { model } = options;
  const theme = url.searchParams.get("theme") === "dark" ? "dark" : "light";
  const file = pageFiles[url.pathname];
  if (file !== undefined) return send(response, 200, file.type, file.text);
  switch (url.pathname) {
    case "/events":
      response.writeHead(200, { ...HEADERS, "Content-Type": "text/event-stream" });
      response.write(
        `retry: 1000\nevent: hello\ndata: ${JSON.stringify({ changes: options.change !== undefined })}\n\n`,
      );
      if (model.current !== undefined) response.write(`data: ${JSON.stringify(model.current)}\n\n`);
      listeners.add(response);
      response.on("close", () => listeners.delete(response));
      return;
    case "/picture":
      if (model.current === undefined) return refuse(503, "the host has not been read yet");
      return send(response, 200, "image/svg+xml", model.picture(theme, aspectOf(url)), {
        // The page may have been told of another one by now.
        ETag: `"${model.current.shape}"`,
      });
    case "/details":
    case "/live": {
      const found = model.find(url.searchParams.get("key") ?? "");
      if (found === undefined) return refuse(404, "that is gone");
      const told =
        url.pathname === "/live"
          ? liveOf(model, found)
          : detailsOf(found, await options.ask(found));
      return send(response, 200, "application/json", JSON.stringify(told));
    }
  }
  const format = formats.find((known: Format) => url.pathname === `/netgraph.${known}`);
  if (format === undefined) return refuse(404, "there is no such page");
  const picture = await draw(await options.readAll(), format, {
    theme,
    nodes: url.searchParams.has("nodes"),
  });
  const types: { readonly [format in Format]: string } = {
    svg: "image/svg+xml",
    png: "image/png",
    dot: "text/vnd.graphviz",
    mmd: "text/plain",
    json: "application/json",
    html: "text/html",
    txt: "text/plain",
  };
  send(response, 200, types[format], picture, {
    "Content-Disposition": `attachment; filename="netgraph.${format}"`,
  });
}

/** Width to height of the page's own picture; what is no such number is as if it was not given. */
function aspectOf(url: URL): number | undefined {
  const aspect = Number(url.searchParams.get("aspect"));
  return aspect >= 0.2 && aspect <= 5 ? aspect : undefined;
}

async function answerChange(
  request: IncomingMessage,
  response: ServerResponse,
  options: WebOptions,
  url: URL,
  refuse: (status: number, text: string) => void,
): Promise<void> {
  if (url.pathname !== "/plan" && url.pathname !== "/apply")
    return refuse(404, "there is no such page");
  // A form of another page cannot send this type without asking first.
  if (
    request.headers["content-type"] !== "application/json" ||
    request.headers.origin === undefined
  ) {
    return refuse(403, "changes are asked for by the page itself");
  }
  if (options.change === undefined)
    return refuse(403, "this page is read-only; start it with --allow-changes");
  const words = wordsOf(await bodyOf(request));
  if (words === undefined || !CHANGES.has(words[0] ?? ""))
    return refuse(400, `one of ${[...CHANGES].join(", ")} and its names`);
  const result = await options.change({ words, dryRun: url.pathname === "/plan" });
  send(response, result.status === 0 ? 200 : 422, "text/plain", result.text);
}

/** Names only: nothing that begins with a dash is a name. */
function wordsOf(body: string): readonly string[] | undefined {
  try {
    const { words } = JSON.parse(body) as { words?: unknown };
    if (!Array.isArray(words) || words.length > 4) return undefined;
    return words.every(
      (word) => typeof word === "string" && /^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,30}$/.test(word),
    )
      ? words
      : undefined;
  } catch {
    return undefined;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) {
    body += chunk;
    if (body.length > LARGEST_BODY) return "";
  }
  return body;
}

function cookieOf(request: IncomingMessage): string | undefined {
  const cookies = (request.headers.cookie ?? "").split(/;\s*/);
  return cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
}
