/** Questions that the fleet's owner alone may ask: signed, for one host, good for some minutes, and once. */
import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { refuse } from "../buddy/refusal.ts";
import { parsed, seal, unseal } from "./sealed.ts";
import type { Member } from "./subjects.ts";

/** What is asked is good for so long, milliseconds: clocks differ. */
const GOOD_FOR = 300_000;

const common = {
  version: v.literal(1),
  host: v.string(),
  token: v.string(),
  /** ISO 8601. */
  time: v.pipe(v.string(), v.isoTimestamp()),
  /** No two are the same. */
  nonce: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
} as const;

type Common = v.InferOutput<v.StrictObjectSchema<typeof common, undefined>>;

/** Returns the schema of a question that has these entries besides what all have. */
export function questionSchema<T extends v.ObjectEntries>(entries: T) {
  return v.strictObject({ ...entries, ...common });
}

/** Returns what is asked of a host, signed with the author's seed. `domain`: what is signed begins so. `now`: milliseconds since the epoch. */
export function signQuestion(
  seed: string,
  domain: string,
  { name: host, token }: Member,
  wish: object,
  now: number,
): string {
  const nonce = randomBytes(16).toString("hex");
  const time = new Date(now).toISOString();
  return seal(seed, domain, { version: 1, host, token, time, nonce, ...wish });
}

/** Who is asked, and when: milliseconds since the epoch. `author`: the public key of the fleet's owner. */
export interface Asked {
  readonly author: string;
  readonly host: string;
  readonly token: string;
  readonly now: number;
}

/** Opens what was asked of a host. Throws a Refusal for what is not for it, or not by its fleet's owner. */
export function openQuestion<T extends v.GenericSchema<unknown, Common>>(
  text: string,
  domain: string,
  schema: T,
  { author, host, token, now }: Asked,
): v.InferOutput<T> {
  const payload = unseal(author, domain, text);
  if (!payload) return refuse("noPermission", "it is not the fleet's owner who asks");
  const wish = parsed(schema, payload);
  if (wish === undefined)
    return refuse("data", "what is asked makes no sense to this version, or is out of bounds");
  if (wish.host !== host || wish.token !== token)
    return refuse("data", "it is another host that is asked");
  if (Math.abs(Date.parse(wish.time) - now) > GOOD_FOR)
    return refuse(
      "data",
      `it was asked at ${wish.time}, and here it is ${new Date(now).toISOString()}; set the clocks`,
    );
  return wish;
}

/** What was asked already: whoever has overheard it must not ask it again. */
export class Nonces {
  private readonly seen = new Map<string, number>();

  /** Throws a Refusal for what was asked before. `now`: milliseconds since the epoch. */
  once({ nonce }: { readonly nonce: string }, now: number): void {
    // Clocks may be wrong by as much before and after.
    for (const [old, at] of this.seen) if (now - at > 2 * GOOD_FOR) this.seen.delete(old);
    if (this.seen.has(nonce)) refuse("noPermission", "that was asked before");
    this.seen.set(nonce, now);
  }
}
