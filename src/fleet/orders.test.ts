import { expect, setDefaultTimeout, test } from "bun:test";
import { type AddressInfo, connect, createServer } from "node:net";
import { jetstream } from "@nats-io/jetstream";
import fc from "fast-check";
import { snapshot } from "../../test/support/buddylab.ts";
import { type FleetBed, fleetBed, listen } from "../../test/support/fleetbed.ts";
import { reachesGateway } from "../../test/support/uplink.ts";
import type { Host } from "../host/host.ts";
import { labHost } from "../lab/host.ts";
import { statusSchema } from "./answershapes.ts";
import { ask } from "./ask.ts";
import { createFleet, enroll } from "./keys.ts";
import { openOrder, signOrder } from "./order.ts";
import type { Outcome } from "./outcome.ts";
import type { Fleet } from "./owner.ts";
import { lastOutcome, putOrder, readOutcome } from "./putorder.ts";
import { followOutcomes } from "./rollout/follow.ts";
import { streams, subjectsOf } from "./subjects.ts";

// A server and agents, on machines that do other things besides.
setDefaultTimeout(60_000);

const CONFIRM = 1;
let revision = Date.now();

/** An order of the tests. */
function wish(document: unknown, confirm = CONFIRM) {
  return { revision: ++revision, now: Date.now(), note: "a test", confirm, document };
}

/** Reads what hosts tell of orders from now on, one after the other, as far as it is as asked for. */
async function outcomes(fleet: Fleet) {
  const messages = await listen(fleet, "ngb.*.*.outcome");
  return async (...states: Outcome["state"][]): Promise<Outcome> => {
    for (;;) {
      const outcome = readOutcome((await messages.next()).value!.data)!;
      if (states.length === 0 || states.includes(outcome.state)) return outcome;
    }
  };
}

/** A bed with one host that is of this mode, and an agent that has told of itself. */
async function bedWith(mode: string, names: readonly string[] = ["web1"]): Promise<FleetBed> {
  const bed = await fleetBed(names);
  for (const name of names) {
    const { out } = bed.labs.get(name)!;
    await out(`sysrc ngbuddy_agent_mode=${mode}`);
    await out("ngbuddy bridge lan vtnet1");
  }
  return bed;
}

const A_JAIL_MORE = { bridges: { lan: { list: ["db7"] } } };
const rcConf = (bed: FleetBed, name = "web1") => bed.labs.get(name)!.files.read("/etc/rc.conf");

test("a host that follows does what an order says, confirms it itself, and says what it was before", async () => {
  await using bed = await bedWith("follow");
  const [member] = bed.file.hosts;
  await bed.asOwner(async (fleet) => {
    const next = await outcomes(fleet);
    bed.agent("web1");
    const order = wish(A_JAIL_MORE);
    await putOrder(fleet, member!, order);
    expect(await next()).toMatchObject({
      state: "applied",
      revision: order.revision,
      note: "a test",
      steps: expect.arrayContaining([expect.stringContaining("ngbuddy_lan_list")]),
      before: { complete: true, bridges: { lan: { if: "vtnet1" } } },
    });
    expect(rcConf(bed)).toContain('ngbuddy_lan_list="db7"');
    expect(await bed.labs.get("web1")!.out("ngbuddy confirm --list")).toBe(
      "Nothing waits to be confirmed.\n",
    );
    const { value } = (await ask(fleet.link, member!, "status", statusSchema, {
      timeout: 5_000,
    })) as { value: unknown };
    expect(value).toMatchObject({
      mode: "follow",
      order: { revision: order.revision, state: "applied", differs: false },
    });
    // The same once more, as another order: nothing is done.
    const before = snapshot(bed.labs.get("web1")!);
    await putOrder(fleet, member!, wish(A_JAIL_MORE));
    expect(await next()).toMatchObject({ state: "applied", steps: [] });
    expect(snapshot(bed.labs.get("web1")!)).toEqual(before);
    await bed.labs.get("web1")!.out("sysrc ngbuddy_lan_list=db8");
    expect(
      await ask(fleet.link, member!, "status", statusSchema, { timeout: 5_000 }),
    ).toMatchObject({ value: { order: { state: "applied", differs: true } } });
  });
});

