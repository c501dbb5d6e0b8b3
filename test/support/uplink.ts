/** The way of a lab's agent to its server: it leads through the lab's own network, which may come and go. */
import { connect, createServer, type Socket } from "node:net";
import type { BuddyLab } from "./buddylab.ts";

/** The LAN behind a recorded host's default route. */
const GATEWAY = "10.0.3.2";
/** Between two looks at a network that leads nowhere, milliseconds. */
const LOOK = 20;

export interface Uplink {
  readonly port: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Does the lab reach its gateway? */
export async function reachesGateway(lab: BuddyLab): Promise<boolean> {
  return (await lab.run(`ping -c 1 -t 1 ${GATEWAY}`)).status === 0;
}

/** Listens for the lab's agent. What comes is passed on as long as the lab reaches its gateway, and is held back meanwhile, as TCP does. */
export async function uplinkOf(lab: BuddyLab, server: () => number): Promise<Uplink> {
  const sockets = new Set<Socket>();
  const ended = new AbortController();
  const gone = new Promise<void>((resolve) => {
    ended.signal.addEventListener("abort", () => resolve());
  });
  const untilReached = async () => {
    while (!ended.signal.aborted && !(await reachesGateway(lab)))
      await Promise.race([new Promise((resolve) => setTimeout(resolve, LOOK)), gone]);
  };
  const listener = createServer((client) => {
    sockets.add(client);
    client.on("error", () => {});
    client.on("close", () => sockets.delete(client));
    client.pause();
    void (async () => {
      await untilReached();
      if (client.destroyed || ended.signal.aborted) return;
      const other = connect(server(), "127.0.0.1");
      sockets.add(other);
      for (const [from, to] of [
        [client, other],
        [other, client],
      ] as const) {
        from.on("error", () => to.destroy());
        from.on("close", () => to.destroy());
        void (async () => {
          try {
            for await (const chunk of from) {
              await untilReached();
              if (!to.destroyed) to.write(chunk);
            }
          } catch {
            // One side has gone; so goes the other.
          }
        })();
      }
    })();
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      ended.abort();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
