/** Whom the server answers, and what it takes from them. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { AddressInfo } from "node:net";
import { madeUpTopology } from "../picture/testing.ts";
import type { Change } from "./changes.ts";
import { Model } from "./model.ts";
import { createWebServer, type WebServer } from "./server.ts";
import { Sessions } from "./session.ts";

const sessions = new Sessions(Buffer.alloc(32, 7), () => 1000);

interface Served extends WebServer {
  readonly origin: string;
  readonly name: string;
  readonly asked: Change[];
  readonly model: Model;
}

async function serve(proxied: boolean, changes = true): Promise<Served> {
  const topology = madeUpTopology(3);
  const model = new Model(1);
  model.take(topology);
  const asked: Change[] = [];
  const names = new Set<string>();
  const made = createWebServer({
    model,
    sessions,
    hosts: () => names,
    change: changes
      ? async (change) => {
          asked.push(change);
          return { status: 0, text: "done\n" };
        }
      : undefined,
    readAll: async () => topology,
    ask: async () => ({ jail: [], rcLines: [] }),
    proxied,
  });
  await new Promise<void>((resolve) => made.server.listen(0, "127.0.0.1", resolve));
  const { port } = made.server.address() as AddressInfo;
  const name = proxied ? "net.example" : `127.0.0.1:${port}`;
  names.add(name);
  return { ...made, origin: `http://127.0.0.1:${port}`, name, asked, model };
}

/** With a good cookie, by the server's own name. */
function ask(served: Served, path: string, more: RequestInit & { headers?: object } = {}) {
  const expires = sessions.redeem(sessions.currentToken)!;
  const headers = { Host: served.name, Cookie: `ngbuddy=${expires}`, ...more.headers };
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
      expect(await answer.text()).toContain("open the address that ngbuddy web printed");
    },
  );

  test("by another name gets nothing, even with a cookie", async () => {
    expect((await ask(own, "/", { headers: { Host: "evil.example" } })).status).toBe(421);
    expect((await ask(own, "/", { headers: { Origin: "http://evil.example" } })).status).toBe(403);
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
    ["a word that is not for pages", '{"words":["stop"]}', "application/json", 400],
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
