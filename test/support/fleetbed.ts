/** A fleet for tests: a real server, and labs in this process that each have an agent. */
import type { NatsConnection } from "@nats-io/transport-node";
import { lineOf } from "../../src/cli/failure.ts";
import { type AgentOptions, runAgent } from "../../src/fleet/agent/agent.ts";
import { createFleet, enroll, serverLines } from "../../src/fleet/keys.ts";
import { connectOnce } from "../../src/fleet/link.ts";
import { type Fleet, withFleet } from "../../src/fleet/owner.ts";
import type { AgentFile, FleetFile } from "../../src/fleet/shapes.ts";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab } from "./buddylab.ts";
import { type NatsServer, natsServer } from "./natsserver.ts";
import { type Uplink, uplinkOf } from "./uplink.ts";

export interface RunningAgent {
  /** What it remarked. */
  readonly remarks: string[];
  /** Resolves when it has remarked something like this, before or after it was asked. */
  remarked(pattern: RegExp): Promise<void>;
  end(): Promise<void>;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

export interface FleetBed {
  readonly server: NatsServer;
  file: FleetFile;
  readonly agents: Map<string, AgentFile>;
  readonly labs: ReadonlyMap<string, BuddyLab>;
  /** Starts the agent of a host. */
  agent(name: string, options?: Partial<AgentOptions>): RunningAgent;
  /** Leads the agent of a host, which is started afterwards, through its lab's network. */
  throughUplink(name: string): Promise<void>;
  /** Does something as the fleet's owner. */
  asOwner<T>(use: (fleet: Fleet) => Promise<T>): Promise<T>;
  /** A connection with the keys of a host, as whoever stole them has it. */
  asThief(name: string): Promise<NatsConnection>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a fleet of these hosts. */
export async function fleetBed(
  names: readonly string[],
  tls?: { readonly lines: string; readonly ca: string },
): Promise<FleetBed> {
  const ca = tls?.ca;
  const keys = await createFleet({ servers: ["nats://127.0.0.1:1"], ca, replicas: 1 });
  const server = await natsServer(await serverLines(keys), tls?.lines);
  const scheme = tls === undefined ? "nats" : "tls";
  let file: FleetFile = { ...keys, servers: [`${scheme}://localhost:${server.port}`] };
  const agents = new Map<string, AgentFile>();
  const labs = new Map<string, BuddyLab>();
  for (const name of names) {
    const enrolled = await enroll(file, name);
    file = enrolled.fleet;
    agents.set(name, enrolled.agent);
    labs.set(name, buddyLab());
  }
  const running = new Set<RunningAgent>();
  const uplinks: Uplink[] = [];
  const bed: FleetBed = {
    server,
    file,
    agents,
    labs,
    agent(name, options = {}) {
      const ending = new AbortController();
      const remarks: string[] = [];
      const waiting: { pattern: RegExp; resolve: () => void }[] = [];
      const ended = runAgent({
        host: labHost(labs.get(name)!.lab),
        file: agents.get(name)!,
        // Agents that read their hosts more often take the processor from what they are waited for by.
        interval: 0.1,
        signal: ending.signal,
        remark: (line) => {
          remarks.push(line);
          for (const one of waiting) if (one.pattern.test(line)) one.resolve();
        },
        explain: lineOf,
        later: () => {},
        ifKilled: () => () => {},
        ...options,
      });
      const agent: RunningAgent = {
        remarks,
        ended,
        remarked: (pattern) =>
          new Promise((resolve) => {
            if (remarks.some((line) => pattern.test(line))) resolve();
            else waiting.push({ pattern, resolve });
          }),
        async end() {
          running.delete(agent);
          ending.abort();
          await ended;
        },
      };
      running.add(agent);
      return agent;
    },
    async throughUplink(name) {
      const uplink = await uplinkOf(labs.get(name)!, () => server.port);
      uplinks.push(uplink);
      agents.set(name, { ...agents.get(name)!, servers: [`nats://localhost:${uplink.port}`] });
    },
    asOwner: (use) => withFleet(bed.file, use),
    asThief: (name) =>
      connectOnce({
        ...agents.get(name)!,
        name: "thief",
        inbox: `_INBOX_${name}_${agents.get(name)!.token}`,
      }),
    async [Symbol.asyncDispose]() {
      await Promise.all([...running].map((one) => one.end()));
      for (const uplink of uplinks) await uplink[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
  return bed;
}

/** Messages of a subject, one after the other; it is listened to from now on. */
export async function listen(fleet: Fleet, subject: string) {
  const subscription = fleet.link.subscribe(subject);
  await fleet.link.flush();
  return subscription[Symbol.asyncIterator]();
}
