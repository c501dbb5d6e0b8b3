import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstream } from "@nats-io/jetstream";
import { makeCertificate } from "../../test/support/certificate.ts";
import { fleetBed, listen } from "../../test/support/fleetbed.ts";
import { doctoredSchema, plannedSchema, statusSchema } from "./answershapes.ts";
import { ask, NOT_THERE } from "./ask.ts";
import { find } from "./find.ts";
import { lastEvents } from "./history.ts";
import { createFleet, dismiss, enroll, serverLines } from "./keys.ts";
import { parseServer } from "./link.ts";
import { askAll, type Fleet } from "./owner.ts";
import { pack, unpack } from "./pack.ts";
import { subjectsOf } from "./subjects.ts";
import { busiest } from "./top.ts";

const IMMEDIATELY = { timeout: 5_000 };

/** Waits until a host has told its topology to somebody who keeps it. */
async function toldAll(fleet: Fleet, count: number): Promise<void> {
  const topologies = await listen(fleet, "ngb.*.*.topology");
  const told = new Set<string>();
  for (const member of fleet.file.hosts) {
    const subject = subjectsOf(member).topology;
    const kept = await fleet.manager.direct
      .getMessage("ngb_topologies", { last_by_subj: subject })
      .catch(() => undefined);
    if (kept) told.add(subject);
  }
  while (told.size < count) told.add((await topologies.next()).value!.subject);
}

test("three hosts are seen from one place, and a jail is found on the one that has it", async () => {
  await using bed = await fleetBed(["web1", "web2", "web3"]);
  await bed.labs.get("web2")!.out("ngbuddy bridge lan vtnet1");
  await bed.labs.get("web2")!.out("ngbuddy create db7 lan");
  await bed.asOwner(async (fleet) => {
    for (const name of ["web1", "web2"]) bed.agent(name);
    await toldAll(fleet, 2);
    const all = await askAll(fleet, fleet.file.hosts, "status", statusSchema, 5_000);
    expect(all.map(({ member: { name }, answer }) => [name, "value" in answer])).toEqual([
      ["web1", true],
      ["web2", true],
      ["web3", false],
    ]);
    expect(all[1]!.answer).toMatchObject({ value: { bridges: 1, waiting: [] } });
    expect(all[2]!.answer).toEqual({ error: NOT_THERE });
    expect(await find(fleet, "db7")).toMatchObject([
      { host: "web2", bridge: "lan", guest: "db7", by: "name" },
    ]);
    const [{ interface: nic }] = [
      { interface: (await bed.labs.get("web2")!.out("ifconfig db7")).match(/ether (\S+)/)![1]! },
    ];
    expect(await find(fleet, nic.toUpperCase())).toMatchObject([{ host: "web2", guest: "db7" }]);
    expect(await find(fleet, "db8")).toEqual([]);
  });
});

test("what happens on a host is in the fleet's history, and what happened while no server was there too", async () => {
  await using bed = await fleetBed(["web1"]);
  const lab = bed.labs.get("web1")!;
  await bed.asOwner(async () => {});
  const agent = bed.agent("web1");
  await agent.remarked(/connected/);
  await bed.asOwner(async (fleet) => {
    const events = await listen(fleet, "ngb.*.*.event");
    await lab.out("ngbuddy bridge lan vtnet1");
    const { value } = await events.next();
    expect(unpack(value!.data)).toMatchObject({ event: "bridge made", bridge: "lan" });
  });
  await bed.server.kill();
  await agent.remarked(/server is gone/);
  await lab.out("ngbuddy create db7 lan");
  await bed.server.start();
  await bed.asOwner(async (fleet) => {
    const events = await listen(fleet, "ngb.*.*.event");
    while ((await lastEvents(fleet, "web1", 10)).length < 2) await events.next();
    expect(
      (await lastEvents(fleet, undefined, 10)).map(({ host, event }) => [host, event]),
    ).toEqual([
      ["web1", "bridge made"],
      ["web1", "link made"],
    ]);
  });
});

