/** The connection to the servers of a fleet: by TLS, and taken up again for as long as it is wanted. */
import {
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  type NatsConnection,
} from "@nats-io/transport-node";
import { refuse } from "../buddy/refusal.ts";
import { Bell } from "./bell.ts";

/** Whom to connect to, and as whom. */
export interface LinkWish {
  readonly servers: readonly string[];
  readonly ca?: string | undefined;
  readonly credentials: string;
  /** For the server's log: `ngbuddy agent web1`. */
  readonly name: string;
  readonly inbox?: string | undefined;
}

/** Pauses between two attempts, milliseconds: the first, and the longest. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 30_000;
/** A server that says nothing for so long is asked whether it is there, milliseconds; twice, and it is taken for gone. */
const PING = 60_000;
/** How long one server may take to let us in, milliseconds. */
const TIMEOUT = 5_000;

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/;

/** Returns a server's address as the client takes it, and whether it is this machine. Throws a Refusal. */
export function parseServer(text: string): { readonly server: string; readonly isHere: boolean } {
  const [, scheme, host, port = "4222"] =
    /^(?:(tls|nats):\/\/)?(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535 || Number(port) < 1)
    return refuse("data", `"${text}" is no server; write it so: tls://nats.example.org:4222`);
  const isHere = LOOPBACK.test(host);
  if (scheme === "nats" && !isHere)
    refuse(
      "data",
      `${text}: without TLS only a server on this machine is spoken to; write tls://${host}:${port}`,
    );
  return { server: `${scheme ?? "tls"}://${host}:${port}`, isHere };
}

/** How a connection is made: with TLS, unless every server is on this machine and was asked for without. */
function optionsOf({ servers, ca, credentials, name, inbox }: LinkWish): ConnectionOptions {
  const parsed = servers.map((one) => parseServer(one));
  const isPlain = parsed.every(({ server }) => server.startsWith("nats://"));
  return {
    servers: parsed.map(({ server }) => server.replace(/^\w+:\/\//, "")),
    authenticator: credsAuthenticator(new TextEncoder().encode(credentials)),
    name,
    timeout: TIMEOUT,
    pingInterval: PING,
    ...(inbox !== undefined && { inboxPrefix: inbox }),
    // The other servers of a cluster may tell of addresses that are good inside of it alone.
    ignoreClusterUpdates: true,
    tls: isPlain ? null : ca === undefined ? {} : { ca },
  };
}

/**
 * Connects once, for a command that somebody waits for. Throws a Refusal that says which servers were tried and what
 * was the matter. `lasts`: a connection that is lost is taken up again until it is closed.
 */
export async function connectOnce(
  wish: LinkWish,
  { timeout = TIMEOUT, lasts = false }: { timeout?: number; lasts?: boolean } = {},
): Promise<NatsConnection> {
  try {
    return await connect({
      ...optionsOf(wish),
      reconnect: lasts,
      ...(lasts && { reconnectTimeWait: 2 * FIRST_PAUSE, maxReconnectAttempts: -1 }),
      timeout: Math.min(timeout, TIMEOUT),
    });
  } catch (error) {
    return refuse("unavailable", `${wish.servers.join(", ")}: ${whyNot(error)}`);
  }
}

/**
 * Connects, and again whenever the connection is lost, with pauses that grow and that are not the same on any two hosts:
 * a hundred of them do not come back in the same second. `remark` is told what keeps it from connecting at first, once a
 * reason. Returns undefined when it is aborted.
 */
export async function connectAlways(
  wish: LinkWish,
  signal: AbortSignal,
  remark: (line: string) => void,
): Promise<NatsConnection | undefined> {
  let attempts = 0;
  let told = "";
  while (!signal.aborted) {
    try {
      // The client asks more than once before an attempt.
      let between = pauseAfter(0);
      const link = await connect({
        ...optionsOf(wish),
        maxReconnectAttempts: -1,
        reconnectDelayHandler: () => between,
      });
      void (async () => {
        let lost = 0;
        for await (const { type } of link.status()) {
          if (type === "reconnect") lost = 0;
          if (type === "reconnecting" || type === "reconnect") between = pauseAfter(lost++);
        }
      })();
      return link;
    } catch (error) {
      const why = whyNot(error);
      if (why !== told) remark(`no server can be reached: ${why}; trying on`);
      told = why;
      await pause(pauseAfter(attempts++), signal);
    }
  }
  return undefined;
}

/** Returns how long to wait after so many attempts that failed, milliseconds: longer each time, by chance. */
export function pauseAfter(attempts: number, random: () => number = Math.random): number {
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(attempts, 16));
  return longest * (0.5 + random() / 2);
}

/** Waits, or until it is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Bell().wait(milliseconds, signal);
}

/** Why a server did not let us in, for people. */
function whyNot(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: Error };
  if (/Authorization|Authentication/.test(`${name} ${message}`))
    return "the server does not know these keys (it needs what ngbuddy fleet server-config prints, and keys that were not taken back)";
  const said = cause?.message ?? message;
  return said === "" || /CONNECTION_?REFUSED|ECONNREFUSED/i.test(said)
    ? "connection refused"
    : said;
}
