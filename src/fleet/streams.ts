/** What the servers keep: the last topology of each host, its events, and the documents with their history. */
import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
} from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { refuse } from "../buddy/refusal.ts";
import { allSubjects, documentsStream, streams } from "./subjects.ts";

/** How much is kept. A host that tells very much pushes out what is its own alone. */
const kept = { documents: 32, events: 10_000, eventBytes: 1024 * 1024 * 1024 } as const;

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

/** So often is asked again while a cluster chooses its leader; each time takes up to five seconds. */
const ATTEMPTS = 3;

/** Does something that a cluster answers as soon as it has a leader. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await act();
    } catch (error) {
      if (attempt === ATTEMPTS || !isElecting(error)) throw error;
    }
}

/** Without a leader nobody answers, or who answers has not heard of what there is. */
function isElecting(error: unknown): boolean {
  const { name, message } = error as Error;
  return /timeout|system temporarily unavailable|no suitable peers|insufficient resources/i.test(
    `${name} ${message}`,
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
