/** The library `ngbuddy/freebsd`: netgraph sockets of the FreeBSD kernel that this runs on. */
import type { NetgraphSocket } from "../netgraph/socket.ts";
import { freebsdHost } from "./host.ts";

export { LibcError } from "../host/ffi.ts";
export { NotAllowed } from "./permissions.ts";

/**
 * Opens a control socket of this host's netgraph; ng_socket is loaded when it is not there. Throws NotAllowed for who is
 * not root or in a jail, a LibcError when libc cannot be called, else a NetgraphError with the kernel's errno.
 */
export async function openNetgraphSocket(): Promise<NetgraphSocket> {
  return await freebsdHost({ way: "socket", uid: process.getuid?.() }).openNetgraph();
}
