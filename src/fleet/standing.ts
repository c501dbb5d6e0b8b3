/** The fleet as its owner sees it for long: a connection that is taken up again whenever it is lost, and hosts that come and go. */
import type { NatsConnection } from "@nats-io/transport-node";
import type * as v from "valibot";
import { connectAlways } from "./link.ts";
import { type Answered, askAll } from "./owner.ts";
import type { FleetFile } from "./shapes.ts";
import { ensureStreams } from "./streams.ts";
import type { Member, Question } from "./subjects.ts";

/** A fleet that is watched. */
export interface Standing {
  /** Returns the hosts that are enrolled now. */
  hosts(): readonly Member[];
  isConnected(): boolean;
  /** The connection; undefined while there is none. */
  link(): NatsConnection | undefined;
  /** Asks hosts at once. Without a server none of them is there. */
  askAll<T extends v.GenericSchema>(
    members: readonly Member[],
    question: Question,
    schema: T,
    timeout: number,
    about?: (member: Member) => unknown,
  ): Promise<readonly Answered<v.InferOutput<T>>[]>;
}

/** What is needed of whoever watches. */
export interface StandingWish {
  /** Returns the fleet's file as it is now. */
  readonly file: () => FleetFile;
  readonly signal: AbortSignal;
  /** Is told what becomes of the connection. */
  readonly remark: (line: string) => void;
  /** Called when a server is reached for the first time, with a connection on which nothing is listened to yet. */
  readonly connected?: (link: NatsConnection) => void;
  /** Called whenever a server is reached or lost. */
  readonly changed?: () => void;
}

/** What is said of hosts that cannot be asked. */
export const NO_SERVER = "no server is reached";

/** Returns a fleet whose servers are connected to until it is aborted. It is there at once, whether a server is or not. */
export function standing({
  file,
  signal,
  remark,
  connected,
  changed = () => {},
}: StandingWish): Standing {
  let link: NatsConnection | undefined;
  let isConnected = false;
  const stay = async () => {
    const { servers, ca, credentials, replicas } = file();
    const wish = { servers, ca, credentials, name: "ngbuddy fleet" };
    link = await connectAlways(wish, signal, remark);
    if (link === undefined) return;
    const open = link;
    signal.addEventListener("abort", () => void open.close().catch(() => {}), { once: true });
    isConnected = true;
    remark(`connected to ${open.getServer()}`);
    connected?.(open);
    // A server that keeps nothing still passes questions on.
    await ensureStreams(open, replicas).catch((error: Error) => remark(error.message));
    changed();
    for await (const { type } of open.status()) {
      if (type === "disconnect" && isConnected) {
        isConnected = false;
        if (!signal.aborted) remark("the server is gone; trying on");
        changed();
      }
      if (type === "reconnect") {
        isConnected = true;
        remark(`connected to ${open.getServer()} again`);
        changed();
      }
    }
  };
  void stay().catch((error: Error) => remark(error.message));
  return {
    hosts: () => file().hosts,
    isConnected: () => isConnected,
    link: () => (isConnected ? link : undefined),
    async askAll(members, question, schema, timeout, about) {
      if (link === undefined || !isConnected)
        return members.map((member) => ({ member, answer: { error: NO_SERVER } }));
      return await askAll({ link }, members, question, schema, timeout, about);
    },
  };
}
