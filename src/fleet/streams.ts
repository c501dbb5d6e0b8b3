/** What the servers keep: the last topology of each host, its events, the orders with their history, and what came of them. */
import { setTimeout } from "node:timers/promises";
import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
} from "@nats-io/jetstream";
import { type NatsConnection, TimeoutError } from "@nats-io/transport-node";
import { refuse } from "../buddy/refusal.ts";
import { allSubjects, documentsStream, streams } from "./subjects.ts";

/** How much is kept. A host that tells very much pushes out what is its own alone. */
const kept = {
  documents: 32,
  outcomes: 64,
  events: 10_000,
  eventBytes: 1024 * 1024 * 1024,
} as const;

/** Makes what is not there yet. Throws a Refusal when the server keeps nothing at all. */
export async function ensureStreams(
  link: NatsConnection,
  replicas: number,
): Promise<JetStreamManager> {
  try {
    const manager = await patiently(() => jetstreamManager(link));
    const common = { num_replicas: replicas, allow_direct: true };
    await ensure(manager, {
      ...common,
      name: streams.topologies,
      subjects: [allSubjects.topology],
      max_msgs_per_subject: 1,
    });
    await ensure(manager, {
      ...common,
      name: streams.events,
      subjects: [allSubjects.event],
      max_msgs_per_subject: kept.events,
      max_bytes: kept.eventBytes,
    });
    await ensure(manager, {
      ...common,
      name: streams.outcomes,
      subjects: [allSubjects.outcome],
      max_msgs_per_subject: kept.outcomes,
    });
    // A bucket as NATS' own clients know it.
    await ensure(manager, {
      ...common,
      name: documentsStream,
      subjects: [`$KV.${streams.documents}.>`],
      max_msgs_per_subject: kept.documents,
      allow_rollup_hdrs: true,
      deny_delete: true,
      discard: DiscardPolicy.New,
    });
    return manager;
  } catch (error) {
    if (link.isClosed()) return refuse("unavailable", "the server went away meanwhile; try again");
    if (isElecting(error))
      return refuse(
        "unavailable",
        "the servers have no leader at the moment: most of a cluster's have to run, and a few seconds pass until they agree; try again",
      );
    const { message } = error as Error;
    return refuse(
      "unavailable",
      `the server does not keep what the fleet needs: ${message}; it needs JetStream ("jetstream { store_dir: … }" in its configuration)`,
    );
  }
}

/** So long a cluster may take to choose its leader, and the pause before it is asked again, milliseconds. */
const election = { longest: 20_000, pause: 500 } as const;

/** Does something that a cluster answers as soon as it has a leader. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  const until = performance.now() + election.longest;
  for (;;)
    try {
      return await act();
    } catch (error) {
      if (performance.now() > until || !isElecting(error)) throw error;
      await setTimeout(election.pause);
    }
}

/** Without a leader nobody answers, or who answers has not heard of what there is. */
function isElecting(error: unknown): boolean {
  const { message } = error as Error;
  return (
    error instanceof TimeoutError ||
    /system temporarily unavailable|no suitable peers|insufficient resources/i.test(message)
  );
}

type StreamConfig = Parameters<JetStreamManager["streams"]["add"]>[0];

async function ensure(manager: JetStreamManager, config: StreamConfig): Promise<void> {
  await patiently(async () => {
    try {
      await manager.streams.info(config.name);
    } catch (error) {
      if (!(error instanceof JetStreamApiError) || error.code !== JetStreamApiCodes.StreamNotFound)
        throw error;
      await manager.streams.add(config);
    }
  });
}
