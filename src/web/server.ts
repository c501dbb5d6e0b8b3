/** The live page's server: one process, nothing to install, read-only unless told otherwise. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Topology } from "../buddy/topology.ts";
import { draw, type Format, formats } from "../picture/index.ts";
import { answerChange, type CarryOut } from "./changes.ts";
import { detailsOf, liveOf } from "./details.ts";
import type { Found, Model } from "./model.ts";
import { pageFiles } from "./page.ts";
import { HEADERS, send } from "./send.ts";
import { COOKIE, LIFETIME, type Sessions } from "./session.ts";

export interface WebOptions {
  readonly model: Model;
  readonly sessions: Sessions;
  /** Names and addresses by which a browser may call us, with the port: `127.0.0.1:8080`. */
  readonly hosts: () => ReadonlySet<string>;
  /** Carries a change out, or shows its plan; undefined when the page is read-only. */
  readonly change: CarryOut | undefined;
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
      "Set-Cookie": `${COOKIE}=${cookie}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${LIFETIME}${secure}`,
    });
    response.end();
    return;
  }
  if (!options.sessions.accepts(cookieOf(request))) {
    return refuse(401, "open the address that ngbuddy web printed on the terminal");
  }
  if (request.method === "POST")
    return await answerChange(request, response, options.change, url, refuse);
  if (request.method !== "GET") return refuse(405, "GET and POST only");
  await answerGet(response, options, listeners, url, refuse);
}

const TYPES: { readonly [format in Format]: string } = {
  svg: "image/svg+xml",
  png: "image/png",
  dot: "text/vnd.graphviz",
  mmd: "text/plain",
  json: "application/json",
  html: "text/html",
  txt: "text/plain",
};

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
  send(response, 200, TYPES[format], picture, {
    "Content-Disposition": `attachment; filename="netgraph.${format}"`,
  });
}

/** Width to height of the page's own picture; what is no such number is as if it was not given. */
function aspectOf(url: URL): number | undefined {
  const aspect = Number(url.searchParams.get("aspect"));
  return aspect >= 0.2 && aspect <= 5 ? aspect : undefined;
}

function cookieOf(request: IncomingMessage): string | undefined {
  const cookies = (request.headers.cookie ?? "").split(/;\s*/);
  return cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
}
