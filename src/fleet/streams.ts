/** What the servers keep: the last topology of each host, its events, and the documents with their history. */
import { DiscardPolicy, type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
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
    const manager = await jetstreamManager(link);
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
    const { message } = error as Error;
    return refuse(
      "unavailable",
      `the server does not keep what the fleet needs: ${message}; it needs JetStream ("jetstream { store_dir: … }" in its configuration)`,
    );
  }
}

type StreamConfig = Parameters<JetStreamManager["streams"]["add"]>[0];

async function ensure(manager: JetStreamManager, config: StreamConfig): Promise<void> {
  const there = await manager.streams.info(config.name).catch(() => undefined);
  if (there === undefined) await manager.streams.add(config);
}
