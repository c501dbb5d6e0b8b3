/** What a host has to tell the servers, kept until they have it: its events and what came of orders one by one, of its topology the last. */
import { jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type { MonitorEvent } from "../../buddy/monitor/event.ts";
import type { Topology } from "../../buddy/topology.ts";
import type { Outcome } from "../outcome.ts";
import { pack } from "../pack.ts";
import type { subjectsOf } from "../subjects.ts";

/** So many events wait at most where no server is reached; then the oldest go. */
const MAX_WAITING = 2_000;
/** So many outcomes of orders. */
const MAX_OUTCOMES = 32;
/** A topology is told at most once in so many milliseconds. */
const MIN_GAP = 3_000;
/** What a server does not confirm within so many milliseconds is sent again. */
const TIMEOUT = 2_000;

interface Waiting {
  readonly id: string;
  readonly event: MonitorEvent;
}

/** The outbox of an agent. */
export class Outbox {
  private readonly events: Waiting[] = [];
  private readonly outcomes: Outcome[] = [];
  private number = 0;
  private lost = 0;
  private readonly start = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;
  private topology: { readonly text: string; readonly value: Topology } | undefined;
  private told: string | undefined;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly subjects: ReturnType<typeof subjectsOf>,
    /** Is told when a server has what came of an order. */
    private readonly onTold: (outcome: Outcome) => Promise<void> = async () => {},
  ) {}

  /** Takes what came of an order. */
  takeOutcome(outcome: Outcome): void {
    this.outcomes.push(outcome);
    if (this.outcomes.length > MAX_OUTCOMES) this.outcomes.shift();
  }

  /** Takes what is to be told next. */
  take(topology: Topology, events: readonly MonitorEvent[]): void {
    const value = lasting(topology);
    this.topology = { text: JSON.stringify({ ...value, time: "" }), value };
    for (const event of events) this.events.push({ id: `${this.start}-${this.number++}`, event });
    const tooMany = this.events.length - MAX_WAITING;
    if (tooMany > 0) {
      this.events.splice(0, tooMany);
      this.lost += tooMany;
    }
  }

  /** The server may have forgotten: the topology is told anew. */
  forget(): void {
    this.told = undefined;
  }

  /**
   * Tells what is to be told. What the server does not confirm stays; throws the reason. `now`: milliseconds of a clock that
   * nobody sets.
   */
  async flush(link: NatsConnection, now: number): Promise<void> {
    const stream = jetstream(link, { timeout: TIMEOUT });
    for (;;) {
      const [first] = this.outcomes;
      if (first === undefined) break;
      const id = `${this.start}-${first.revision}-${first.state}-${first.time}`;
      await stream.publish(this.subjects.outcome, fitting(first, link), { msgID: id });
      if (this.outcomes[0] === first) this.outcomes.shift();
      await this.onTold(first);
    }
    for (;;) {
      const [first] = this.events;
      if (first === undefined) break;
      const lost = this.lost > 0 ? { lostBefore: this.lost } : {};
      const message = pack({ version: 1, ...first.event, ...lost });
      // The server knows one that it was sent before by its ID.
      await stream.publish(this.subjects.event, message, { msgID: first.id });
      this.lost = 0;
      // The one that was sent may have been pushed out meanwhile.
      if (this.events[0] === first) this.events.shift();
    }
    const { topology } = this;
    if (topology === undefined || topology.text === this.told || now - this.toldAt < MIN_GAP)
      return;
    const message = pack({ version: 1, topology: topology.value });
    const room = link.info?.max_payload ?? message.length;
    if (message.length > room)
      throw new Error(`its topology takes ${message.length} bytes, and the server takes ${room}`);
    await stream.publish(this.subjects.topology, message);
    this.told = topology.text;
    this.toldAt = now;
  }
}

/** What came of an order as a message; where a server takes no message as long, without the document from before. */
function fitting(outcome: Outcome, link: NatsConnection): Uint8Array {
  const whole = pack(outcome);
  if (whole.length <= (link.info?.max_payload ?? whole.length)) return whole;
  const { before: _, leftOut: __, ...rest } = outcome;
  return pack(rest);
}

/** A topology without what changes all the time: counters, and how long ago an address was heard. */
function lasting(topology: Topology): Topology {
  return {
    ...topology,
    graph: [],
    bridges: topology.bridges.map(({ hosts, links, ...bridge }) => ({
      ...bridge,
      links: links.map(({ stats, ...link }) => link),
      ...(hosts !== undefined && {
        hosts: hosts
          .map(({ addr, hook }) => ({ addr, hook, age: 0, staleness: 0 }))
          .sort((a, b) => (a.addr < b.addr ? -1 : 1)),
      }),
    })),
  };
}