test("an agent that starts before there is any server, or any stream, tells all when they come", async () => {
  await using bed = await fleetBed(["web1"]);
  await bed.server.kill();
  const agent = bed.agent("web1");
  await agent.remarked(/no server can be reached: connection refused/);
  await bed.server.start();
  await agent.remarked(/connected/);
  await agent.remarked(/streams are not there yet/);
  await bed.asOwner((fleet) => toldAll(fleet, 1));
});

test("an agent that ended and one that starts again are told apart at once", async () => {
  await using bed = await fleetBed(["web1"]);
  const [member] = bed.file.hosts;
  await bed.asOwner(async ({ link }) => {
    const first = bed.agent("web1");
    await first.remarked(/connected/);
    while ("error" in (await ask(link, member!, "status", statusSchema, IMMEDIATELY)));
    await first.end();
    expect(await ask(link, member!, "status", statusSchema, IMMEDIATELY)).toEqual({
      error: NOT_THERE,
    });
    await bed.agent("web1").remarked(/connected/);
    while ("error" in (await ask(link, member!, "status", statusSchema, IMMEDIATELY)));
  });
});

test("a host says what ngbuddy start would do there, what its doctor finds, and how busy its links are", async () => {
  await using bed = await fleetBed(["web1"]);
  const lab = bed.labs.get("web1")!;
  await lab.out("ngbuddy bridge lan vtnet1");
  await lab.out("ngctl shutdown lan:");
  const [member] = bed.file.hosts;
  await bed.asOwner(async (fleet) => {
    await bed.agent("web1").remarked(/connected/);
    await toldAll(fleet, 1);
    const plan = await ask(fleet.link, member!, "plan", plannedSchema, IMMEDIATELY);
    expect(plan).toMatchObject({
      value: { steps: expect.arrayContaining(["name the bridge lan"]) },
    });
    const document = { bridges: { lan: null } };
    const wished = await ask(fleet.link, member!, "plan", plannedSchema, {
      ...IMMEDIATELY,
      about: { document },
    });
    expect(wished).toMatchObject({
      value: { steps: expect.arrayContaining([expect.stringContaining("ngbuddy_lan_if")]) },
    });
    const nonsense = { ...IMMEDIATELY, about: { document: { bridges: { lan: { nat: [] } } } } };
    expect(await ask(fleet.link, member!, "plan", plannedSchema, nonsense)).toMatchObject({
      error: expect.stringContaining("bridges.lan.nat"),
    });
    const doctor = await ask(fleet.link, member!, "doctor", doctoredSchema, IMMEDIATELY);
    expect(doctor).toMatchObject({ value: { findings: expect.any(Array) } });
    await lab.out("ngbuddy start");
    const { links, missing } = await busiest(fleet, fleet.file.hosts, 5);
    expect(missing).toEqual([]);
    expect(links).toMatchObject([{ host: "web1", bridge: "lan" }, { host: "web1" }]);
  });
});

test("whoever stole a host's keys can neither read nor change another host's subjects", async () => {
  await using bed = await fleetBed(["web1", "web2"]);
  const [one, other] = bed.file.hosts.map((member) => subjectsOf(member));
  await bed.asOwner(async (fleet) => {
    const thief = await bed.asThief("web1");
    const owner = jetstream(fleet.link);
    await owner.publish(one!.document, "for web1");
    await owner.publish(other!.document, "for web2");
    const attempt = (subject: string) =>
      thief.request(subject, "", IMMEDIATELY).then(
        (answer) => answer.string(),
        (error: Error) => error.message,
      );
    expect(await attempt(one!.documentNow)).toBe("for web1");
    const forbidden = [
      other!.documentNow,
      other!.document,
      one!.document,
      other!.topology,
      other!.event,
      other!.ask("status"),
      one!.ask("status"),
      "$JS.API.STREAM.NAMES",
      "$JS.API.STREAM.DELETE.ngb_events",
      "$JS.API.STREAM.MSG.GET.KV_ngb_hosts",
      "$JS.API.CONSUMER.CREATE.KV_ngb_hosts",
      `$JS.API.DIRECT.GET.KV_ngb_hosts`,
      "$SYS.REQ.SERVER.PING",
      "_INBOX.somebody",
    ];
    for (const subject of forbidden)
      expect(await attempt(subject)).toContain("Permissions Violation");
    for (const subject of [
      other!.asked,
      other!.document,
      other!.topology,
      `${other!.inbox}.>`,
      ">",
      "ngb.>",
      "_INBOX.>",
    ]) {
      const refused = Promise.withResolvers<string>();
      thief.subscribe(subject, {
        callback: (error) => {
          if (error) refused.resolve(error.message);
        },
      });
      expect(await refused.promise).toContain("Permissions Violation");
    }
    // The server answers to any subject: of another host's, the thief does not know any.
    expect(other!.topology).toMatch(/^ngb\.web2\.[0-9a-f]{32}\.topology$/);
    expect(JSON.stringify(bed.agents.get("web1"))).not.toContain(bed.file.hosts[1]!.token);
    await thief.close();
  });
});

