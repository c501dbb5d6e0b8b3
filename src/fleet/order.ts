/** An order: a document for one host, signed by the fleet's owner, so that neither a server nor a stranger can make one up. */

import { nkeys } from "@nats-io/transport-node";
import * as v from "valibot";
import { confirmSeconds } from "./confirmseconds.ts";
import { parsed, payloadOf, seal, unseal } from "./sealed.ts";
import type { Member } from "./subjects.ts";

/** What is signed begins so: no signature for anything else is good for an order. */
const DOMAIN = "ngbuddy fleet order 1\n";
/** The most that an order may have, characters. */
const MAX_LENGTH = 4 * 1024 * 1024;
/** An order that reached its host after so many milliseconds only is not carried out: a week. */
const GOOD_FOR = 7 * 24 * 3600 * 1000;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const orderSchema = v.strictObject({
  version: v.literal(1),
  host: v.string(),
  token: v.string(),
  /** Grows with each order of a fleet. */
  revision: v.pipe(count, v.minValue(1)),
  /** When it was signed, and until when it is good: ISO 8601. */
  time: v.pipe(v.string(), v.isoTimestamp()),
  expires: v.pipe(v.string(), v.isoTimestamp()),
  /** By what command, for people. */
  note: v.pipe(v.string(), v.maxLength(1000)),
  /** After so many seconds without a server the host goes back to what it was. */
  confirm: v.pipe(count, v.minValue(confirmSeconds.min), v.maxValue(confirmSeconds.max)),
  document: v.unknown(),
});
/** What an order says. */
export type Order = v.InferOutput<typeof orderSchema>;

/** What an order is made of. */
export interface OrderWish {
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly note: string;
  readonly confirm: number;
  readonly document: unknown;
}

/** Returns an order for a host, signed with the author's seed, as text. */
export function signOrder(seed: string, { name, token }: Member, wish: OrderWish): string {
  const { revision, now, note, confirm, document } = wish;
  const order: Order = {
    version: 1,
    host: name,
    token,
    revision,
    time: new Date(now).toISOString(),
    expires: new Date(now + GOOD_FOR).toISOString(),
    note: note.slice(0, 1000),
    confirm,
    document,
  };
  return seal(seed, DOMAIN, order);
}

/** An order that is for this host and by its fleet's owner, or why it is none; then with its revision, if the owner did sign it. */
export type Opened =
  | { readonly order: Order }
  | { readonly error: string; readonly revision?: number };

/** Opens an order. `author`: the public key of the fleet's owner. `now`: milliseconds since the epoch. */
export function openOrder(
  text: string,
  { author, host, token, now }: { author: string; host: string; token: string; now: number },
): Opened {
  const payload = text.length > MAX_LENGTH ? undefined : unseal(author, DOMAIN, text);
  if (payload === undefined) return { error: "it is no order, or was cut" };
  if (payload === false)
    return { error: "it is not signed by the fleet's owner, or was changed since" };
  const order = parsed(orderSchema, payload);
  if (order === undefined)
    return { error: "it makes no sense to this version; ngbuddy on this host may be older" };
  const { revision } = order;
  if (order.host !== host || order.token !== token)
    return { error: `it is for another host, ${order.host}, or for keys that this one had before` };
  if (Date.parse(order.expires) < now)
    return {
      revision,
      error: `it was good until ${order.expires}, and the clock of this host says ${new Date(now).toISOString()}`,
    };
  return { order };
}

/** Returns the revision that an order says it is, whoever made it; 0 for what is none. */
export function revisionOf(text: string): number {
  const payload = payloadOf(text);
  return (payload !== undefined && parsed(orderSchema, payload)?.revision) || 0;
}

/** Returns the revision of an order that the author with this seed has signed; 0 for another. */
export function signedRevisionOf(seed: string, text: string): number {
  const author = nkeys.fromSeed(new TextEncoder().encode(seed)).getPublicKey();
  return typeof unseal(author, DOMAIN, text) === "string" ? revisionOf(text) : 0;
}

/** No clock that an order was signed by is a century ahead, milliseconds. */
const MAX_AHEAD = 100 * 365 * 24 * 3600 * 1000;

/**
 * Returns a revision that a host or a server tells, or 0 where it is none: revisions are times. Somebody who makes up the
 * highest number would have used them up for all hosts. `now`: milliseconds since the epoch.
 */
export function believedRevision(revision: number, now: number): number {
  return Number.isSafeInteger(revision) && revision <= now + MAX_AHEAD ? revision : 0;
}
