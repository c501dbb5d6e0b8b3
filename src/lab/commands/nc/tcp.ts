/** nc(1) by TCP. */
import { errno, errnoText } from "../../../netgraph/errno.ts";
import type { Connection } from "../../net/connection.ts";
import { errx } from "../../process/failure.ts";
import type { Process } from "../../process/process.ts";
import {
  awaitOutcome,
  type ClientSettings,
  lingerFor,
  type NcSettings,
  newOutcome,
  type Outcome,
  type Peer,
  passInput,
} from "./traffic.ts";

/** How long after each other a connection is asked for, milliseconds: net.inet.tcp.keepinit, 75 seconds, together. */
const RETRIES = [1000, 2000, 4000, 8000, 16_000, 32_000, 12_000];

/** Connects, and is done when the other end has said all. Returns an errno. */
export async function tcpClient(
  process: Process,
  peer: Peer,
  settings: ClientSettings,
  onOpen: () => void,
): Promise<number> {
  const opened = newOutcome();
  const ended = newOutcome();
  const { sockets } = process.vnet.stack;
  const connection = sockets.connect(
    peer.address,
    peer.port,
    {
      opened: () => opened.set(0),
      received: (data) => process.out(new TextDecoder().decode(data)),
      ended: () => ended.set(0),
      failed(number) {
        opened.set(number);
        ended.set(number);
      },
    },
    settings.sourcePort,
  );
  if (typeof connection === "number") return connection;
  let left = settings.timeout ?? Infinity;
  for (const wait of RETRIES) {
    const error = connection.ask();
    if (error !== 0) opened.set(error);
    await awaitOutcome(process, opened, Math.min(wait, left));
    left -= wait;
    if (opened.result !== undefined || left <= 0 || process.signal.aborted) break;
  }
  if (opened.result !== 0) {
    const error = opened.result ?? errno.ETIMEDOUT;
    if (opened.result === undefined) connection.fail(error);
    return error;
  }
  onOpen();
  if (settings.isScan) connection.finish();
  else await talk(process, connection, ended, settings);
  process.lab.kernel.work.settle();
  return 0;
}

/** Listens, and is done when the one who connects has said all; with `keeps` it waits for the next one. */
export async function tcpServer(
  process: Process,
  port: number,
  settings: NcSettings,
  keeps: boolean,
): Promise<number> {
  for (let isFirst = true; isFirst || (keeps && !process.signal.aborted); isFirst = false) {
    const ended = newOutcome();
    const arrived = newOutcome();
    let connection: Connection | undefined;
    const stop = process.vnet.stack.sockets.listen(port, (made) => {
      connection = made;
      // One at a time.
      stop?.();
      return {
        opened: () => arrived.set(0),
        received: (data) => process.out(new TextDecoder().decode(data)),
        ended: () => ended.set(0),
        failed(number) {
          arrived.set(number);
          ended.set(number);
        },
      };
    });
    if (stop === undefined) errx(1, errnoText(errno.EADDRINUSE));
    await lingerFor(process, arrived);
    stop();
    if (connection !== undefined) await talk(process, connection, ended, settings);
  }
  return process.signal.aborted ? 1 : 0;
}

async function talk(
  process: Process,
  connection: Connection,
  ended: Outcome,
  { takesInput, saysEnd, timeout }: NcSettings,
): Promise<void> {
  const passed = takesInput
    ? passInput(
        process,
        (data) => connection.send(data),
        () => {
          if (saysEnd) connection.finish();
        },
      )
    : undefined;
  if (timeout === undefined) await lingerFor(process, ended);
  else await awaitOutcome(process, ended, timeout);
  // What is typed may come never; what is in a file or a pipe is there.
  if (!process.stdin.isTerminal && ended.result === 0) await passed;
  if (ended.result === undefined || ended.result === 0) connection.finish();
}
