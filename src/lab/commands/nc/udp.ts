/** nc(1) by UDP. */
import { errno, errnoText } from "../../../netgraph/errno.ts";
import { errx } from "../../process/failure.ts";
import type { Process } from "../../process/process.ts";
import {
  awaitOutcome,
  type ClientSettings,
  lingerFor,
  type NcSettings,
  newOutcome,
  type Peer,
  passInput,
} from "./traffic.ts";

/** How long it listens for somebody who says that nobody is there, milliseconds. */
const SCAN_TIME = 1000;

/** Sends what it reads, and shows what comes. Without a timeout it is done when it is ended. Returns an errno. */
export async function udpClient(
  process: Process,
  { address, port }: Peer,
  settings: ClientSettings,
  onOpen: () => void,
): Promise<number> {
  const { sockets } = process.vnet.stack;
  const ended = newOutcome();
  const socket = sockets.bind((from, data) => {
    if (from.address !== address || from.port !== port) return;
    if (typeof data === "number") ended.set(data);
    else if (!settings.isScan) process.out(new TextDecoder().decode(data));
  }, settings.sourcePort);
  if (socket === undefined) return errno.EADDRINUSE;
  const send = (data: Uint8Array) => {
    const error = sockets.sendDatagram(address, {
      sourcePort: socket.port,
      destinationPort: port,
      data,
    });
    if (error !== 0) ended.set(error);
  };
  try {
    if (settings.isScan) {
      send(new TextEncoder().encode("X"));
      await awaitOutcome(process, ended, Math.min(SCAN_TIME, settings.timeout ?? SCAN_TIME));
      if (ended.result !== undefined) return ended.result;
      onOpen();
      return 0;
    }
    onOpen();
    if (settings.takesInput) void passInput(process, send);
    if (settings.timeout === undefined) await lingerFor(process, ended);
    else await awaitOutcome(process, ended, settings.timeout);
    return ended.result ?? 0;
  } finally {
    socket.end();
  }
}

/** Shows what comes in, and answers the first who writes with what it reads. Without a timeout it is done when it is ended. */
export async function udpServer(
  process: Process,
  port: number,
  settings: NcSettings,
): Promise<number> {
  const { sockets } = process.vnet.stack;
  const ended = newOutcome();
  let isTalking = false;
  const socket = sockets.bind((from, data) => {
    if (typeof data === "number") return;
    process.out(new TextDecoder().decode(data));
    if (isTalking || !settings.takesInput) return;
    isTalking = true;
    const send = (answer: Uint8Array) => {
      sockets.sendDatagram(from.address, {
        sourcePort: port,
        destinationPort: from.port,
        data: answer,
      });
    };
    void passInput(process, send);
  }, port);
  if (socket === undefined) errx(1, errnoText(errno.EADDRINUSE));
  if (settings.timeout === undefined) await lingerFor(process, ended);
  else await awaitOutcome(process, ended, settings.timeout);
  socket.end();
  return process.signal.aborted ? 1 : 0;
}
