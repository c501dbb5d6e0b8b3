/** A host that tells of each message, command, call of the kernel and edit, with its time: tracing by composition. */
import { errnoText } from "../netgraph/errno.ts";
import { decodeMessage } from "../netgraph/message.ts";
import type { NetgraphSocket } from "../netgraph/socket.ts";
import type { Host } from "./host.ts";
import { aroundKernel } from "./kernel.ts";

/** `tell` is given a line for each: `0.4 ms  ifconfig ngeth3 name jail01`. `clock` gives milliseconds. */
export function tracedHost(
  host: Host,
  tell: (line: string) => void,
  clock: () => number = () => performance.now(),
): Host {
  async function timed<T>(
    what: string,
    action: () => T | Promise<T>,
    outcome: (result: T) => string,
  ): Promise<T> {
    const since = clock();
    const line = (how: string) =>
      tell(
        `${(clock() - since).toFixed(1).padStart(7)} ms  ${what}${how === "" ? "" : `: ${how}`}`,
      );
    try {
      const result = await action();
      line(outcome(result));
      return result;
    } catch (error) {
      line((error as Error).message);
      throw error;
    }
  }

  const traceSocket = (socket: NetgraphSocket): NetgraphSocket => ({
    name: socket.name,
    send: (path, message) =>
      timed(
        `message ${decodeMessage(message)?.commandName ?? "?"} to ${path}`,
        () => socket.send(path, message),
        (number) => (number === 0 ? "" : errnoText(number)),
      ),
    receive: () => socket.receive(),
    setReceiveBuffer: (bytes) => socket.setReceiveBuffer(bytes),
    openData: () => socket.openData(),
    close: () => socket.close(),
  });

  return {
    ...host,
    openNetgraph: async () => traceSocket(await host.openNetgraph()),
    run: (argv, options) =>
      timed(
        argv.join(" "),
        () => host.run(argv, options),
        ({ status, stderr }) => (status === 0 ? "" : `exit status ${status}, ${stderr.trim()}`),
      ),
    async kernel() {
      const kernel = await host.kernel?.();
      return (
        kernel && aroundKernel(kernel, (call, action) => timed(`kernel ${call}`, action, () => ""))
      );
    },
    files: {
      ...host.files,
      edit: (path, edit) =>
        timed(
          `edit ${path}`,
          () => host.files.edit(path, edit),
          () => "",
        ),
    },
  };
}
