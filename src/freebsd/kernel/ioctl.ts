/** ioctl(2) on interfaces: which request, on which interface, and what came of it. */
import { KernelError } from "../../host/kernelerror.ts";
import { errno } from "../../netgraph/errno.ts";
import type { KernelCalls } from "./calls.ts";
import { AF, SOCK_DGRAM } from "./numbers.ts";
import { type RequestName, requests } from "./requests.ts";
import { IFNAMSIZ, ifreq } from "./structs.ts";

/** Requests on interfaces, by a socket that is open as long as they last. */
export interface InterfaceSocket {
  /** Returns 0, or the errno of the refusal. */
  ask(request: RequestName, argument: Uint8Array): number;
  /** Throws a KernelError when the kernel refuses. */
  must(request: RequestName, object: string, argument: Uint8Array): void;
}

/** Opens a socket for requests, and closes it whatever happens. */
export function withInterfaceSocket<T>(calls: KernelCalls, use: (socket: InterfaceSocket) => T): T {
  // Any will do; this one needs no address family to be there (sbin/ifconfig/ifconfig.c).
  const fd = calls.socket(AF.LOCAL, SOCK_DGRAM, 0);
  if (fd < 0) throw new KernelError("socket", "for requests on interfaces", calls.errno());
  const ask: InterfaceSocket["ask"] = (request, argument) =>
    calls.ioctl(fd, requests[request], argument) < 0 ? calls.errno() : 0;
  try {
    return use({
      ask,
      must(request, object, argument) {
        const number = ask(request, argument);
        if (number !== 0) throw new KernelError(request, object, number);
      },
    });
  } finally {
    calls.close(fd);
  }
}

/** Returns a struct that begins with the interface's name, zeros otherwise. Throws a KernelError for a name that no interface can have. */
export function namedStruct(name: string, size: number = ifreq.size): Uint8Array {
  const bytes = new TextEncoder().encode(name);
  if (bytes.length >= IFNAMSIZ || bytes.includes(0))
    throw new KernelError("interface", name, errno.ENAMETOOLONG);
  const struct = new Uint8Array(size);
  struct.set(bytes);
  return struct;
}
