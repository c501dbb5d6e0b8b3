/** A fleet to which everything happens at once: servers, agents, hosts and connections die while changes roll out. */
import { setTimeout } from "node:timers/promises";
import { jetstream } from "@nats-io/jetstream";
import fc from "fast-check";
import { statusSchema } from "../../src/fleet/answershapes.ts";
import { createFleet, enroll, serverLines } from "../../src/fleet/keys.ts";
import { connectAlways } from "../../src/fleet/link.ts";
import { askAll, type Fleet, withFleet } from "../../src/fleet/owner.ts";
import { type HostResult, rollOut } from "../../src/fleet/rollout/rollout.ts";
import type { AgentFile, FleetFile } from "../../src/fleet/shapes.ts";
import { streams, subjectsOf } from "../../src/fleet/subjects.ts";
import { type FleetHost, fleetHost } from "./fleethost.ts";
import { natsCluster } from "./natscluster.ts";
import type { NatsServer } from "./natsserver.ts";

/** What can befall a fleet. */
const MISFORTUNES = ["server", "servers", "agent", "power", "reboot", "connections"] as const;
type Misfortune = (typeof MISFORTUNES)[number];

export interface ChaosWish {
  readonly hosts: number;
  /** Chooses what happens to whom, and when. */
  readonly seed: number;
  /** Shall there be another change after so many? */
  goOn(changes: number): boolean;
}

export interface ChaosTold {
  /** How often each misfortune happened. */
  readonly befell: ReadonlyMap<string, number>;
  /** Changes that rolled out meanwhile, and what became of them, by state, host by host. */
  readonly changes: number;
  readonly outcomes: ReadonlyMap<string, number>;
  /** Hosts that are whole in the end, reached, and as the last change says. */
  readonly whole: number;
  /** Events that a server had acknowledged, of which none was lost. */
  readonly events: number;
}

/** Seconds in which a host has to reach a server after a change. */
const CONFIRM = 20;
/** A moment is at most so many milliseconds after a change began. */
const MOMENT = 2_500;

const RC = `ngbuddy_enable="YES"
ngbuddy_lan_if="nghost0"
ngbuddy_agent_mode="follow"
`;

/** Runs it. Throws what did not hold: a host half made, cut off or not as wanted, an acknowledged event that was lost. */
export async function chaos({ hosts, seed, goOn }: ChaosWish): Promise<ChaosTold> {
  const keys = await createFleet({ servers: ["nats://127.0.0.1:1"], replicas: 3 });
  const servers = await natsCluster(await serverLines(keys));
  const own: FleetHost[] = [];
  const ended = new AbortController();
  try {
    const ports = servers.map(({ port }) => port);
    let file: FleetFile = { ...keys, servers: ports.map((port) => `nats://127.0.0.1:${port}`) };
    const agents: AgentFile[] = [];
    for (let at = 1; at <= hosts; at++) {
      const { fleet, agent } = await enroll(file, `host${at}`);
      file = fleet;
      agents.push(agent);
    }
    await withFleet(file, async () => {});
    for (const agent of agents) own.push(await fleetHost(agent, RC, ports));
    const crowd = { file, servers, hosts: own, agents };
    const publishing = publish(crowd.agents[0]!, file.servers, ended.signal);
    const told = await befall(crowd, seed, goOn);
    ended.abort();
    const whole = await calm(crowd, told.changes);
    const events = await checkEvents(file, agents[0]!, await publishing);
    return { ...told, whole, events };
  } finally {
    ended.abort();
    for (const host of own) await host[Symbol.asyncDispose]();
    for (const server of servers) await server[Symbol.asyncDispose]();
  }
}

interface Crowd {
  readonly file: FleetFile;
  readonly servers: readonly NatsServer[];
  readonly hosts: readonly FleetHost[];
  readonly agents: readonly AgentFile[];
}

/** The document of a change: another list of interfaces each time. */
function documentOf(number: number) {
  const list = Array.from({ length: number % 5 }, (_, at) => `e${number}x${at}`);
  return { bridges: { lan: { list } } };
}

/** Rolls out one change after the other while misfortunes happen. */
async function befall(crowd: Crowd, seed: number, goOn: (changes: number) => boolean) {
  const befell = new Map<string, number>();
  const outcomes = new Map<string, number>();
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  const happening = fc.record({
    what: fc.constantFrom(...MISFORTUNES),
    whom: fc.nat(1_000),
    moment: fc.nat(MOMENT),
  });
  let changes = 0;
  for (; goOn(changes); changes++) {
    const now = fc.sample(fc.array(happening, { minLength: 1, maxLength: 3 }), {
      seed: seed + changes,
      numRuns: 1,
    })[0]!;
    // One after the other: what is killed twice at once is killed once.
    const happens = (async () => {
      for (const { what, whom, moment } of now) {
        await setTimeout(moment);
        await strike(crowd, what, whom);
        count(befell, what);
      }
    })();
    const told = change(crowd, changes);
    await happens;
    for (const { state } of await told) count(outcomes, state);
  }
  return { befell, outcomes, changes };
}

