/** What the hosts of a fleet told one after the other, as the servers have kept it. */
import { jetstream } from "@nats-io/jetstream";
import type { Fleet } from "./owner.ts";
import { allSubjects, memberOf, streams, subjectsOf } from "./subjects.ts";

/** Returns what was told last by a subject; undefined where there is nothing, or no server says. */
export async function lastMessage(
  { manager }: Pick<Fleet, "manager">,
  stream: string,
  subject: string,
): Promise<Uint8Array | undefined> {
  const found = await manager.direct
    .getMessage(stream, { last_by_subj: subject })
    .catch(() => undefined);
  return found?.data;
}

const streamOf = { event: streams.events, outcome: streams.outcomes } as const;

/** Returns the last of what a host or all of them told, the oldest first, as `read` takes it: undefined leaves one out. */
export async function lastTold<T>(
  { file, link, manager }: Fleet,
  kind: keyof typeof streamOf,
  host: string | undefined,
  count: number,
  read: (host: string, data: Uint8Array) => T | undefined,
): Promise<readonly T[]> {
  const stream = streamOf[kind];
  const member = file.hosts.find(({ name }) => name === host);
  const subject = member === undefined ? allSubjects[kind] : subjectsOf(member)[kind];
  const { state } = await manager.streams.info(stream, { subjects_filter: subject });
  const there = Object.values(state.subjects ?? {}).reduce((sum, each) => sum + each, 0);
  if (there === 0) return [];
  const consumer = await jetstream(link).consumers.get(stream, {
    filter_subjects: subject,
    ...(host === undefined && {
      opt_start_seq: Math.max(state.first_seq, state.last_seq - count + 1),
    }),
  });
  const known = new Map(file.hosts.map(({ name, token }) => [name, token]));
  const all: T[] = [];
  const { num_pending: pending } = await consumer.info();
  if (pending === 0) return [];
  const messages = await consumer.fetch({ max_messages: pending, expires: 5_000 });
  for await (const message of messages) {
    const from = memberOf(message.subject);
    if (from !== undefined && known.get(from.name) === from.token) {
      const one = read(from.name, message.data);
      if (one !== undefined) all.push(one);
      if (all.length > count) all.shift();
    }
    if (message.info.pending === 0) break;
  }
  return all;
}
