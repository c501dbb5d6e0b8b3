/** The agent: tells a fleet's servers of a host, and answers what the fleet's owner asks, for as long as it runs. */
import type { NatsConnection } from "@nats-io/transport-node";
import { follow, type Watched, watched } from "../../buddy/monitor/events.ts";
import { readForEvents } from "../../buddy/monitor/reading.ts";
import type { Host } from "../../host/host.ts";
import { Bell } from "../bell.ts";
import { connectAlways, type LinkWish, pause, pauseAfter } from "../link.ts";
import { Nonces } from "../question.ts";
import type { AgentFile } from "../shapes.ts";
import { subjectsOf } from "../subjects.ts";
import { answer } from "./answering.ts";
import { doctorOf, planOf, statusOf, tellCounters } from "./answers.ts";
import type { Captures } from "./captures.ts";
import { readNodes, recordsAsked, tellReadings } from "./looks.ts";
import { Orders } from "./orders.ts";
import { OrderStatus } from "./orderstatus.ts";
import { Outbox } from "./outbox.ts";
import { whyUnreached } from "./reach.ts";

/** What an agent is given. */
export interface AgentOptions {
  readonly host: Host;
  readonly file: AgentFile;
  /** Seconds between two readings of the host. */
  readonly interval: number;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Is told what whoever looks after the host may want to know, a line each. */
  remark(line: string): void;
  /** Says in a line what is the matter with something that was thrown. */
  explain(error: unknown): string;
  /** Has `ngbuddy` run with these arguments after so many seconds, whatever becomes of this process. */
  later(seconds: number, args: readonly string[]): void;
  /** Sees to what is left when this process is killed. Returns the function that says that there is no need any more. */
  ifKilled(): () => void;
  /** Nobody who does not ask for more within so many seconds is captured for. */
  readonly captureLease?: number;
  /** Gives memory back that is not used; where the process has others that it is for, nothing does. */
  readonly tidy?: () => void;
}

/** See `captureLease`, seconds. */
const CAPTURE_LEASE = 5;

/**
 * Pauses between two questions for the last order, milliseconds, from each new connection on; the last one from then on. What
 * answers may be a server of a cluster that has just come and has not heard of it yet.
 */
const ASK_AGAIN = [2_000, 10_000, 60_000, 300_000] as const;

/**
 * Runs until it is aborted, whatever becomes of servers and connections meanwhile. Throws only when the host cannot be
 * read to begin with.
 */
export async function runAgent(options: AgentOptions): Promise<void> {
  const { host, file, interval, signal, remark, explain, tidy = () => {} } = options;
  const subjects = subjectsOf({ name: file.host, token: file.token });
  const bell = new Bell();
  const outbox = new Outbox(subjects, (outcome) => orders.told(outcome));
  const state: { watched: Watched } = { watched: watched(await readForEvents(host)) };
  outbox.take(state.watched.reading.topology, []);
  const trouble = tellOnce(remark, "all is well again");
  // The host is read whether a server is reached or not: what happens meanwhile is told later.
  const reading = (async () => {
    while (!signal.aborted) {
      await pause(interval * 1000, signal);
      if (signal.aborted) return;
      try {
        const { events, watched: next } = follow(state.watched, await readForEvents(host));
        state.watched = next;
        outbox.take(next.reading.topology, events);
        trouble("host", undefined);
        tidy();
      } catch (error) {
        trouble("host", `the host cannot be read: ${explain(error)}`);
      }
    }
  })();
  const wish: LinkWish = {
    servers: file.servers,
    ca: file.ca,
    credentials: file.credentials,
    name: `ngbuddy agent ${file.host}`,
    inbox: subjects.inbox,
  };
  let link: NatsConnection | undefined;
  const orders = new Orders({
    ...{ host, file, interval, signal, remark, explain, tidy },
    later: (seconds, args) => options.later(seconds, args),
    unreached: (patience) => whyUnreached(wish, subjects.documentNow, patience, signal),
    tell: (outcome) => {
      outbox.takeOutcome(outcome);
      bell.ring();
      if (link !== undefined) void renew(link);
    },
  });
  // What was begun is seen to without a server, too.
  const ordering = orders.run();
  link = await connectAlways(wish, signal, remark);
  if (link !== undefined) {
    let metrics: (() => Promise<unknown>) | undefined;
    let captures: Captures | undefined;
    const nonces = new Nonces();
    remark(`connected to ${link.getServer()} as ${file.host}`);
    const asking = new Bell();
    const told = tellOf(link, outbox, trouble, () => asking.ring());
    const listening = listen(link, subjects, orders, asking, signal);
    const orderStatus = new OrderStatus(host);
    const answering = answer(link, subjects.asked, {
      status: () => statusOf(state.watched.reading, host, orderStatus),
      plan: (asked) => planOf(host, asked),
      doctor: () => doctorOf(host),
      survey: async () => await (await import("./survey.ts")).surveyOf(host),
      metrics: async () => {
        // Most hosts are never asked: what it takes is not kept in memory for nothing.
        metrics ??= (await import("./metrics.ts")).metricsAnswers(host);
        return await metrics();
      },
      capture: async (asked, room) => {
        const { Captures: Made } = await import("./captures.ts");
        captures ??= new Made({ ...options, lease: options.captureLease ?? CAPTURE_LEASE });
        return await captures.answer(asked, room);
      },
      confirm: async (asked) => {
        const { confirmAsked } = await import("./confirms.ts");
        return await confirmAsked({ host, file, nonces }, asked);
      },
      look: (tell) => tellReadings(host, tell, signal),
      nodes: () => readNodes(host),
      records: (asked) => recordsAsked(host, state.watched.reading.topology, asked),
      counters: (asked, tell) => tellCounters(host, secondsOf(asked), tell, signal),
      explain,
    });
    await tellAgainAndAgain(link, outbox, bell, options, trouble);
    await ordering;
    await captures?.ended();
    await leave(link);
    await Promise.all([told, answering, listening]);
  }
  await Promise.all([reading, ordering]);
}

