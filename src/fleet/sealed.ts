/** What the fleet's owner has signed, so that neither a server nor a stranger can make it up. */
import { nkeys } from "@nats-io/transport-node";
import * as v from "valibot";

const envelopeSchema = v.strictObject({
  version: v.literal(1),
  /** The very text that was signed. */
  payload: v.string(),
  signature: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{86}==$/)),
});

const utf8 = new TextEncoder();

/** Returns a value, signed with the author's seed, as text. `domain`: what is signed begins so, and is good for nothing else. */
export function seal(seed: string, domain: string, value: unknown): string {
  const payload = JSON.stringify(value);
  const signature = nkeys.fromSeed(utf8.encode(seed)).sign(utf8.encode(domain + payload));
  return JSON.stringify({
    version: 1,
    payload,
    signature: Buffer.from(signature).toString("base64"),
  });
}

/** Returns the text that was signed: undefined for what is nothing of the kind, false for what another one signed. `author`: a public key. */
export function unseal(author: string, domain: string, text: string): string | undefined | false {
  const envelope = parsed(envelopeSchema, text);
  if (envelope === undefined) return undefined;
  const { payload, signature } = envelope;
  try {
    const isSigned = nkeys
      .fromPublic(author)
      .verify(utf8.encode(domain + payload), Buffer.from(signature, "base64"));
    return isSigned && payload;
  } catch {
    return false;
  }
}

/** Returns what stands in such a text, whoever has signed it; undefined for what is nothing of the kind. */
export function payloadOf(text: string): string | undefined {
  return parsed(envelopeSchema, text)?.payload;
}

/** Returns the value of a text in JSON; undefined for what is none, or of another shape. */
export function parsed<T extends v.GenericSchema>(schema: T, text: string) {
  try {
    const { success, output } = v.safeParse(schema, JSON.parse(text));
    return success ? (output as v.InferOutput<T>) : undefined;
  } catch {
    return undefined;
  }
}