test("an order of a stranger, of another host, an old one and a broken one leave the host as it is", async () => {
  await using bed = await bedWith("follow", ["web1", "web2"]);
  const [one, other] = bed.file.hosts;
  const stranger = await createFleet({ servers: ["nats://127.0.0.1:1"], replicas: 1 });
  await bed.asOwner(async (fleet) => {
    const next = await outcomes(fleet);
    bed.agent("web1");
    const good = wish({ mac: { prefix: "589cfc" } });
    await putOrder(fleet, one!, good);
    expect(await next()).toMatchObject({ state: "applied" });
    const before = snapshot(bed.labs.get("web1")!);
    const { author } = fleet.file;
    const old = signOrder(author, one!, { ...wish(A_JAIL_MORE), revision: good.revision - 1 });
    const late = signOrder(author, one!, { ...wish(A_JAIL_MORE), now: 0 });
    const mixed = JSON.parse(signOrder(author, one!, wish(A_JAIL_MORE))) as object;
    const changed = { ...mixed, ...{ payload: JSON.parse(old).payload } };
    for (const [text, why] of [
      [signOrder(stranger.author, one!, wish(A_JAIL_MORE)), "not signed by the fleet's owner"],
      [JSON.stringify(changed), "not signed by the fleet's owner"],
      [signOrder(author, other!, wish(A_JAIL_MORE)), "for another host, web2"],
      [signOrder(author, { ...one!, token: other!.token }, wish(A_JAIL_MORE)), "another host"],
      [old, "not newer than order"],
      [late, "and the clock of this host says 20"],
      ["{", "it is no order"],
      ["\u001b[2J", "it is no order"],
    ] as const) {
      await jetstream(fleet.link).publish(subjectsOf(one!).document, text);
      expect(await next()).toMatchObject({
        state: "refused",
        why: expect.stringContaining(why),
      });
    }
    await putOrder(fleet, one!, wish({ bridges: { lan: { nat: [] } } }));
    expect(await next()).toMatchObject({
      state: "failed",
      why: expect.stringMatching(/bridges\.lan\.nat/),
    });
    expect(snapshot(bed.labs.get("web1")!)).toEqual(before);
    // One that was carried out, once more: it is known, and the agent does not so much as speak of it.
    await jetstream(fleet.link).publish(subjectsOf(one!).document, signOrder(author, one!, good));
    expect(await next()).toMatchObject({
      state: "refused",
      why: expect.stringMatching(/not newer/),
    });
  });
});

test("an order that was cut, or changed in any byte, is none", async () => {
  const fleet = await createFleet({ servers: ["nats://127.0.0.1:1"], replicas: 1 });
  const { agent, fleet: own } = await enroll(fleet, "web1");
  const text = signOrder(fleet.author, own.hosts[0]!, wish(A_JAIL_MORE));
  const open = (bytes: Uint8Array) =>
    openOrder(Buffer.from(bytes).toString("utf8"), { ...agent, now: Date.now() });
  const bytes = Buffer.from(text);
  expect(open(bytes)).toMatchObject({ order: { host: "web1", document: A_JAIL_MORE } });
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), (length) => {
      expect(open(bytes.subarray(0, length))).toHaveProperty("error");
    }),
  );
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
      const other = Buffer.from(bytes);
      other[at] = other[at]! ^ bits;
      expect(open(other)).toHaveProperty("error");
    }),
  );
  fc.assert(
    fc.property(fc.string(), (other) => {
      expect(openOrder(other, { ...agent, now: 0 })).toHaveProperty("error");
    }),
  );
});

test("a host that observes does nothing, and one with a mode that there is not neither", async () => {
  await using bed = await bedWith("observe");
  const [member] = bed.file.hosts;
  const { out } = bed.labs.get("web1")!;
  await bed.asOwner(async (fleet) => {
    const next = await outcomes(fleet);
    bed.agent("web1");
    const before = rcConf(bed);
    await putOrder(fleet, member!, wish(A_JAIL_MORE));
    expect(await next()).toMatchObject({
      state: "refused",
      why: expect.stringMatching(/only observed/),
    });
    expect(rcConf(bed)).toBe(before);
    await out("sysrc ngbuddy_agent_mode=folow");
    await putOrder(fleet, member!, wish(A_JAIL_MORE));
    expect(await next()).toMatchObject({
      state: "refused",
      why: expect.stringMatching(/did you mean follow/),
    });
    expect(rcConf(bed)).not.toContain("db7");
  });
});

