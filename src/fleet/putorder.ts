/** Giving orders to hosts, and reading what came of them. */
import { JetStreamApiCodes, jetstream } from "@nats-io/jetstream";
import { headers } from "@nats-io/transport-node";
import * as v from "valibot";
import { refuse } from "../buddy/refusal.ts";
import { type OrderWish, revisionOf, signOrder } from "./order.ts";
import { type Outcome, outcomeSchema } from "./outcome.ts";
import type { Fleet } from "./owner.ts";
import { unpack } from "./pack.ts";
import { documentsStream, type Member, streams, subjectsOf } from "./subjects.ts";
import { lastMessage } from "./told.ts";

/** How long a server may take to keep an order, milliseconds. */
const TIMEOUT = 5_000;

/** Signs an order for a host and has the servers keep it, in the place of the one before. Throws what NATS does. */
export async function putOrder(
  { file, link }: Fleet,
  member: Member,
  wish: OrderWish,
): Promise<void> {
  refuseOldKeys(file);
  const order = signOrder(file.author, member, wish);
  const [bytes, room] = [Buffer.byteLength(order), link.info?.max_payload];
  if (room !== undefined && bytes > room)
    refuse("data", `the order takes ${bytes} bytes, and the server takes ${room} (max_payload)`);
  await jetstream(link, { timeout: TIMEOUT }).publish(subjectsOf(member).document, order, {
    msgID: `${member.token}-${wish.revision}`,
  });
}

/** What signs orders must sign nothing that a server makes up, as who connects does. */
export function refuseOldKeys({ author, credentials }: Fleet["file"]): void {
  if (credentials.includes(author))
    refuse(
      "unavailable",
      "the keys of this fleet are of a version that could not change hosts: its owner connects with the key that signs orders; make a new fleet (ngbuddy fleet init) and enroll its hosts",
    );
}

/**
 * Takes an order back that its host has not got yet; where the servers have another one by now, that stays. As NATS' own
 * clients delete a key. Throws what NATS does.
 */
export async function withdrawOrder(
  { link, manager }: Fleet,
  member: Member,
  revision: number,
): Promise<void> {
  const subject = subjectsOf(member).document;
  const kept = await manager.direct.getMessage(documentsStream, { last_by_subj: subject });
  if (!kept || revisionOf(Buffer.from(kept.data).toString("utf8")) !== revision) return;
  const marked = headers();
  marked.set("KV-Operation", "DEL");
  try {
    await jetstream(link, { timeout: TIMEOUT }).publish(subject, undefined, {
      headers: marked,
      expect: { lastSubjectSequence: kept.seq },
    });
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== JetStreamApiCodes.StreamWrongLastSequence) throw error;
  }
}

/** Returns what a host told last of an order; undefined when it told nothing, or nonsense. */
export async function lastOutcome(fleet: Fleet, member: Member): Promise<Outcome | undefined> {
  const data = await lastMessage(fleet, streams.outcomes, subjectsOf(member).outcome);
  return data && readOutcome(data);
}

/** Reads what a host told of an order; undefined for nonsense. */
export function readOutcome(data: Uint8Array): Outcome | undefined {
  const { success, output } = v.safeParse(outcomeSchema, unpack(data));
  return success ? output : undefined;
}