/** Gives orders on that come, and asks for the last one now and then, and whenever it may have been missed. */
async function listen(
  link: NatsConnection,
  subjects: ReturnType<typeof subjectsOf>,
  orders: Orders,
  asking: Bell,
  signal: AbortSignal,
): Promise<void> {
  const subscription = link.subscribe(subjects.document);
  const heard = (async () => {
    for await (const { data } of subscription) orders.receive(data);
  })();
  let asked = 0;
  while (!signal.aborted && !link.isClosed()) {
    // Where there is none, and where nobody answers, the answer has no subject of the bucket's.
    const now = await link
      .request(subjects.documentNow, undefined, { timeout: ANSWER })
      .catch(() => undefined);
    if (now?.headers?.get("Nats-Subject") === subjects.document) orders.receive(now.data, true);
    // Where nobody answered it is asked again soon, but not all the time.
    if (now === undefined) asked = Math.min(asked, 1);
    const isNew = await asking.wait(ASK_AGAIN[asked]!, signal);
    asked = isNew ? 0 : Math.min(asked + 1, ASK_AGAIN.length - 1);
  }
  subscription.unsubscribe();
  await heard;
}

/** How long a server may take to answer, milliseconds. */
const ANSWER = 5_000;

/** A change may have left the connection dead, which would be found out late: it is made anew then. */
async function renew(link: NatsConnection): Promise<void> {
  const late = new AbortController();
  const isAlive = await Promise.race([
    link.rtt().then(
      () => true,
      () => false,
    ),
    pause(RENEW, late.signal).then(() => false),
  ]);
  late.abort();
  if (!isAlive && !link.isClosed()) await link.reconnect().catch(() => {});
}

/** How long a connection that lives takes to answer at most, milliseconds. */
const RENEW = 2_000;

/** How long a server may take to hear that we go, milliseconds. */
const LEAVE = 1_000;

/** Ends the connection, and lets the server know first: nobody waits for an answer from us then. */
async function leave(link: NatsConnection): Promise<void> {
  const ended = new AbortController();
  const drained = link.drain().catch(() => {});
  await Promise.race([drained, pause(LEAVE, ended.signal)]);
  ended.abort();
  await link.close().catch(() => {});
}

/** Follows what becomes of the connection. */
async function tellOf(
  link: NatsConnection,
  outbox: Outbox,
  trouble: ReturnType<typeof tellOnce>,
  onReconnect: () => void,
): Promise<void> {
  for await (const status of link.status()) {
    if (status.type === "disconnect") trouble("server", "the server is gone; trying on");
    if (status.type !== "reconnect") continue;
    trouble("server", undefined);
    outbox.forget();
    onReconnect();
  }
}

/** Sends what is to be sent, as often as the host is read; less often while the server does not take it. */
async function tellAgainAndAgain(
  link: NatsConnection,
  outbox: Outbox,
  bell: Bell,
  { interval, signal, explain }: AgentOptions,
  trouble: ReturnType<typeof tellOnce>,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted && !link.isClosed()) {
    try {
      await outbox.flush(link, performance.now());
      failures = 0;
      trouble("telling", undefined);
    } catch (error) {
      failures++;
      if (failures > 1)
        trouble("telling", `the server does not take what it is told: ${why(error, explain)}`);
    }
    await bell.wait(failures === 0 ? interval * 1000 : pauseAfter(failures), signal);
  }
}

/** NATS says of a stream that is not there that nobody answers. */
function why(error: unknown, explain: (error: unknown) => string): string {
  const { name, message } = error as Error;
  if (/Permissions Violation/i.test(message))
    return `${message}; this host's keys are of an older version, and ngbuddy fleet enroll --again makes new ones`;
  if (/NoResponders/i.test(name) || /no responders|jetstream is not enabled/i.test(message))
    return "its streams are not there yet; ngbuddy fleet status makes them";
  return name === "Error" || /Timeout|Closed|Request|JetStream/.test(name)
    ? message
    : explain(error);
}

/** Tells of each kind of trouble when it begins or changes, and when it is over. */
function tellOnce(remark: (line: string) => void, over: string) {
  const now = new Map<string, string>();
  return (kind: string, line: string | undefined) => {
    if (now.get(kind) === line) return;
    if (line === undefined) now.delete(kind);
    else now.set(kind, line);
    if (line !== undefined) remark(line);
    else if (now.size === 0) remark(over);
  };
}

function secondsOf(asked: unknown): number {
  const { seconds } = (asked ?? {}) as { seconds?: unknown };
  return typeof seconds === "number" && seconds > 0 ? seconds : 1;
}
