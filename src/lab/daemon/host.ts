/** A lab in another process as a Host: its netgraph by `netgraph.sock`, its commands by `lab.sock`, its files where they lie. */
import type { Host } from "../../host/host.ts";
import { realFiles } from "../../host/realfiles.ts";
import type { NetgraphSocket } from "../../netgraph/socket.ts";
import { WireClient } from "../kernel/wireclient.ts";
import { open, runCommand } from "./client.ts";
import type { LabFolder } from "./folder.ts";

export function remoteLabHost(folder: LabFolder): Host {
  return {
    kind: "lab",
    description: `lab ${folder.path}`,
    openNetgraph: () => openNetgraph(folder),
    async run(argv, options) {
      const result = await runCommand(folder, argv, options?.stdin);
      return { argv, ...result };
    },
    files: realFiles({ root: folder.root, locks: "/var/run/ngbuddy" }),
    now: () => Date.now() / 1000,
  };
}

/** How many this process has opened: each has a name of its own. */
let sockets = 0;

async function openNetgraph(folder: LabFolder): Promise<NetgraphSocket> {
  const client = await connect(folder);
  const number = sockets++;
  return await client.open(`ngbuddy${process.pid}${number === 0 ? "" : `-${number}`}`);
}

async function connect(folder: LabFolder): Promise<WireClient> {
  const stream = await open(folder, folder.netgraphSocket);
  const client = new WireClient(
    {
      write: (bytes) => void stream.write(bytes),
      close: () => stream.end(),
    },
    () => connect(folder),
  );
  stream.on("data", (chunk: Buffer) => client.feed(chunk));
  stream.on("error", () => stream.destroy());
  stream.on("close", () => client.closed());
  return client;
}
