/** Is a server of the fleet still reached? Only a connection that is made now can tell. */
import type { NatsConnection } from "@nats-io/transport-node";
import { connectOnce, type LinkWish, pause } from "../link.ts";

/** Between two attempts, milliseconds. */
const AGAIN = 250;

/**
 * Connects anew, and asks for what this host may read. Tries again for so many milliseconds. Returns why no server answered;
 * undefined when one did.
 */
export async function whyUnreached(
  wish: LinkWish,
  question: string,
  patience: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const until = performance.now() + patience;
  let why = "no answer";
  for (;;) {
    const left = until - performance.now();
    if (signal.aborted || left <= 0) return why;
    const attempt = answered(wish, question, left);
    const late = new AbortController();
    const result = await Promise.race([attempt, pause(left, late.signal).then(() => why)]);
    late.abort();
    if (result === undefined) return undefined;
    why = result;
    await pause(Math.min(AGAIN, Math.max(0, until - performance.now())), signal);
  }
}

async function answered(
  wish: LinkWish,
  question: string,
  timeout: number,
): Promise<string | undefined> {
  let link: NatsConnection | undefined;
  try {
    link = await connectOnce(wish, { timeout });
    await link.request(question, undefined, { timeout });
    return undefined;
  } catch (error) {
    // It is a server that says so: one of a cluster that chooses its leader does.
    const { name, message } = error as Error;
    return /no ?responders/i.test(`${name} ${message}`) ? undefined : message;
  } finally {
    await link?.close().catch(() => {});
  }
}
