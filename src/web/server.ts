/** The live page's server: one process, nothing to install, read-only unless told otherwise. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Topology } from "../buddy/topology.ts";
import { formats, type PictureFormat, type PictureOptions } from "../picture/formats.ts";
import { API, answerApi } from "./api.ts";
import { authorityOf, authorityOfOrigin, type Scheme } from "./authority.ts";
import { answerChange, type Changes } from "./changes.ts";
import { detailsOf, liveOf } from "./details.ts";
import type { Examined } from "./findings.ts";
import type { Found, Model } from "./model.ts";
import { pageFiles } from "./page.ts";
import { HEADERS, send } from "./send.ts";
import { cookieName, LIFETIME, type Scope, type Sessions } from "./session.ts";
import { Turns } from "./turns.ts";

/** What the server needs of the rest of the program. */
export interface WebOptions {
  readonly model: Model;
  readonly sessions: Sessions;
  /** By which a browser may call us, each as `authorityOf` writes it: `127.0.0.1:8080`. */
  readonly hosts: () => ReadonlySet<string>;
  /** Carries a change out, or shows its plan; undefined when the page is read-only. */
  readonly changes: Changes | undefined;
  /** A reading with every node, for pictures of all of them. */
  readonly readAll: () => Promise<Topology>;
  /** Draws a picture for downloading; it may take seconds, in which others are to be answered. */
  readonly draw: (
    topology: Topology,
    format: PictureFormat,
    options: PictureOptions,
    signal: AbortSignal,
  ) => Promise<string | Uint8Array>;
  /** More of a link or a bridge than a reading has: jail parameters, lines of rc.conf. */
  readonly ask: (found: Found) => Promise<{
    readonly jail: readonly string[];
    readonly rcLines: readonly string[];
  }>;
  /** What is wrong with the host, as the doctor finds. */
  readonly examine: () => Promise<Examined>;
  /** Why something failed, in one line for people. */
  readonly explain: (error: unknown) => string;
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Browsers come by https, which a proxy in front of us ends. */
  readonly proxied: boolean;
}

/** A server that listens. */
export interface WebServer {
  readonly server: Server;
  /** Tells every open page of a new reading. */
  push(): void;
  /** Tells every open page why the host could not be read. */
  trouble(reason: string): void;
  /** Ends all connections and listens no more. */
  close(): void;
}

/** So many pictures wait while one is drawn. */
const MAX_WAITING = 4;

/** What is kept of the pages that are open, and of those that wait. */
interface Serving {
  readonly options: WebOptions;
  /** The pages that are told of each reading, with what let them in. */
  readonly listeners: Map<ServerResponse, { readonly cookie: string; readonly scope: Scope }>;
  /** Called when the first reading has come, or has failed. */
  readonly waiting: Set<() => void>;
  readonly turns: Turns;
  readonly scheme: Scheme;
  readonly port: () => number;
  /** Why the last reading failed, as an event. */
  trouble: string;
}

export function createWebServer(options: WebOptions): WebServer {
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, serving).catch((error: unknown) => {
      if (!response.headersSent) send(response, 500, "text/plain", `${options.explain(error)}\n`);
      else response.end();
    });
  };
  const server =
    options.tls === undefined ? createServer(handle) : createTlsServer(options.tls, handle);
  const serving: Serving = {
    options,
    listeners: new Map(),
    waiting: new Set(),
    turns: new Turns(MAX_WAITING),
    scheme: options.tls !== undefined || options.proxied ? "https" : "http",
    port: () => (server.address() as AddressInfo).port,
    trouble: "",
  };
  return {
    server,
    push() {
      const update = options.model.current;
      if (update === undefined) return;
      serving.trouble = "";
      tell(serving, `data: ${JSON.stringify(update)}\n\n`);
    },
    trouble(reason) {
      serving.trouble = `event: trouble\ndata: ${JSON.stringify({ reason })}\n\n`;
      tell(serving, serving.trouble);
    },
    close() {
      for (const listener of serving.listeners.keys()) listener.end();
      server.close();
      server.closeAllConnections();
    },
  };
}

