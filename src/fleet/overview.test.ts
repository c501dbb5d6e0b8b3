/** All hosts at once, and one of them as closely as from beside it, by a real server. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { type FleetBed, fleetBed } from "../../test/support/fleetbed.ts";
import { FleetModel } from "../web/fleetmodel.ts";
import { examineAll } from "./examine.ts";
import { hostView } from "./hostview.ts";
import { type Overview, overview } from "./overview.ts";

// A server and agents, on machines that do other things besides.
setDefaultTimeout(60_000);

let bed: FleetBed;
let fleet: Overview;
const model = new FleetModel();
const ending = new AbortController();
const waiting = new Set<() => void>();
let isLookedAt = false;

/** Waits until the model is as it should be. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise<void>((resolve) => waiting.add(resolve));
}
const tile = (name: string) => model.whole().hosts.find((one) => one.name === name)!;

beforeAll(async () => {
  bed = await fleetBed(["web1", "web2", "away"]);
  await bed.labs.get("web1")!.out("ngbuddy bridge lan vtnet1");
  await bed.labs.get("web1")!.out("ngbuddy create db7 lan");
  await bed.asOwner(async () => {});
  for (const name of ["web1", "web2"]) await bed.agent(name).remarked(/connected/);
  fleet = overview({
    file: () => bed.file,
    model,
    signal: ending.signal,
    remark: () => {},
    isLookedAt: () => isLookedAt,
    changed: () => {
      for (const go of waiting) go();
      waiting.clear();
    },
  });
});
afterAll(async () => {
  ending.abort();
  await bed[Symbol.asyncDispose]();
});

test("what hosts told before is known, and who is there when they were asked", async () => {
  await until(() => tile("web1").links === 3 && tile("web1").state === "there");
  isLookedAt = true;
  fleet.look();
  await until(() => tile("away").state === "away" && tile("web2").state === "there");
  expect(tile("away").why).toBe("its agent does not run, or reaches no server");
  expect(model.search("db7").hits).toMatchObject([{ host: "web1", bridge: "lan" }]);
  isLookedAt = false;
});

test("what happens is told as it happens", async () => {
  await bed.labs.get("web2")!.out("ngbuddy bridge dmz vtnet1");
  await until(() => model.whole().events.some(({ what }) => what.startsWith("bridge made")));
  expect(model.whole().events.map(({ host, what }) => [host, what])).toContainEqual([
    "web2",
    "bridge made: dmz, 2 links",
  ]);
});

test("one host is looked at as closely as from beside it", async () => {
  const told: string[] = [];
  let go = () => {};
  const view = hostView(
    {
      standing: fleet.standing,
      member: bed.file.hosts[0]!,
      fleet: model,
      draw: (topology, format, options) => format.render(topology, options),
      signal: ending.signal,
    },
    {
      isWanted: () => told.length < 2,
      push: () => {
        told.push("reading");
        go();
      },
      trouble: (reason) => {
        told.push(reason);
        go();
      },
    },
  );
  view.look();
  while (told.length < 2)
    await new Promise<void>((resolve) => {
      go = resolve;
    });
  expect(told.slice(0, 2)).toEqual(["reading", "reading"]);
  const { current, topology } = view.options.model;
  const link = current!.links.find(({ name }) => name === "db7")!;
  expect(link).toMatchObject({ bridge: "lan" });
  const found = view.options.model.find(link.key)!;
  expect(found.link!.stats).toBeDefined();
  expect((await view.options.ask(found)).rcLines.join()).toContain("db7");
  expect((await view.options.readAll()).graph.length).toBeGreaterThan(0);
  expect((await view.options.examine()).checks).toBeGreaterThan(10);
  expect(topology!.graph).toEqual([]);
});

test("a host that is away is shown as it was, and why there is no more of it is said", async () => {
  const host = bed.file.hosts[2]!;
  model.told("away", model.topologyOf("web1")!);
  const reason = await new Promise<string>((resolve) => {
    const view = hostView(
      {
        ...{ standing: fleet.standing, member: host, fleet: model, signal: ending.signal },
        draw: (topology, format, options) => format.render(topology, options),
      },
      {
        isWanted: () => false,
        push: () => {},
        trouble: (why) => resolve(`${why} (${view.options.model.current!.links.length} links)`),
      },
    );
    view.look();
  });
  expect(reason).toMatch(
    /^its agent does not run, or reaches no server; shown is how it was at .* UTC \(3 links\)$/,
  );
});

test("the doctors of all hosts are asked, and who does not answer is named", async () => {
  const { findings, missing } = await examineAll(fleet.standing);
  expect(new Set(findings.map(({ host }) => host))).toEqual(new Set(["web1", "web2"]));
  expect(missing.map(({ host }) => host)).toEqual(["away"]);
});

test("a server that goes is said, and what happens meanwhile is known when it is back", async () => {
  await until(() => model.whole().server);
  await bed.server.kill();
  await until(() => !model.whole().server && tile("web1").state === "away");
  expect(tile("web1").why).toBe("no server is reached");
  await bed.labs.get("web1")!.out("ngbuddy create db8 lan");
  await bed.server.start();
  await until(() => model.search("db8").total > 0 && tile("web1").state === "there");
});
