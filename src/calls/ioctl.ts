/** ioctl(2) on interfaces: which request, on which interface, and what came of it. */
import { IFNAMSIZ } from "../config/names.ts";
import { KernelError } from "../host/kernelerror.ts";
import { errno } from "../netgraph/errno.ts";
import type { KernelCalls } from "./calls.ts";
import { AF, SOCK_CLOEXEC, SOCK_DGRAM } from "./numbers.ts";
import { type RequestName, requests } from "./requests.ts";
import { ifreq } from "./structs.ts";

/** Requests on interfaces. */
export interface InterfaceSocket {
  /** Returns 0, or the errno of the refusal. */
  ask(request: RequestName, argument: Uint8Array): number;
  /** Throws a KernelError when the kernel refuses. */
  must(request: RequestName, object: string, argument: Uint8Array): void;
}

/** Makes a socket for requests: opened by the first of them, and kept as long as the process lives. */
export function interfaceSocket(calls: KernelCalls): InterfaceSocket {
  let fd = -1;
  const ask: InterfaceSocket["ask"] = (request, argument) => {
    // Any will do; this one needs no address family to be there (sbin/ifconfig/ifconfig.c).
    if (fd < 0) fd = calls.socket(AF.LOCAL, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) throw new KernelError("socket", "for requests on interfaces", calls.errno());
    return calls.ioctl(fd, requests[request], argument) < 0 ? calls.errno() : 0;
  };
  return {
    ask,
    must(request, object, argument) {
      const number = ask(request, argument);
      if (number !== 0) throw new KernelError(request, object, number);
    },
  };
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
