/** The kernel of a lab in another process, by `lab.sock`: one connection, on which calls and answers take turns. */
import type { Socket } from "node:net";
import { CommandError } from "../../host/commanderror.ts";
import type { HostKernel } from "../../host/kernel.ts";
import { KernelError } from "../../host/kernelerror.ts";
import { onReplies, open, refusal } from "./client.ts";
import type { LabDirectory } from "./directory.ts";
import { LabError } from "./error.ts";
import { type CallAnswer, type CallName, callNames } from "./protocol.ts";

/** Whoever waits for an answer. */
interface Asker {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Makes the kernel of a lab that runs. The first call connects; the connection keeps no process alive that waits for no answer. */
export function remoteKernel(directory: LabDirectory): HostKernel {
  let connection: Promise<Connection> | undefined;
  const ask = async (call: CallName, args: readonly unknown[]) => {
    connection ??= connect(directory, () => {
      connection = undefined;
    });
    return await (await connection).ask(call, args);
  };
  const calls = callNames.map((name) => [name, (...args: unknown[]) => ask(name, args)]);
  return Object.fromEntries(calls) as HostKernel;
}

interface Connection {
  ask(call: CallName, args: readonly unknown[]): Promise<unknown>;
}

async function connect(directory: LabDirectory, ended: () => void): Promise<Connection> {
  const askers: Asker[] = [];
  /** The front of an answer. */
  const pieces: string[] = [];
  let socket: Socket;
  try {
    socket = await open(directory);
  } catch (error) {
    ended();
    throw error;
  }
  let reason: Error = new LabError(`the lab in ${directory.path} went away`);
  socket.unref();
  onReplies(socket, (reply) => {
    if ("error" in reply) reason = refusal(directory, reply.error);
    else if ("answer" in reply) {
      pieces.push(reply.answer);
      if (!reply.more) settle(JSON.parse(pieces.splice(0).join("")), askers.shift()!);
    }
    if (askers.length === 0) socket.unref();
  });
  socket.on("error", (error) => {
    if (error instanceof LabError) reason = error;
    socket.destroy();
  });
  socket.on("close", () => {
    ended();
    for (const { reject } of askers.splice(0)) reject(reason);
  });
  return {
    ask: (call, args) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) {
          reject(reason);
          return;
        }
        socket.ref();
        askers.push({ resolve, reject });
        socket.write(`${JSON.stringify({ call, args })}\n`);
      }),
  };
}

function settle(answer: CallAnswer, { resolve, reject }: Asker): void {
  if ("value" in answer) resolve(answer.value ?? undefined);
  else if ("refused" in answer) {
    const { call, object, errno, said } = answer.refused;
    reject(new KernelError(call, object, errno, said));
  } else reject(new CommandError(answer.failed));
}
