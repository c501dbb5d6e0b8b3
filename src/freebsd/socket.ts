/** Netgraph sockets of the kernel this runs on: PF_NETGRAPH by way of libc. */

import { SOCK_CLOEXEC, SOCK_DGRAM } from "../calls/numbers.ts";
import { errno, NetgraphError } from "../netgraph/errno.ts";
import type { Datagram, DataSocket, NetgraphSocket } from "../netgraph/socket.ts";
import type { Libc } from "./libc.ts";
import { AF_NETGRAPH, decodeAddress, encodeAddress, MAX_ADDRESS } from "./sockaddr.ts";

/** Commands that are started do not get the socket. */
const TYPE = SOCK_DGRAM | SOCK_CLOEXEC;
const NG_DATA = 1;
const NG_CONTROL = 2;
const SOL_SOCKET = 0xffff;
const SO_RCVBUF = 0x1002;
const MSG_DONTWAIT = 0x80;
const POLLIN = 0x0001;

/** Large enough for the reply of a bridge with 30,000 links, which is what SO_RCVBUF can be raised to by default. */
const BUFFER_SIZE = 4 * 1024 * 1024;
/** A reply is there when `sendto` is back, or soon after: so long the answer is waited for without going to sleep, milliseconds. */
const BRISK = 20;
/** Then it is looked for at this interval, so that the process does other things meanwhile. */
const INTERVAL = 10;
/** An answer that is not there by then never comes: the kernel drops what finds no room. Milliseconds. */
const PATIENCE = 10_000;

/** Opens a control socket whose node has this name. Throws a NetgraphError with the kernel's errno. */
export function openKernelSocket(libc: Libc, name: string, patience = PATIENCE): NetgraphSocket {
  const fd = check(libc, libc.socket(AF_NETGRAPH, TYPE, NG_CONTROL), "socket", "PF_NETGRAPH");
  const address = encodeAddress(name);
  try {
    check(libc, libc.bind(fd, address, address.length), "bind", name);
  } catch (error) {
    libc.close(fd);
    throw error;
  }
  const channel = openChannel(libc, fd, patience);
  return {
    name,
    send: (path, message) => channel.send(path, message),
    receive: () => channel.receive(),
    setReceiveBuffer: (bytes) => channel.setReceiveBuffer(bytes),
    openData: () => openKernelData(libc, name),
    close: () => channel.close(),
  };
}

/** Opens the data socket of the node of this name. */
function openKernelData(libc: Libc, name: string): DataSocket {
  const fd = check(libc, libc.socket(AF_NETGRAPH, TYPE, NG_DATA), "socket", "PF_NETGRAPH");
  const address = encodeAddress(`${name}:`);
  try {
    check(libc, libc.connect(fd, address, address.length), "connect", `${name}:`);
  } catch (error) {
    libc.close(fd);
    throw error;
  }
  return openChannel(libc, fd, Number.POSITIVE_INFINITY);
}

function check(libc: Libc, result: number, operation: string, object: string): number {
  if (result >= 0) return result;
  throw new NetgraphError(operation, object, libc.errno());
}

/** What control and data sockets have in common: datagrams out to an address, datagrams in from one. */
function openChannel(libc: Libc, fd: number, patience: number): DataSocket {
  const buffer = new Uint8Array(BUFFER_SIZE);
  const from = new Uint8Array(MAX_ADDRESS);
  const fromLength = new Uint32Array(1);
  const readable = pollDescriptor(fd);
  let open = true;

  /** One datagram, if one waits: undefined when the socket has ended, "later" when none is there. */
  function take(): Datagram | undefined | "later" {
    if (!open) return undefined;
    fromLength[0] = from.length;
    const length = libc.recvfrom(fd, buffer, buffer.length, MSG_DONTWAIT, from, fromLength);
    if (length > 0) {
      return {
        from: decodeAddress(from.subarray(0, fromLength[0])),
        bytes: buffer.slice(0, length),
      };
    }
    // A socket whose node was shut down reads end-of-file from then on (seen on FreeBSD 15).
    if (length === 0) return undefined;
    const number = libc.errno();
    if (number === errno.EAGAIN || number === errno.EINTR) return "later";
    throw new NetgraphError("recvfrom", "netgraph socket", number);
  }

  async function wait(): Promise<Datagram | undefined> {
    const since = performance.now();
    libc.poll(readable, 1, BRISK);
    for (;;) {
      const taken = take();
      if (taken !== "later") return taken;
      if (performance.now() - since > patience)
        throw new NetgraphError("receive", "an answer", errno.ETIMEDOUT);
      await new Promise((resolve) => setTimeout(resolve, INTERVAL));
    }
  }

  return {
    send(path, bytes) {
      if (path.length > MAX_ADDRESS) return errno.ENAMETOOLONG;
      const address = encodeAddress(path);
      return libc.sendto(fd, bytes, bytes.length, 0, address, address.length) < 0
        ? libc.errno()
        : 0;
    },
    receive() {
      const taken = take();
      return taken === "later" ? wait() : taken;
    },
    setReceiveBuffer(bytes) {
      const value = new Int32Array([bytes]);
      return libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, value, 4) < 0 ? libc.errno() : 0;
    },
    close() {
      if (open) libc.close(fd);
      open = false;
    },
  };
}

/** struct pollfd: the descriptor, the events asked for, and room for those that are there. */
function pollDescriptor(fd: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, fd, true);
  view.setInt16(4, POLLIN, true);
  return bytes;
}
