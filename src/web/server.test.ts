/** Whom the server answers, and what it takes from them. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type AddressInfo, connect } from "node:net";
import { madeUpTopology } from "../../test/support/topologies.ts";
import { authorityOf } from "./authority.ts";
import type { Change } from "./changes.ts";
import { Model } from "./model.ts";
import { createWebServer, type WebOptions, type WebServer } from "./server.ts";
import { cookieName, Sessions } from "./session.ts";

let key = Buffer.alloc(32, 7);
const sessions = new Sessions(
  () => key,
  () => 1000,
);

interface Served extends WebServer {
  readonly origin: string;
  readonly name: string;
  readonly asked: Change[];
  readonly model: Model;
  /** A good cookie. */
  letIn(): string;
}

async function serve(
  proxied: boolean,
  changes = true,
  more: { readonly read?: boolean; readonly draw?: WebOptions["draw"] } = {},
): Promise<Served> {
  const topology = madeUpTopology(3);
  const model = new Model(1);
  if (more.read !== false) model.take(topology);
  const asked: Change[] = [];
  const names = new Set<string>();
  const made = createWebServer({
    model,
    sessions,
    hosts: () => names,
    changes: changes
      ? {
          forms: [{ name: "create", title: "make it", arguments: [] }],
          names: async (of) => (of === "bridges" ? ["lan", "public"] : []),
          async carryOut(change) {
            asked.push(change);
            return { status: 0, text: "done\n" };
          },
        }
      : undefined,
    readAll: async () => topology,
    draw: more.draw ?? ((topology, format, options) => format.render(topology, options)),
    examine: async () => ({ time: "2026-01-02T03:04:05Z", checks: 1, findings: [] }),
    ask: async () => ({ jail: [], rcLines: [] }),
    explain: (error) => `why: ${(error as Error).message}`,
    proxied,
  });
  await new Promise<void>((resolve) => made.server.listen(0, "127.0.0.1", resolve));
  const { port } = made.server.address() as AddressInfo;
  const name = proxied ? "net.example" : `127.0.0.1:${port}`;
  names.add(authorityOf(name, proxied ? "https" : "http")!);
  const scope = {
    changes,
    address: proxied ? `https://${authorityOf(name, "https")}` : `http://${name}`,
  };
  const letIn = () =>
    `${cookieName(port, proxied)}=${sessions.redeem(sessions.currentToken, scope)}`;
  return { ...made, origin: `http://127.0.0.1:${port}`, name, asked, model, letIn };
}

/** With a good cookie, by the server's own name. */
function ask(served: Served, path: string, more: RequestInit & { headers?: object } = {}) {
  const headers = { Host: served.name, Cookie: served.letIn(), ...more.headers };
  return fetch(served.origin + path, { redirect: "manual", ...more, headers });
}

const change = (served: Served, body: string, origin: string, type = "application/json") =>
  ask(served, "/apply", {
    method: "POST",
    body,
    headers: { Origin: origin, "Content-Type": type },
  });

let own: Served;
let proxied: Served;
let readOnly: Served;
beforeAll(async () => {
  [own, proxied, readOnly] = await Promise.all([serve(false), serve(true), serve(false, false)]);
});
afterAll(() => {
  for (const served of [own, proxied, readOnly]) served.close();
});