async function strike({ servers, hosts }: Crowd, what: Misfortune, whom: number): Promise<void> {
  const host = hosts[whom % hosts.length]!;
  switch (what) {
    case "agent":
      return await host.restartAgent();
    case "power":
      return await host.cutPower();
    case "reboot":
      return await host.reboot();
    case "connections":
      for (const one of hosts) one.cut();
      return;
    default: {
      const first = whom % servers.length;
      const dying = what === "server" ? [servers[first]!] : servers.filter((_, at) => at !== first);
      await Promise.all(dying.map((one) => one.kill()));
      await Promise.all(dying.map((one) => one.start()));
    }
  }
}

/** Rolls a change out to all hosts as `fleet apply` does. Returns what became of each. */
async function change(crowd: Crowd, number: number): Promise<readonly HostResult[]> {
  const document = documentOf(number);
  const wish = {
    ...{ canary: 1, share: 1, maxFailures: crowd.hosts.length },
    ...{ confirm: CONFIRM, note: `change ${number}` },
  };
  return await withFleet(
    crowd.file,
    async (fleet) => {
      const surveyed = fleet.file.hosts.map((member) => ({
        ...{ member, document, steps: ["the change"], notes: [], asks: false, isAway: false },
        revision: 0,
      }));
      const report = { wave() {}, host() {} };
      const { hosts } = await rollOut(fleet, surveyed, wish, report, new AbortController().signal);
      const silent = hosts.filter(({ state }) => state === "silent");
      if (silent.length === 0) return hosts;
      const said = crowd.hosts
        .filter(({ name }) => silent.some(({ host }) => host === name))
        .map((host) => `${host.name}:\n${host.lastWords()}`);
      throw new Error(`change ${number}: nothing was heard of it from ${said.join("\n")}`);
    },
    { lasts: true },
  );
}

/** When nothing dies any more: a last change reaches all hosts, and each is what it says. Returns how many were looked at. */
async function calm(crowd: Crowd, number: number): Promise<number> {
  const last = await change(crowd, number);
  const failed = last.find(({ state }) => state !== "applied");
  if (failed !== undefined)
    throw new Error(`the last change was ${failed.state} on ${failed.host}: ${failed.why ?? ""}`);
  const wanted = JSON.stringify(documentOf(number));
  for (const host of crowd.hosts) {
    await host.holds("is not as the last change says", ["diff", "-f", "-"], { input: wanted });
    await host.holds("is not as its rc.conf says", ["diff"]);
    await host.holds("was left half made", ["recover", "-n"], {
      says: "Nothing was left behind.\n",
    });
    await host.holds("still waits to be confirmed", ["confirm", "--list"], {
      says: "Nothing waits to be confirmed.\n",
    });
  }
  return await withFleet(crowd.file, async (fleet) => {
    const all = await askAll(fleet, fleet.file.hosts, "status", statusSchema, 10_000);
    for (const { member, answer } of all)
      if ("error" in answer) throw new Error(`${member.name} is cut off: ${answer.error}`);
    return all.length;
  });
}

/** Between two events, milliseconds. */
const PAUSE = 100;

/** Publishes events as a host does, until it is ended. Returns those that a server acknowledged. */
async function publish(
  agent: AgentFile,
  servers: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  const { inbox, event } = subjectsOf({ name: agent.host, token: agent.token });
  const link = await connectAlways(
    { servers, credentials: agent.credentials, name: "a publisher", inbox },
    signal,
    () => {},
  );
  if (link === undefined) return acknowledged;
  for (let at = 0; !signal.aborted; at++) {
    const msgID = `own-${at}`;
    try {
      await jetstream(link, { timeout: 1_000 }).publish(event, "nothing", { msgID });
      acknowledged.push(msgID);
    } catch {
      // What is not acknowledged may be there or not.
    }
    await setTimeout(PAUSE);
  }
  await link.close();
  return acknowledged;
}

/** Everything acknowledged is there. Returns how many events there are. */
async function checkEvents(
  file: FleetFile,
  publisher: AgentFile,
  acknowledged: readonly string[],
): Promise<number> {
  const all = await withFleet(file, (fleet) => idsOfEvents(fleet));
  const lost = acknowledged.filter((id) => !all.has(id));
  if (lost.length > 0)
    throw new Error(`events that ${publisher.host} was told were kept are gone: ${lost.join(" ")}`);
  // An agent sends its events in their order, each until it is acknowledged: a gap is one that was lost.
  const runs = new Map<string, Set<number>>();
  for (const id of all) {
    const [, run, number] = /^(.+)-(\d+)$/.exec(id)!;
    if (run === "own") continue;
    const numbers = runs.get(run!) ?? new Set();
    runs.set(run!, numbers.add(Number(number)));
  }
  for (const [run, numbers] of runs)
    for (let at = 0; at < numbers.size; at++)
      if (!numbers.has(at))
        throw new Error(`event ${at} of the agent that began as ${run} is gone`);
  return all.size;
}

async function idsOfEvents({ link, manager }: Fleet): Promise<ReadonlySet<string>> {
  const { state } = await manager.streams.info(streams.events);
  const ids = new Set<string>();
  if (state.messages === 0) return ids;
  const consumer = await jetstream(link).consumers.get(streams.events);
  const messages = await consumer.fetch({ max_messages: state.messages, expires: 10_000 });
  for await (const message of messages) {
    ids.add(message.headers!.get("Nats-Msg-Id"));
    if (message.info.pending === 0) break;
  }
  return ids;
}
