/** Traffic by this machine's own sockets. */
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { reasonOf } from "../io.ts";
import { CHUNK, PATIENCE, PAUSE, type Taken, type Traffic } from "./traffic.ts";

/** What the system says of a connection that does not come about, in words. */
const WHY: { readonly [code: string]: string } = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset by peer",
  EHOSTUNREACH: "no route to host",
  ENETUNREACH: "network is unreachable",
  ETIMEDOUT: "operation timed out",
  EACCES: "permission denied, as by a firewall",
};

/** The sockets of the machine, or the jail, that this process runs in. */
export const sockets: Traffic = {
  receive: (port, limit, signal) =>
    new Promise<Taken>((resolve, reject) => {
      let bytes = 0;
      let since = 0;
      const server = createServer((socket) => {
        since = performance.now();
        server.close();
        socket.on("data", (data) => {
          bytes += data.length;
        });
        socket.on("error", (error) => end(() => reject(new Error(reasonOf(error)))));
        socket.on("end", () => {
          const seconds = (performance.now() - since) / 1000;
          end(() => resolve({ bytes, seconds }));
        });
        socket.on("close", () => clearTimeout(timer));
      });
      const end = (settle: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", interrupt);
        server.close();
        settle();
      };
      const interrupt = () => end(() => reject(new Error("interrupted")));
      const timer = setTimeout(
        () => end(() => reject(new Error(`nobody sent within ${limit} s`))),
        limit * 1000,
      );
      signal.addEventListener("abort", interrupt);
      server.on("error", (error) =>
        end(() => reject(new Error(`cannot listen at port ${port}: ${reasonOf(error)}`))),
      );
      server.listen({ port, host: "0.0.0.0" });
    }),

  async send(address, port, seconds, signal) {
    const socket = await connected(address, port, signal);
    await new Promise<void>((resolve, reject) => {
      const data = new Uint8Array(CHUNK);
      let isOver = false;
      const finish = () => {
        isOver = true;
        socket.end();
      };
      const write = () => {
        while (!isOver && socket.write(data));
      };
      const timer = setTimeout(finish, seconds * 1000);
      signal.addEventListener("abort", finish);
      socket.on("drain", write);
      socket.on("error", (error) => reject(new Error(`${address}: ${reasonOf(error)}`)));
      socket.on("close", () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", finish);
        resolve();
      });
      socket.resume();
      write();
    });
  },
};

/** Connects, as soon as somebody listens. */
async function connected(address: string, port: number, signal: AbortSignal): Promise<Socket> {
  for (const since = performance.now(); ; ) {
    try {
      return await new Promise<Socket>((resolve, reject) => {
        const socket = connect({ host: address, port });
        socket.once("error", reject);
        socket.once("connect", () => {
          socket.off("error", reject);
          resolve(socket);
        });
      });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const isPatient = performance.now() - since < PATIENCE && !signal.aborted;
      if (code !== "ECONNREFUSED" || !isPatient)
        throw new Error(`cannot connect to ${address}: ${WHY[code ?? ""] ?? reasonOf(error)}`);
      await wait(PAUSE);
    }
  }
}