describe("a browser", () => {
  test.each(["/", "/app.js", "/picture", "/events", "/netgraph.json", "/details?key=x"])(
    "without a cookie gets nothing: %s",
    async (path) => {
      const answer = await fetch(own.origin + path, { headers: { Host: own.name } });
      expect(answer.status).toBe(401);
      expect(await answer.text()).toContain("open the newest address that ngbuddy web printed");
    },
  );

  test("by another name gets nothing, even with a cookie", async () => {
    expect((await ask(own, "/", { headers: { Host: "evil.example" } })).status).toBe(421);
    for (const origin of ["http://evil.example", "null", `https://${own.name}`])
      expect((await ask(own, "/", { headers: { Origin: origin } })).status).toBe(403);
  });

  test("that comes by https has a cookie for https alone", async () => {
    const get = async (served: Served) => {
      const answer = await fetch(`${served.origin}/?token=${sessions.currentToken}`, {
        redirect: "manual",
        headers: { Host: served.name },
      });
      expect(answer.status).toBe(303);
      return answer.headers.get("set-cookie");
    };
    expect(await get(own)).toMatch(/HttpOnly; SameSite=Strict; Path=\/; Max-Age=604800$/);
    expect(await get(proxied)).toMatch(/; Secure$/);
  });

  test.each(["NET.Example", "net.example:443", "net.example."])(
    "may write the server's name as %s",
    async (name) => {
      const headers = { Host: name, Origin: "https://net.example" };
      expect((await ask(proxied, "/", { headers })).status).toBe(200);
    },
  );

  test("with the cookie of a page for reading does not get one that changes the host", async () => {
    const [name] = own.letIn().split("=");
    const [, value] = readOnly.letIn().split("=");
    const headers = { Cookie: `${name}=${value}` };
    expect((await ask(own, "/", { headers })).status).toBe(401);
  });

  test("whose cookie is revoked gets nothing more, neither does its open page", async () => {
    const served = await serve(false);
    const cookie = served.letIn();
    const get = () => ask(served, "/events", { headers: { Cookie: cookie } });
    const events = await get();
    key = Buffer.alloc(32, 9);
    served.push();
    expect(await events.text()).toStartWith("retry:");
    expect((await get()).status).toBe(401);
    served.close();
  });

  test("that asks for no address at all is told so", async () => {
    const { port } = new URL(own.origin);
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = connect(Number(port), "127.0.0.1", () =>
      socket.write(`GET http://[ HTTP/1.1\r\nHost: ${own.name}\r\nConnection: close\r\n\r\n`),
    );
    socket.once("data", (data) => resolve(String(data)));
    expect(await promise).toStartWith("HTTP/1.1 400 ");
    socket.destroy();
  });

  test("that comes before the first reading waits for it", async () => {
    const served = await serve(false, false, { read: false });
    const picture = ask(served, "/picture");
    const page = await ask(served, "/");
    expect(page.status).toBe(200);
    served.model.take(madeUpTopology(3));
    served.push();
    expect((await picture).status).toBe(200);
    served.close();
  });

  test("is told why the host cannot be read, now and when it comes later, until it can be", async () => {
    const served = await serve(false, false, { read: false });
    const picture = ask(served, "/picture");
    await ask(served, "/");
    served.trouble("the kernel has no netgraph");
    expect((await picture).status).toBe(503);
    const told = async () => {
      const reader = (await ask(served, "/events")).body!.getReader();
      let text = "";
      while (!/^data: \{"(reason|time)/m.test(text))
        text += new TextDecoder().decode((await reader.read()).value);
      await reader.cancel();
      return text;
    };
    expect(await told()).toContain('event: trouble\ndata: {"reason":"the kernel has no netgraph"}');
    served.model.take(madeUpTopology(3));
    served.push();
    expect(await told()).not.toContain("event: trouble");
    served.close();
  });

  test("may load nothing from elsewhere, nor be framed", async () => {
    const { headers } = await ask(own, "/");
    const policy = headers.get("content-security-policy")!;
    for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"])
      expect(policy).toContain(rule);
    expect(policy).not.toContain("unsafe");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("is told which picture it gets, as it may have been told of another", async () => {
    const { headers } = await ask(own, "/picture?aspect=0.5");
    expect(headers.get("etag")).toBe(`"${own.model.current!.shape}"`);
  });

  test("gets every file that the page names", async () => {
    const page = await (await ask(own, "/")).text();
    const named = [...page.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path!);
    expect(named.length).toBeGreaterThan(10);
    for (const path of named) expect([path, (await ask(own, path)).status]).toEqual([path, 200]);
    expect((await ask(own, "/nix")).status).toBe(404);
  });
});

describe("pictures to download", () => {
  test("twenty at once: one is drawn, a few wait, the others are told; the page is there meanwhile", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    let drawing = 0;
    const served = await serve(false, false, {
      draw: async () => {
        expect(++drawing).toBe(1);
        const picture = await promise;
        drawing--;
        return picture;
      },
    });
    const all = Array.from({ length: 20 }, () => ask(served, "/netgraph.png"));
    // Until the picture is there, only those are answered that are refused.
    const refusals: Response[] = [];
    const { promise: allRefused, resolve: enough } = Promise.withResolvers<void>();
    for (const one of all) {
      void one.then((answer) => {
        refusals.push(answer);
        if (refusals.length === 15) enough();
      });
    }
    await Promise.all([allRefused, ask(served, "/")]);
    const refused = refusals[0]!;
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await refused.text()).toBe(
      "5 pictures are being drawn already; try again in a few seconds\n",
    );
    resolve("picture");
    const statuses = (await Promise.all(all)).map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(5).fill(200), ...Array(15).fill(503)]);
    served.close();
  });

  test("one that fails says why, in one line", async () => {
    const served = await serve(false, false, {
      draw: () => Promise.reject(new Error("the kernel has no netgraph")),
    });
    const answer = await ask(served, "/netgraph.svg");
    expect([answer.status, await answer.text()]).toEqual([
      500,
      "why: the kernel has no netgraph\n",
    ]);
    served.close();
  });
});

describe("a change", () => {
  const words = JSON.stringify({ words: ["create", "web7", "public"] });

  test("is taken from the page itself", async () => {
    expect((await change(own, words, `http://${own.name}`)).status).toBe(200);
    expect(own.asked.at(-1)).toEqual({ words: ["create", "web7", "public"], dryRun: false });
  });

  test("is taken through a proxy, whose pages are https", async () => {
    expect((await change(proxied, words, "https://net.example")).status).toBe(200);
    expect((await change(proxied, words, "http://net.example")).status).toBe(403);
  });

  test("is refused on a page that is for reading", async () => {
    const answer = await change(readOnly, words, `http://${readOnly.name}`);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("start it with --allow-changes");
  });

  test.each([
    ["a form of another page", words, "text/plain", 403],
    ["a subcommand that is not for pages", '{"words":["stop"]}', "application/json", 400],
    ["an option in a name's place", '{"words":["create","--force"]}', "application/json", 400],
    ["no JSON", "words", "application/json", 400],
    [
      "too much of it",
      JSON.stringify({ words: ["create", "x".repeat(5000)] }),
      "application/json",
      400,
    ],
  ])("is refused as %s", async (_, body, type, status) => {
    const before = own.asked.length;
    expect((await change(own, body, `http://${own.name}`, type)).status).toBe(status);
    expect(own.asked).toHaveLength(before);
  });
});