test("a host that asks waits for somebody there, who sees what it would do, and accepts or refuses it", async () => {
  await using bed = await bedWith("ask");
  const [member] = bed.file.hosts;
  const { out, run } = bed.labs.get("web1")!;
  await out("sysrc -x ngbuddy_agent_mode");
  await bed.asOwner(async (fleet) => {
    const next = await outcomes(fleet);
    bed.agent("web1");
    const order = wish(A_JAIL_MORE);
    await putOrder(fleet, member!, order);
    expect(await next()).toMatchObject({
      state: "waiting",
      steps: expect.arrayContaining([expect.stringContaining("ngbuddy_lan_list")]),
    });
    const shown = await out("ngbuddy status");
    expect(shown).toContain(`order ${order.revision} of the fleet waits (a test); it would\n`);
    expect(shown).toContain("ngbuddy agent --accept");
    expect(JSON.parse(await out("ngbuddy status --json"))).toMatchObject({
      order: { revision: order.revision },
    });
    expect(rcConf(bed)).not.toContain("db7");
    expect(await run(`ngbuddy agent --refuse ${order.revision + 1}`)).toMatchObject({
      status: 69,
      stderr: expect.stringContaining(`order ${order.revision} does`),
    });
    expect(await out("ngbuddy agent --refuse")).toContain("somebody on the host has refused it");
    expect(await next()).toMatchObject({ state: "refused", revision: order.revision });
    expect(await run("ngbuddy agent --accept")).toMatchObject({ status: 69 });
    const again = wish(A_JAIL_MORE);
    await putOrder(fleet, member!, again);
    await next("waiting");
    const newer = wish({ bridges: { lan: { list: ["db9"] } } });
    await putOrder(fleet, member!, newer);
    expect(await next()).toMatchObject({ state: "refused", revision: again.revision });
    await next("waiting");
    expect(await out(`ngbuddy agent --accept ${newer.revision}`)).toContain(": applied\n");
    expect(await next()).toMatchObject({ state: "applied", revision: newer.revision });
    expect(rcConf(bed)).toContain("db9");
    expect(await out("ngbuddy status")).not.toContain("waits");
  });
});

test("a change that takes the agent's own uplink away comes back by itself", async () => {
  await using bed = await bedWith("follow");
  const [member] = bed.file.hosts;
  const lab = bed.labs.get("web1")!;
  await bed.throughUplink("web1");
  await bed.asOwner(async (fleet) => {
    const next = await outcomes(fleet);
    await bed.agent("web1").remarked(/connected/);
    const before = snapshot(lab);
    await putOrder(fleet, member!, wish({ bridges: { lan: { upper: false } } }));
    expect(await next()).toMatchObject({
      state: "undone",
      why: expect.stringMatching(/no server was reached within 1 s/),
    });
    expect(await reachesGateway(lab)).toBe(true);
    expect(snapshot(lab)).toEqual(before);
    // It is not begun again, and the next one is carried out.
    await putOrder(fleet, member!, wish(A_JAIL_MORE));
    expect(await next()).toMatchObject({ state: "applied" });
  });
});

/** A host whose agent ends in the middle of applying an order. */
function endingHost(bed: FleetBed, end: () => void): Host {
  const host = labHost(bed.labs.get("web1")!.lab);
  return {
    ...host,
    files: {
      ...host.files,
      async append(path, text) {
        if (text.includes('{"begin":1}')) end();
        await host.files.append(path, text);
      },
    },
  };
}

test("an order whose agent ended in the middle of it is undone, and carried out by the next one", async () => {
  await using bed = await bedWith("follow");
  const [member] = bed.file.hosts;
  const lab = bed.labs.get("web1")!;
  await bed.asOwner(async (fleet) => {
    const next = await outcomes(fleet);
    const first = bed.agent("web1", { host: endingHost(bed, () => void first.end()) });
    await first.remarked(/connected/);
    const before = snapshot(lab);
    const order = wish(A_JAIL_MORE);
    await putOrder(fleet, member!, order);
    await first.ended;
    expect(snapshot(lab)).toEqual(before);
    bed.agent("web1");
    expect(await next()).toMatchObject({ state: "applied", revision: order.revision });
    expect(rcConf(bed)).toContain("db7");
  });
});

