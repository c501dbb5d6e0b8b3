/** A lab as a process: it serves commands on `lab.sock` and netgraph sockets on `netgraph.sock`. */
import { chmodSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { createClock } from "../clock.ts";
import { EX_SOFTWARE } from "../commands/sysexits.ts";
import type { HostDescription } from "../description.ts";
import { folderFiles } from "../folderfiles.ts";
import { WireConnection } from "../kernel/wire.ts";
import { Lab } from "../lab.ts";
import type { Command, Input } from "../process.ts";
import type { LabFolder } from "./folder.ts";
import { lineSplitter, type Reply, type Request } from "./protocol.ts";

export interface RunningLab {
  readonly lab: Lab;
  /** Settles when the lab was asked to stop and has let go of its folder. */
  readonly stopped: Promise<void>;
  stop(): void;
}

/** Boots the lab of a folder that this process has claimed, and serves it. */
export async function serveLab(
  folder: LabFolder,
  programs: (lab: () => Lab) => { readonly [name: string]: Command },
): Promise<RunningLab> {
  mkdirSync(folder.root, { recursive: true });
  const description = JSON.parse(readFileSync(folder.hostFile, "utf8")) as HostDescription;
  const lab: Lab = new Lab({
    description,
    files: folderFiles(folder.root),
    clock: createClock({ bootEpoch: Date.now() / 1000, source: () => performance.now() }),
    programs: programs(() => lab),
  });
  lab.kernel.console.onLine = (line) => console.error(line);
  const connections = new Set<Socket>();
  const track = (socket: Socket) => {
    connections.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => connections.delete(socket));
  };

  let finish: () => void = () => {};
  const stopped = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const stop = (asker?: Socket) => {
    for (const server of servers) server.close();
    for (const socket of connections) if (socket !== asker) socket.destroy();
    for (const path of [folder.commandSocket, folder.netgraphSocket, folder.pidFile]) {
      rmSync(path, { force: true });
    }
    // Whoever asked is told when the folder is free again.
    if (asker === undefined) finish();
    else asker.end(`${JSON.stringify({ done: true } satisfies Reply)}\n`, finish);
  };
  const servers: Server[] = [
    await listen(folder.netgraphSocket, (socket) => {
      track(socket);
      serveNetgraph(lab, socket);
    }),
    // The last to listen: who can connect here finds a lab that is ready.
    await listen(folder.commandSocket, (socket) => {
      track(socket);
      serveCommands(lab, socket, stop);
    }),
  ];
  return { lab, stopped, stop };
}

function listen(path: string, onConnection: (socket: Socket) => void): Promise<Server> {
  rmSync(path, { force: true });
  return new Promise((resolve, reject) => {
    const server = createServer(onConnection);
    server.on("error", reject);
    server.listen(path, () => {
      // Who can write here commands the lab: nobody but its owner.
      chmodSync(path, 0o600);
      resolve(server);
    });
  });
}

function serveNetgraph(lab: Lab, socket: Socket): void {
  const connection = new WireConnection(
    lab.host.graph,
    {
      write: (bytes) => socket.write(bytes),
      close: () => socket.end(),
    },
    (name) => {
      const jail = lab.jails.find(name);
      return jail === undefined ? undefined : (jail.vnet ?? lab.host).graph;
    },
  );
  socket.on("data", (chunk: Buffer) => {
    connection.feed(chunk);
    // Whoever does not read its answers is asked no more.
    if (socket.writableNeedDrain) socket.pause();
  });
  socket.on("drain", () => {
    connection.drained();
    if (!socket.writableNeedDrain) socket.resume();
  });
  socket.on("close", () => connection.close());
}

function serveCommands(lab: Lab, socket: Socket, stop: (asker: Socket) => void): void {
  const send = (reply: Reply) => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(reply)}\n`);
  };
  const interrupt = new AbortController();
  const input = streamedInput();
  socket.setEncoding("utf8");
  socket.on("close", () => {
    interrupt.abort();
    input.end();
  });

  const answer = async (request: Request) => {
    if ("run" in request) {
      const status = await lab
        .run(request.run, {
          stdin: { ...input, isTerminal: request.terminal === true },
          out: (text) => send({ out: text }),
          err: (text) => send({ err: text }),
          signal: interrupt.signal,
        })
        .catch((error: unknown) => {
          // A fault of the lab's own: said in one line to the user, in full to the log.
          console.error(error);
          send({
            err: `lab: ${request.run[0]}: internal fault: ${String(error)}; see the lab's log\n`,
          });
          return EX_SOFTWARE;
        });
      send({ exit: status });
      socket.end();
    } else if ("in" in request) input.feed(request.in);
    else if ("end" in request) input.end();
    else if ("interrupt" in request) interrupt.abort();
    else if ("advance" in request) {
      lab.clock.advance(request.advance * 1000);
      send({ done: true });
    } else if ("about" in request) {
      send({
        about: {
          pid: process.pid,
          hostname: lab.hostname,
          nodes: lab.host.graph.size,
          jails: lab.jails.all().length,
          boot: lab.bootId,
          uptime: lab.clock.now() / 1000,
          commands: lab.commandNames(),
        },
      });
    } else if ("stop" in request) {
      stop(socket);
    }
  };
  const split = lineSplitter((line) => {
    let request: Request;
    try {
      request = JSON.parse(line) as Request;
    } catch {
      socket.destroy();
      return;
    }
    void answer(request);
  });
  socket.on("data", (chunk: string) => split(chunk));
}

/** Standard input that comes in pieces. */
function streamedInput(): Input & { feed(text: string): void; end(): void } {
  let buffered = "";
  let ended = false;
  let wake: () => void = () => {};
  const more = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  return {
    isTerminal: false,
    async line() {
      for (;;) {
        const end = buffered.indexOf("\n");
        if (end >= 0) {
          const line = buffered.slice(0, end);
          buffered = buffered.slice(end + 1);
          return line;
        }
        if (ended) {
          const line = buffered;
          buffered = "";
          return line === "" ? undefined : line;
        }
        await more();
      }
    },
    async all() {
      while (!ended) await more();
      const text = buffered;
      buffered = "";
      return text;
    },
    feed(text) {
      buffered += text;
      wake();
    },
    end() {
      ended = true;
      wake();
    },
  };
}
