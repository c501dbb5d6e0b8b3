/** A lab in another process as a Host: its netgraph by `netgraph.sock`, its kernel and its commands by `lab.sock`, its files where they lie. */
import type { Host } from "../../host/host.ts";
import { type Processes, plainProcesses } from "../../host/processes.ts";
import { realFiles } from "../../host/realfiles.ts";
import type { NetgraphSocket } from "../../netgraph/socket.ts";
import { about, open, runCommand } from "./client.ts";
import type { LabDirectory } from "./directory.ts";
import { Gathered } from "./gathered.ts";
import { remoteKernel } from "./kernel.ts";
import { SilentLab } from "./signsoflife.ts";
import { WireClient } from "./wireclient.ts";

/** What a lab in another process does not know of the machine. */
export interface RemoteLabOptions {
  /** The processes of this machine, which one that is FreeBSD knows better. */
  readonly processes?: (() => Promise<Processes>) | undefined;
  /** How to reach all that is not netgraph; the kernel's calls unless the commands are wanted. */
  readonly hostWay?: "kernel" | "commands" | undefined;
  /** Told in a line of what was strange about ngbuddy's own files and had to be mended. */
  readonly remark?: (line: string) => void;
}

/** Makes the host of a lab that runs. */
export function remoteLabHost(directory: LabDirectory, options: RemoteLabOptions = {}): Host {
  const processes = options.processes ?? (async () => plainProcesses());
  const kernel = options.hostWay === "commands" ? undefined : remoteKernel(directory);
  return {
    kind: "lab",
    description: `lab ${directory.path}`,
    openNetgraph: () => openNetgraph(directory),
    async run(argv, options) {
      const result = await runCommand(directory, argv, options?.stdin);
      return { argv, ...result };
    },
    kernel: async () => kernel,
    files: realFiles({ root: directory.root, remark: options.remark, processes }),
    now: () => Date.now() / 1000,
    async uptime() {
      const { boot, uptime } = await about(directory);
      return { boot, seconds: uptime };
    },
    processes,
  };
}

/** How many this process has opened: each has a name of its own. */
let sockets = 0;

async function openNetgraph(directory: LabDirectory): Promise<NetgraphSocket> {
  const silent: Silence = {};
  /** An end of the connection that is due to the lab's silence says so. */
  const explained = async <T>(answer: T | Promise<T>): Promise<T> => {
    try {
      return await answer;
    } finally {
      // biome-ignore lint/correctness/noUnsafeFinally: it is the reason of whatever came of it.
      if (silent.error !== undefined) throw silent.error;
    }
  };
  const client = await connect(directory, silent);
  const number = sockets++;
  const name = `ngbuddy${process.pid}${number === 0 ? "" : `-${number}`}`;
  const socket = await explained(client.open(name));
  return {
    name,
    send: (path, message) => explained(socket.send(path, message)),
    receive() {
      const received = socket.receive();
      // What is there already is taken without a wait: many are then told to the lab at one go.
      return received instanceof Promise || received === undefined ? explained(received) : received;
    },
    setReceiveBuffer: (bytes) => explained(socket.setReceiveBuffer(bytes)),
    openData: () => socket.openData(),
    close: () => socket.close(),
  };
}

/** Why a connection ended, when the lab did not answer. */
interface Silence {
  error?: Error;
}

async function connect(directory: LabDirectory, silent: Silence): Promise<WireClient> {
  const stream = await open(directory, directory.netgraphSocket);
  const client = new WireClient(new Gathered(stream), () => connect(directory, silent));
  stream.on("data", (chunk: Buffer) => client.feed(chunk));
  stream.on("error", (error) => {
    if (error instanceof SilentLab) silent.error = error;
    stream.destroy();
  });
  stream.on("close", () => client.closed());
  return client;
}
