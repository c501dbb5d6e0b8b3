/** Who is let in to pages: by a name of the server's own, from no other page, with a token or the cookie that it became. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { authorityOf, authorityOfOrigin, type Scheme } from "./authority.ts";
import { HEADERS, send } from "./send.ts";
import { cookieName, LIFETIME, type Scope, type Sessions } from "./session.ts";

/** What the door needs to know. */
export interface DoorOptions {
  /** What serves the pages, for people: `ngbuddy web`. */
  readonly program: string;
  readonly sessions: Sessions;
  /** By which a browser may call us, each as `authorityOf` writes it: `127.0.0.1:8080`. */
  readonly hosts: () => ReadonlySet<string>;
  /** Why something failed, in one line for people. */
  readonly explain: (error: unknown) => string;
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Browsers come by https, which a proxy in front of us ends. */
  readonly proxied: boolean;
}

/** A request of somebody who was let in. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly cookie: string;
  readonly scope: Scope;
  /** Answers that something cannot be had, with a line of text. */
  refuse(status: number, text: string): void;
}

/** Makes a server of pages, which does not listen yet. `changes`: may its pages change a host? */
export function createDoor(
  options: DoorOptions,
  changes: boolean,
  answer: (visit: Visit) => Promise<void> | void,
): Server {
  const scheme = options.tls !== undefined || options.proxied ? "https" : "http";
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const { port } = server.address() as AddressInfo;
      const visit = letIn(request, response, options, { changes, scheme, port });
      if (visit !== undefined) await answer(visit);
    } catch (error) {
      if (!response.headersSent) send(response, 500, "text/plain", `${options.explain(error)}\n`);
      else response.end();
    }
  };
  const server =
    options.tls === undefined ? createServer(handle) : createTlsServer(options.tls, handle);
  return server;
}

/** Returns the visit of who may come in; undefined when the request was answered already. */
function letIn(
  request: IncomingMessage,
  response: ServerResponse,
  { program, sessions, hosts }: DoorOptions,
  { changes, scheme, port }: { changes: boolean; scheme: Scheme; port: number },
): Visit | undefined {
  const refuse = (status: number, text: string): undefined =>
    void send(response, status, "text/plain", `${text}\n`);
  const { host = "", origin } = request.headers;
  const authority = authorityOf(host, scheme);
  // Another name that leads here (DNS rebinding), or another page that calls: neither is answered.
  if (authority === undefined || !hosts().has(authority))
    return refuse(421, `this server does not go by that name; ${program} --name says which it has`);
  if (origin !== undefined && !hosts().has(authorityOfOrigin(origin, scheme) ?? ""))
    return refuse(403, "another page may not ask this server");

  const base = `${scheme}://${authority}`;
  if (!URL.canParse(request.url ?? "/", base)) return refuse(400, "there is no such address");
  const url = new URL(request.url ?? "/", base);
  const scope = { changes, address: base };
  const name = cookieName(port, scheme === "https");
  const token = url.searchParams.get("token");
  if (token !== null && request.method === "GET") {
    const cookie = sessions.redeem(token, scope);
    if (cookie === undefined)
      return refuse(403, "this address was used already; take the newest one from the terminal");
    const secure = scheme === "https" ? "; Secure" : "";
    response.writeHead(303, {
      ...HEADERS,
      Location: "/",
      "Set-Cookie": `${name}=${cookie}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${LIFETIME}${secure}`,
    });
    response.end();
    return undefined;
  }
  const cookie = cookieOf(request, name);
  if (cookie === undefined || !sessions.accepts(cookie, scope))
    return refuse(401, `open the newest address that ${program} printed on the terminal`);
  return { request, response, url, cookie, scope, refuse };
}

function cookieOf(request: IncomingMessage, name: string): string | undefined {
  const cookies = (request.headers.cookie ?? "").split(/;\s*/);
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
}