test("a change whose agent ended before it could confirm it is confirmed by the next one that reaches a server", async () => {
  await using bed = await bedWith("follow");
  const [member] = bed.file.hosts;
  const lab = bed.labs.get("web1")!;
  const order = wish(A_JAIL_MORE, 3600);
  await bed.asOwner(async (fleet) => {
    const first = bed.agent("web1", { later: () => void first.end() });
    await first.remarked(/connected/);
    await putOrder(fleet, member!, order);
    await first.ended;
  });
  expect(await lab.out("ngbuddy confirm --list")).toContain(
    `"apply order ${order.revision} of the fleet" is undone in 36`,
  );
  await bed.server.kill();
  const second = bed.agent("web1");
  await second.remarked(/no server can be reached/);
  await bed.server.start();
  await second.remarked(/: applied/);
  expect(await lab.out("ngbuddy confirm --list")).toContain("Nothing waits");
  await bed.asOwner(async (fleet) => {
    const next = await outcomes(fleet);
    const told = (await lastOutcome(fleet, member!)) ?? (await next());
    expect(told).toMatchObject({ state: "applied", revision: order.revision });
  });
});

test("a change that cut its host off is undone in time, when its agent is no more", async () => {
  await using bed = await bedWith("follow");
  const [member] = bed.file.hosts;
  const lab = bed.labs.get("web1")!;
  await bed.throughUplink("web1");
  await bed.asOwner(async (fleet) => {
    const next = await outcomes(fleet);
    const later = Promise.withResolvers<{ seconds: number; args: readonly string[] }>();
    const first = bed.agent("web1", {
      later(seconds, args) {
        later.resolve({ seconds, args });
        void first.end();
      },
    });
    await first.remarked(/connected/);
    const before = snapshot(lab);
    await putOrder(fleet, member!, wish({ bridges: { lan: { upper: false } } }));
    const { seconds, args } = await later.promise;
    await first.ended;
    expect(await reachesGateway(lab)).toBe(false);
    lab.lab.clock.advance(seconds * 1000);
    await lab.out(`ngbuddy ${args.join(" ")}`);
    expect(await reachesGateway(lab)).toBe(true);
    expect(snapshot(lab)).toEqual(before);
    // The next agent begins it once more, and it comes back once more.
    bed.agent("web1");
    expect(await next()).toMatchObject({ state: "undone" });
    expect(snapshot(lab)).toEqual(before);
  });
});

test("whoever stole a host's keys can make up no order, and no other host's outcome", async () => {
  await using bed = await bedWith("follow", ["web1", "web2"]);
  const [one, other] = bed.file.hosts;
  await bed.asOwner(async () => {});
  const thief = await bed.asThief("web1");
  const refused = Promise.withResolvers<string>();
  void (async () => {
    for await (const { type, error } of thief.status() as AsyncIterable<{
      type: string;
      error?: Error;
    }>)
      if (type === "error" && error?.message.includes(subjectsOf(other!).outcome))
        refused.resolve(error.message);
  })();
  await jetstream(thief).publish(subjectsOf(one!).outcome, "nonsense");
  thief.publish(subjectsOf(other!).outcome, "nonsense");
  expect(await refused.promise).toContain("Permissions Violation");
  await thief.close();
  await bed.asOwner(async (fleet) => {
    expect(await lastOutcome(fleet, one!)).toBeUndefined();
    await expect(
      putOrder({ ...fleet, file: { ...fleet.file, author: ownerSeed(fleet) } }, one!, wish({})),
    ).rejects.toThrow("make a new fleet");
  });
});

/** The key that the owner connects with. */
function ownerSeed({ file }: Fleet): string {
  return /^SU[A-Z2-7]+$/m.exec(file.credentials)![0];
}

test("what a host told of an order is kept, and told when the server was away", async () => {
  await using bed = await bedWith("follow");
  const [member] = bed.file.hosts;
  await bed.asOwner(async (fleet) => {
    await putOrder(fleet, member!, wish(A_JAIL_MORE));
    const next = await outcomes(fleet);
    // It comes after the order: it is read when it connects.
    bed.agent("web1");
    const told = await next();
    expect(await lastOutcome(fleet, member!)).toEqual(told);
  });
});