function tell({ listeners, waiting, options: { sessions } }: Serving, message: string): void {
  for (const [listener, { cookie, scope }] of listeners) {
    // Its time may be over by now, or it was revoked.
    if (!sessions.accepts(cookie, scope)) listener.end();
    // Who has not taken the last one yet does without this one.
    else if (!listener.writableNeedDrain) listener.write(message);
  }
  for (const go of waiting) go();
  waiting.clear();
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  serving: Serving,
): Promise<void> {
  const { options, scheme } = serving;
  const refuse = (status: number, text: string) =>
    send(response, status, "text/plain", `${text}\n`);
  const { host = "", origin } = request.headers;
  const authority = authorityOf(host, scheme);
  // Another name that leads here (DNS rebinding), or another page that calls: neither is answered.
  if (authority === undefined || !options.hosts().has(authority))
    return refuse(
      421,
      "this server does not go by that name; ngbuddy web --name says which it has",
    );
  if (origin !== undefined && !options.hosts().has(authorityOfOrigin(origin, scheme) ?? ""))
    return refuse(403, "another page may not ask this server");

  const base = `${scheme}://${authority}`;
  if (!URL.canParse(request.url ?? "/", base)) return refuse(400, "there is no such address");
  const url = new URL(request.url ?? "/", base);
  const scope = { changes: options.changes !== undefined, address: base };
  const name = cookieName(serving.port(), scheme === "https");
  const token = url.searchParams.get("token");
  if (token !== null && request.method === "GET") {
    const cookie = options.sessions.redeem(token, scope);
    if (cookie === undefined)
      return refuse(403, "this address was used already; take the newest one from the terminal");
    const secure = scheme === "https" ? "; Secure" : "";
    response.writeHead(303, {
      ...HEADERS,
      Location: "/",
      "Set-Cookie": `${name}=${cookie}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${LIFETIME}${secure}`,
    });
    response.end();
    return;
  }
  const cookie = cookieOf(request, name);
  if (cookie === undefined || !options.sessions.accepts(cookie, scope))
    return refuse(401, "open the newest address that ngbuddy web printed on the terminal");
  if (request.method === "POST")
    return await answerChange(request, response, options.changes, url, refuse);
  if (request.method !== "GET") return refuse(405, "GET and POST only");
  if (url.pathname === "/events") listen(response, serving, { cookie, scope });
  else await answerGet(response, serving, url, refuse);
}

/** A page that is told of each reading from now on. */
function listen(
  response: ServerResponse,
  { options, listeners, trouble }: Serving,
  letIn: { readonly cookie: string; readonly scope: Scope },
): void {
  const { model } = options;
  const hello = JSON.stringify({ changes: options.changes?.forms ?? [] });
  response.writeHead(200, { ...HEADERS, "Content-Type": "text/event-stream" });
  response.write(`retry: 1000\nevent: hello\ndata: ${hello}\n\n`);
  if (model.current !== undefined) response.write(`data: ${JSON.stringify(model.current)}\n\n`);
  if (trouble !== "") response.write(trouble);
  listeners.set(response, letIn);
  response.on("close", () => listeners.delete(response));
}

async function answerGet(
  response: ServerResponse,
  serving: Serving,
  url: URL,
  refuse: (status: number, text: string) => void,
): Promise<void> {
  const { options } = serving;
  const { model } = options;
  const theme = url.searchParams.get("theme") === "dark" ? "dark" : "light";
  const file = pageFiles[url.pathname];
  if (file !== undefined) return send(response, 200, file.type, file.text);
  if (url.pathname.startsWith(API)) return await answerProgram(response, serving, url, refuse);
  switch (url.pathname) {
    case "/picture":
      await firstReading(serving);
      if (model.current === undefined) return refuse(503, "the host has not been read yet");
      return send(response, 200, "image/svg+xml", model.picture(theme, aspectOf(url)), {
        // The page may have been told of another one by now.
        ETag: `"${model.current.shape}"`,
      });
    case "/names": {
      const names = await options.changes?.names(url.searchParams.get("of") ?? "");
      if (names === undefined) return refuse(404, "there is no such page");
      return send(response, 200, "application/json", JSON.stringify(names));
    }
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
  const format = formats.find(({ extension }) => url.pathname === `/netgraph.${extension}`);
  if (format === undefined) return refuse(404, "there is no such page");
  await answerPicture(response, serving, format, {
    theme,
    nodes: url.searchParams.has("nodes"),
  });
}

/** Whoever asks may be quicker than the first reading. */
async function firstReading({ options: { model }, trouble, waiting }: Serving): Promise<void> {
  if (model.current === undefined && trouble === "")
    await new Promise<void>((go) => waiting.add(go));
}

/** What a program asks for. */
async function answerProgram(
  response: ServerResponse,
  serving: Serving,
  url: URL,
  refuse: (status: number, text: string) => void,
): Promise<void> {
  await firstReading(serving);
  if (serving.options.model.current === undefined)
    return refuse(503, "the host has not been read yet");
  const told = await answerApi(url.pathname, serving.options);
  if (told === undefined)
    return refuse(404, "there is nothing of this name; /api/openapi.json has all");
  send(response, 200, "application/json", told);
}

/** A picture to download. */
async function answerPicture(
  response: ServerResponse,
  { options, turns }: Serving,
  format: PictureFormat,
  look: PictureOptions,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const turn = turns.take(
    async () => await options.draw(await options.readAll(), format, look, gone.signal),
    gone.signal,
  );
  if (turn === undefined) {
    const why = `${MAX_WAITING + 1} pictures are being drawn already; try again in a few seconds\n`;
    return send(response, 503, "text/plain", why, { "Retry-After": "5" });
  }
  const picture = await turn;
  if (picture === undefined || gone.signal.aborted) return;
  send(response, 200, format.mediaType, picture, {
    "Content-Disposition": `attachment; filename="netgraph.${format.extension}"`,
  });
}

/** Width to height of the page's own picture; what is no such number is as if it was not given. */
function aspectOf(url: URL): number | undefined {
  const aspect = Number(url.searchParams.get("aspect"));
  return aspect >= 0.2 && aspect <= 5 ? aspect : undefined;
}

function cookieOf(request: IncomingMessage, name: string): string | undefined {
  const cookies = (request.headers.cookie ?? "").split(/;\s*/);
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
}
