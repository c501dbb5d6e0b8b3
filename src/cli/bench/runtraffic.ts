/** This program as a sender or a receiver in one of the jails that a measurement is made in. */
import { parseIpv4 } from "../../netgraph/inet.ts";
import { exitStatus, Failure } from "../io.ts";
import type { SubcommandContext } from "../subcommand.ts";

/** Does what `receive:PORT:LIMIT` or `send:ADDRESS:PORT:SECONDS` says. A receiver prints what it took as JSON. */
export async function runTraffic(what: string, context: SubcommandContext): Promise<number> {
  const { receive, send } = wordsOf(what);
  const { signal } = context;
  const traffic = context.traffic ?? (await import("./sockets.ts")).sockets;
  try {
    if (receive !== undefined) {
      const taken = await traffic.receive(receive.port, receive.seconds, signal);
      context.out(`${JSON.stringify(taken)}\n`);
    } else await traffic.send(send.address, send.port, send.seconds, signal);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Failure(exitStatus.unavailable, error.message);
  }
  return exitStatus.ok;
}

type Words =
  | { readonly receive: { readonly port: number; readonly seconds: number }; readonly send?: never }
  | {
      readonly receive?: never;
      readonly send: { readonly address: string; readonly port: number; readonly seconds: number };
    };

function wordsOf(what: string): Words {
  const [kind, ...words] = what.split(":");
  const address = kind === "send" ? words.shift() : undefined;
  const [port, seconds] = words.map(Number);
  const isWhole = words.length === 2 && isPort(port) && seconds! > 0;
  if (isWhole && kind === "receive") return { receive: { port, seconds: seconds! } };
  if (isWhole && address !== undefined && parseIpv4(address) !== undefined)
    return { send: { address, port, seconds: seconds! } };
  throw new Failure(
    exitStatus.usage,
    "bench: --traffic is receive:PORT:SECONDS or send:ADDRESS:PORT:SECONDS",
  );
}

const isPort = (port: number | undefined): port is number =>
  port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536;
