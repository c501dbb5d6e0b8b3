/** Traffic by the sockets of a process in a lab. */
import { setTimeout as wait } from "node:timers/promises";
import type { Connection } from "../../lab/net/connection.ts";
import type { Process } from "../../lab/process/process.ts";
import { errno, errnoText } from "../../netgraph/errno.ts";
import { parseIpv4 } from "../../netgraph/inet.ts";
import { CHUNK, PATIENCE, PAUSE, type Taken, type Traffic } from "./traffic.ts";

/** The sockets that a process of a lab has. They go by the time of this machine, which is what is measured: a lab's own may stand still. */
export function labSockets(process: Process): Traffic {
  const { lab, jail, vnet } = process;
  const { sockets } = vnet.stack;
  /** No process outlives its jail. */
  const isEnded = (signal: AbortSignal) =>
    signal.aborted || (jail !== undefined && lab.jails.find(jail.name) !== jail);

  return {
    async receive(port, limit, signal) {
      let bytes = 0;
      let since = 0;
      let taken: Taken | undefined;
      let failed: number | undefined;
      const stop = sockets.listen(port, (connection) => {
        since = performance.now();
        stop?.();
        return {
          opened() {},
          received: (data) => {
            bytes += data.length;
          },
          ended() {
            taken = { bytes, seconds: (performance.now() - since) / 1000 };
            connection.finish();
          },
          failed: (number) => {
            failed = number;
          },
        };
      });
      if (stop === undefined) throw new Error(`port ${port}: ${errnoText(errno.EADDRINUSE)}`);
      const until = performance.now() + limit * 1000;
      while (taken === undefined && failed === undefined && !isEnded(signal)) {
        if (performance.now() > until) break;
        await wait(1);
      }
      stop();
      if (taken !== undefined) return taken;
      throw new Error(
        failed === undefined ? "ended before anything came" : errnoText(failed).toLowerCase(),
      );
    },

    async send(address, port, seconds, signal) {
      const connection = await connected(address, port, signal);
      const data = new Uint8Array(CHUNK);
      for (const until = performance.now() + seconds * 1000; performance.now() < until; ) {
        if (isEnded(signal)) break;
        connection.send(data);
        lab.kernel.work.settle();
        await new Promise((resolve) => setImmediate(resolve));
      }
      connection.finish();
      lab.kernel.work.settle();
    },
  };

  async function connected(
    address: string,
    port: number,
    signal: AbortSignal,
  ): Promise<Connection> {
    for (const since = performance.now(); ; ) {
      const made = await attempt(address, port);
      if (typeof made !== "number") return made;
      const isPatient = performance.now() - since < PATIENCE && !isEnded(signal);
      if (made !== errno.ECONNREFUSED || !isPatient)
        throw new Error(`cannot connect to ${address}: ${errnoText(made).toLowerCase()}`);
      await wait(PAUSE);
    }
  }

  /** In a lab whoever is there answers at once. Returns an errno when nobody is. */
  async function attempt(address: string, port: number): Promise<Connection | number> {
    let result: number | undefined;
    const connection = sockets.connect(parseIpv4(address)!, port, {
      opened: () => {
        result ??= 0;
      },
      received() {},
      ended() {},
      failed: (number) => {
        result ??= number;
      },
    });
    if (typeof connection === "number") return connection;
    const error = connection.ask();
    lab.kernel.work.settle();
    if (error !== 0) return error;
    if (result === 0) return connection;
    if (result === undefined) connection.fail(errno.ETIMEDOUT);
    return result ?? errno.ETIMEDOUT;
  }
}