function certificate() {
  const directory = mkdtempSync(join(tmpdir(), "ngbuddy-fleet-"));
  const { cert, key } = makeCertificate(directory);
  const lines = `tls { cert_file: ${JSON.stringify(cert)}, key_file: ${JSON.stringify(key)} }`;
  return { lines, ca: readFileSync(cert, "utf8") };
}

test("a server without a certificate that the fleet knows is told nothing, and one with it is trusted", async () => {
  const { lines, ca } = certificate();
  await using bed = await fleetBed(["web1"], { lines, ca });
  const stranger = bed.agent("web1", {
    file: { ...bed.agents.get("web1")!, ca: certificate().ca },
  });
  await stranger.remarked(/no server can be reached: .*(?:certificate|signature)/i);
  await bed.agent("web1").remarked(/connected/);
  await bed.asOwner((fleet) => toldAll(fleet, 1));
  expect(() => parseServer("nats://192.0.2.1:4222")).toThrow("write tls://192.0.2.1:4222");
});

test("keys that were taken back are good no more when the server knows", async () => {
  await using bed = await fleetBed(["web1"]);
  await (await bed.asThief("web1")).close();
  const now = dismiss(bed.file, "web1", Date.now() / 1000 + 1);
  await bed.server.kill();
  await bed.server.start(await serverLines(now));
  await expect(bed.asThief("web1")).rejects.toThrow(/does not know these keys/);
});

test("a server that is told to read its configuration throws out whose keys were taken back, and lets everybody else in", async () => {
  await using bed = await fleetBed(["web1", "web2"]);
  const thief = await bed.asThief("web1");
  bed.server.reload(await serverLines(dismiss(bed.file, "web1", Date.now() / 1000)));
  await thief.closed();
  await expect(bed.asThief("web1")).rejects.toThrow(/does not know these keys/);
  await (await bed.asThief("web2")).close();
});

test("what a server has to know is the same whenever it is printed, until a host is dismissed", async () => {
  const empty = await createFleet({ servers: ["tls://nats.example.org:4222"], replicas: 1 });
  const { fleet } = await enroll(empty, "web1");
  const lines = await serverLines(fleet);
  expect(await serverLines(empty)).toBe(lines);
  expect((await serverLines(dismiss(fleet, "web1", 0))).split("\n")[0]).toBe(lines.split("\n")[0]!);
  expect(await serverLines(dismiss(fleet, "web1", 0))).not.toBe(lines);
});

test("a topology that makes no sense hides nobody else", async () => {
  await using bed = await fleetBed(["web1", "web2"]);
  await bed.labs.get("web2")!.out("ngbuddy bridge lan vtnet1");
  await bed.asOwner(async (fleet) => {
    const thief = await bed.asThief("web1");
    for (const nonsense of [pack({ version: 1, topology: { bridges: 7 } }), "\x1b[2J"])
      await jetstream(thief).publish(subjectsOf(bed.file.hosts[0]!).topology, nonsense);
    await thief.close();
    bed.agent("web2");
    const topologies = await listen(fleet, "ngb.web2.*.topology");
    if ((await find(fleet, "vtnet1")).length === 0) await topologies.next();
    expect(await find(fleet, "vtnet1")).toMatchObject([{ host: "web2" }, { host: "web2" }]);
  });
});
