/** The system calls of a netgraph socket, answered by a lab's kernel in this process. */
import type { Libc } from "../../src/freebsd/libc.ts";
import { decodeAddress, encodeAddress } from "../../src/freebsd/sockaddr.ts";
import { openSocket } from "../../src/lab/kernel/socket.ts";
import type { System } from "../../src/lab/process/process.ts";
import { errno, NetgraphError } from "../../src/netgraph/errno.ts";
import type { Datagram, DataSocket, NetgraphSocket } from "../../src/netgraph/socket.ts";

interface Descriptor {
  socket?: NetgraphSocket | DataSocket;
  readonly arrived: (Datagram | undefined)[];
  waiting: boolean;
}

export function labLibc(lab: System): Libc & { readonly open: () => number } {
  const descriptors = new Map<number, Descriptor>();
  const byName = new Map<string, NetgraphSocket>();
  let next = 3;
  let last = 0;

  function attempt(action: () => number): number {
    try {
      const number = action();
      if (number === 0) return 0;
      last = number;
    } catch (error) {
      if (!(error instanceof NetgraphError)) throw error;
      last = error.errno;
    }
    return -1;
  }

  /** What waits at a socket, taken over into its descriptor. */
  function look(descriptor: Descriptor): void {
    if (descriptor.waiting) return;
    const received = descriptor.socket!.receive();
    if (!(received instanceof Promise)) {
      descriptor.arrived.push(received);
      return;
    }
    descriptor.waiting = true;
    received.then((datagram) => {
      descriptor.waiting = false;
      descriptor.arrived.push(datagram);
    });
  }

  return {
    open: () => descriptors.size,
    socket() {
      descriptors.set(next, { arrived: [], waiting: false });
      return next++;
    },
    bind: (fd, address, length) =>
      attempt(() => {
        const name = decodeAddress(address.subarray(0, length));
        const socket = openSocket(lab.host.graph, name);
        byName.set(name, socket);
        descriptors.get(fd)!.socket = socket;
        return 0;
      }),
    connect: (fd, address, length) =>
      attempt(() => {
        const name = decodeAddress(address.subarray(0, length)).replace(/:$/, "");
        descriptors.get(fd)!.socket = byName.get(name)!.openData() as DataSocket;
        return 0;
      }),
    sendto(fd, bytes, length, _flags, address, addressLength) {
      const to = decodeAddress(address.subarray(0, addressLength));
      const { socket } = descriptors.get(fd)!;
      const sent = attempt(() => socket!.send(to, bytes.slice(0, length)) as number);
      return sent === 0 ? length : -1;
    },
    recvfrom(fd, buffer, length, _flags, address, addressLength) {
      const descriptor = descriptors.get(fd)!;
      if (descriptor.arrived.length === 0) look(descriptor);
      if (descriptor.arrived.length === 0) {
        last = errno.EAGAIN;
        return -1;
      }
      const datagram = descriptor.arrived.shift();
      if (datagram === undefined) return 0;
      const bytes = datagram.bytes.subarray(0, length);
      buffer.set(bytes);
      const from = encodeAddress(datagram.from);
      address.set(from);
      addressLength[0] = from.length;
      return bytes.length;
    },
    setsockopt: (fd, _level, _name, value) =>
      attempt(
        () => (descriptors.get(fd)!.socket as NetgraphSocket).setReceiveBuffer(value[0]!) as number,
      ),
    poll: () => 0,
    close(fd) {
      void descriptors.get(fd)?.socket?.close();
      return descriptors.delete(fd) ? 0 : -1;
    },
    errno: () => last,
  };
}