test("an order that a host did not hear of is asked for", async () => {
  await using bed = await bedWith("follow");
  const [member] = bed.file.hosts;
  // As if a server that had just come had been asked, which did not know of it yet.
  const passedOver = Promise.withResolvers<void>();
  let isFirst = true;
  const deaf = createServer((agent) => {
    const server = connect(bed.server.port, "127.0.0.1");
    agent.pipe(server);
    server.on("data", (bytes) => {
      if (!isFirst || !bytes.includes(subjectsOf(member!).document)) return agent.write(bytes);
      isFirst = false;
      return passedOver.resolve();
    });
    for (const end of [agent, server]) end.on("error", () => agent.destroy());
  });
  await new Promise<void>((resolve) => deaf.listen(0, "127.0.0.1", resolve));
  const servers = [`nats://127.0.0.1:${(deaf.address() as AddressInfo).port}`];
  await bed.asOwner(async (fleet) => {
    const next = await outcomes(fleet);
    const agent = bed.agent("web1", { file: { ...bed.agents.get("web1")!, servers } });
    await agent.remarked(/connected/);
    await ask(fleet.link, member!, "status", statusSchema, { timeout: 5_000 });
    await putOrder(fleet, member!, wish(A_JAIL_MORE));
    await passedOver.promise;
    expect(await next()).toMatchObject({ state: "applied" });
    await agent.end();
  });
  deaf.close();
});

test("an order that was carried out, and that a server answers with once more, is not spoken of", async () => {
  await using bed = await bedWith("follow");
  const [member] = bed.file.hosts;
  await bed.asOwner(async (fleet) => {
    const next = await outcomes(fleet);
    const first = bed.agent("web1");
    await first.remarked(/connected/);
    const [old, last] = [wish(A_JAIL_MORE), wish({ mac: { prefix: "589cfc" } })];
    for (const order of [old, last]) {
      await putOrder(fleet, member!, order);
      expect(await next()).toMatchObject({ state: "applied", revision: order.revision });
    }
    await first.end();
    const again = signOrder(fleet.file.author, member!, old);
    await jetstream(fleet.link).publish(subjectsOf(member!).document, again);
    await bed.agent("web1").remarked(/connected/);
    const newer = wish(A_JAIL_MORE);
    await putOrder(fleet, member!, newer);
    expect(await next()).toMatchObject({ state: "applied", revision: newer.revision });
  });
});

test("an order that is given once more is not carried out again, but what came of it is told again", async () => {
  await using bed = await bedWith("follow");
  const [member] = bed.file.hosts;
  await bed.asOwner(async (fleet) => {
    const next = await outcomes(fleet);
    await bed.agent("web1").remarked(/connected/);
    const taken = wish(A_JAIL_MORE);
    const late = { ...wish(A_JAIL_MORE), now: 0 };
    for (const [order, state] of [
      [taken, "applied"],
      [late, "refused"],
    ] as const) {
      await putOrder(fleet, member!, order);
      const { steps } = await next(state);
      const before = snapshot(bed.labs.get("web1")!);
      // The servers have lost what it told.
      await fleet.manager.streams.purge(streams.outcomes);
      await putOrder(fleet, member!, order);
      expect(await next()).toMatchObject({ state, revision: order.revision, steps });
      expect(snapshot(bed.labs.get("web1")!)).toEqual(before);
    }
  });
});

test("an order that the servers have lost is given again", async () => {
  await using bed = await bedWith("follow");
  const [member] = bed.file.hosts;
  await bed.asOwner(async (fleet) => {
    await bed.agent("web1").remarked(/connected/);
    const followed = await followOutcomes(fleet, { look: 50, again: 100 });
    const order = wish(A_JAIL_MORE);
    let given = 0;
    const give = async () => {
      if (given++ === 0) throw new Error("no server takes it");
      await putOrder(fleet, member!, order);
    };
    const { revision } = order;
    expect(await followed.outcome(member!, { revision, give }, 30_000)).toMatchObject({
      state: "applied",
      revision,
    });
    expect(given).toBeGreaterThan(1);
    followed.end();
  });
});
