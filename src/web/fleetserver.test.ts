/** Whom the server of many hosts answers, and that its answers are as they are described. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type MadeUpFleet, serveFleet } from "../../test/support/madeupfleet.ts";
import { faults, schemaOf } from "../../test/support/openapi.ts";
import { madeUpTopology } from "../../test/support/topologies.ts";
import { fleetOpenApi } from "./fleetopenapi.ts";

let fleet: MadeUpFleet;
let cookie: string;
beforeAll(async () => {
  fleet = await serveFleet(
    new Map([
      ["web1", madeUpTopology(3, 1)],
      ["web2", undefined],
    ]),
  );
  fleet.model.happened({
    ...{ host: "web1", time: "2026-01-02T03:04:05Z", what: "loop: x", alarm: true },
  });
  cookie = await fleet.letIn();
});
afterAll(() => fleet.close());

const ask = (path: string, more: RequestInit = {}) =>
  fetch(fleet.origin + path, { redirect: "manual", headers: { Cookie: cookie }, ...more });

test.each(["/", "/events", "/host/web1/", "/host/web1/tile", "/host/web1/events", "/api/hosts"])(
  "without a cookie, by another name or from another page %s tells nothing",
  async (path) => {
    const stranger = await ask(path, { headers: {} });
    expect([stranger.status, await stranger.text()]).toEqual([
      401,
      "open the newest address that ngbuddy fleet web printed on the terminal\n",
    ]);
    const headers = { Cookie: cookie };
    expect((await ask(path, { headers: { ...headers, Host: "evil.example" } })).status).toBe(421);
    expect((await ask(path, { headers: { ...headers, Origin: "http://evil" } })).status).toBe(403);
  },
);

test("nothing can be changed, on no host", async () => {
  for (const path of ["/", "/host/web1/apply", "/host/web1/plan"])
    expect((await ask(path, { method: "POST", body: "{}" })).status).toBe(405);
});

test("each host has the whole page of one host behind its own address", async () => {
  expect((await ask("/host/web1")).headers.get("location")).toBe("/host/web1/");
  expect(await (await ask("/host/web1/")).text()).toContain('<div id="world">');
  expect(await (await ask("/host/web1/picture")).text()).toStartWith("<svg ");
  expect((await ask("/host/web1/netgraph.dot")).headers.get("content-disposition")).toContain(
    "netgraph.dot",
  );
  expect((await ask("/host/nobody/")).status).toBe(404);
  expect((await ask("/host/web1/nix")).status).toBe(404);
});

test("a host that is away is said to be, and of one that told nothing there is no picture", async () => {
  expect(await (await ask("/host/web1/tile?theme=dark")).text()).toStartWith("<svg ");
  expect((await ask("/host/web2/tile")).status).toBe(404);
  const { status } = await ask("/host/web2/api/status");
  expect(status).toBe(503);
});

test("a tile does not have its host read; its page does", async () => {
  const looks = fleet.looks.get("web1") ?? 0;
  for (const path of ["/", "/host/web1/tile", "/api/hosts", "/api/search?q=web"]) await ask(path);
  expect(fleet.looks.get("web1") ?? 0).toBe(looks);
  await ask("/host/web1/api/links");
  expect(fleet.looks.get("web1")).toBe(looks + 1);
});

test("an open page is told of what changes", async () => {
  const reader = (await ask("/events")).body!.getReader();
  let text = "";
  const until = async (wanted: string) => {
    while (!text.includes(wanted))
      text += new TextDecoder().decode((await reader.read()).value, { stream: true });
  };
  await until('"name":"web2","state":"away"');
  text = "";
  fleet.model.news();
  fleet.model.answered("web2", { error: "it burns" });
  fleet.push();
  await until("it burns");
  expect(text).not.toContain('"name":"web1"');
  await reader.cancel();
});

test.each(Object.entries(fleetOpenApi.paths))(
  "%s answers as it is described",
  async (path, { get }) => {
    const answer = await ask(path.replace("{host}", "web1").concat("?q=guest"));
    expect(answer.status).toBe(200);
    const told = (await answer.json()) as { readonly [name: string]: unknown };
    expect(faults(told, schemaOf(get), "answer")).toEqual([]);
    // Lists that are checked are not empty.
    if (!path.startsWith("/host/"))
      for (const list of ["hosts", "events", "hits", "findings", "across", "missing"])
        expect((told[list] as unknown[] | undefined)?.length ?? 1).toBeGreaterThan(0);
  },
);
