/** A host that counts what it is asked. */
import type { Host } from "../../src/host/host.ts";

export interface Counts {
  messages: number;
  commands: number;
}

/** Adds to the counts whatever goes through this host. */
export function countedHost(host: Host, counts: Counts): Host {
  return {
    ...host,
    async openNetgraph() {
      const socket = await host.openNetgraph();
      const send: typeof socket.send = (path, message) => {
        counts.messages++;
        return socket.send(path, message);
      };
      return {
        name: socket.name,
        send,
        receive: () => socket.receive(),
        setReceiveBuffer: (bytes) => socket.setReceiveBuffer(bytes),
        openData: () => socket.openData(),
        close: () => socket.close(),
      };
    },
    run: (argv, options) => {
      counts.commands++;
      return host.run(argv, options);
    },
  };
}
