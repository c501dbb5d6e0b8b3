/** The fleet as its owner sees it: a connection with all rights, and what can be asked of every host at once. */
import type { JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import type * as v from "valibot";
import { type Answer, ask } from "./ask.ts";
import { connectOnce } from "./link.ts";
import type { FleetFile } from "./shapes.ts";
import { ensureStreams } from "./streams.ts";
import type { Member, Question } from "./subjects.ts";

/** A fleet whose servers are connected to. */
export interface Fleet {
  readonly file: FleetFile;
  readonly link: NatsConnection;
  readonly manager: JetStreamManager;
}

/**
 * Connects to a fleet's servers, and closes the connection whatever happens. Throws a Refusal when none is reached. `lasts`: a
 * connection that is lost meanwhile is taken up again.
 */
export async function withFleet<T>(
  file: FleetFile,
  use: (fleet: Fleet) => Promise<T>,
  options: { readonly lasts?: boolean } = {},
): Promise<T> {
  const { servers, ca, credentials, replicas } = file;
  const link = await connectOnce({ servers, ca, credentials, name: "ngbuddy fleet" }, options);
  try {
    return await use({ file, link, manager: await ensureStreams(link, replicas) });
  } finally {
    await link.close().catch(() => {});
  }
}

/** What one of several hosts answered. */
export interface Answered<T> {
  readonly member: Member;
  readonly answer: Answer<T>;
}

/** A host that did not answer, and why. */
export interface Missing {
  readonly host: string;
  readonly error: string;
}

/** Parts what hosts answered from those that did not. */
export function parted<T>(all: readonly Answered<T>[]): {
  readonly answered: readonly { readonly host: string; readonly value: T }[];
  readonly missing: readonly Missing[];
} {
  const answered: { host: string; value: T }[] = [];
  const missing: Missing[] = [];
  for (const { member, answer } of all)
    if ("error" in answer) missing.push({ host: member.name, error: answer.error });
    else answered.push({ host: member.name, value: answer.value });
  return { answered, missing };
}

/** So many are asked at once. */
const AT_ONCE = 200;

/** Asks hosts at once. Returns what each answered, in their order. */
export async function askAll<T extends v.GenericSchema>(
  { link }: Pick<Fleet, "link">,
  members: readonly Member[],
  question: Question,
  schema: T,
  timeout: number,
  about: (member: Member) => unknown = () => ({}),
): Promise<readonly Answered<v.InferOutput<T>>[]> {
  const all: Answered<v.InferOutput<T>>[] = [];
  for (let at = 0; at < members.length; at += AT_ONCE)
    all.push(
      ...(await Promise.all(
        members.slice(at, at + AT_ONCE).map(async (member) => ({
          member,
          answer: await ask(link, member, question, schema, { timeout, about: about(member) }),
        })),
      )),
    );
  return all;
}
