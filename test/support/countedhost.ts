/** A host that counts what it is asked. */
import type { Host } from "../../src/host/host.ts";
import { aroundKernel } from "../../src/host/kernel.ts";

export interface Counts {
  messages: number;
  commands: number;
  /** What was asked of the kernel besides netgraph, by its own calls. */
  asked?: string[];
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
    async kernel() {
      const kernel = await host.kernel?.();
      const note = <T>(call: string, action: () => Promise<T>) => {
        counts.asked?.push(call);
        return action();
      };
      return kernel && aroundKernel(kernel, note);
    },
    run: (argv, options) => {
      counts.commands++;
      return host.run(argv, options);
    },
  };
}
