/** What has happened on the hosts of a fleet, as they told it. */
import { jetstream } from "@nats-io/jetstream";
import * as v from "valibot";
import { toldEventSchema } from "./answershapes.ts";
import type { Fleet } from "./owner.ts";
import { unpack } from "./pack.ts";
import { allSubjects, memberOf, streams, subjectsOf } from "./subjects.ts";

/** An event of one host. */
export interface HostEvent {
  readonly host: string;
  readonly time: string;
  readonly level: "notice" | "warning";
  readonly event: string;
  readonly text: string;
}

/** Returns the last events of a host or of all, the oldest first. What makes no sense is left out. */
export async function lastEvents(
  { file, link, manager }: Fleet,
  host: string | undefined,
  count: number,
): Promise<readonly HostEvent[]> {
  const member = file.hosts.find(({ name }) => name === host);
  const subject = member === undefined ? allSubjects.event : subjectsOf(member).event;
  const { state } = await manager.streams.info(streams.events, { subjects_filter: subject });
  const there = Object.values(state.subjects ?? {}).reduce((sum, each) => sum + each, 0);
  if (there === 0) return [];
  const consumer = await jetstream(link).consumers.get(streams.events, {
    filter_subjects: subject,
    ...(host === undefined && {
      opt_start_seq: Math.max(state.first_seq, state.last_seq - count + 1),
    }),
  });
  const known = new Map(file.hosts.map(({ name, token }) => [name, token]));
  const events: HostEvent[] = [];
  const { num_pending: pending } = await consumer.info();
  if (pending === 0) return [];
  const messages = await consumer.fetch({ max_messages: pending, expires: 5_000 });
  for await (const message of messages) {
    const from = memberOf(message.subject);
    const { success, output } = v.safeParse(toldEventSchema, unpack(message.data));
    if (success && from !== undefined && known.get(from.name) === from.token) {
      const { time, level, event, text } = output;
      events.push({ host: from.name, time, level, event, text });
      if (events.length > count) events.shift();
    }
    if (message.info.pending === 0) break;
  }
  return events;
}
