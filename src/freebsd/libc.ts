/** The few system calls that a netgraph socket needs, behind one interface: `bun:ffi` in the executables, `koffi` under Node. */
import { errnoLocation, openWith } from "../host/ffi.ts";

/**
 * The system calls of a netgraph socket, by their C names. Each returns what the C function does: -1 on failure, with the
 * reason in `errno()`.
 */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  connect(fd: number, address: Uint8Array, length: number): number;
  sendto(
    fd: number,
    bytes: Uint8Array,
    length: number,
    flags: number,
    address: Uint8Array,
    addressLength: number,
  ): number;
  /** `addressLength` holds the size of `address` before, and of what was written there after. */
  recvfrom(
    fd: number,
    buffer: Uint8Array,
    length: number,
    flags: number,
    address: Uint8Array,
    addressLength: Uint32Array,
  ): number;
  /** `value` is one int, so that `length` is 4. */
  setsockopt(fd: number, level: number, name: number, value: Int32Array, length: number): number;
  /** `fds` is an array of struct pollfd, eight bytes each. */
  poll(fds: Uint8Array, count: number, milliseconds: number): number;
  close(fd: number): number;
  /** The reason of the last failure, straight after it. */
  errno(): number;
}

/**
 * Where FreeBSD keeps libc. By its absolute path: a name alone would be looked for in the directory that root happens to be
 * in, too.
 */
export const FREEBSD_LIBC = "/lib/libc.so.7";

/** Opens libc with whatever FFI this runtime has. Throws a LibcError when there is none. */
export async function openLibc(library: string = FREEBSD_LIBC): Promise<Libc> {
  return await openWith(library, withBun, withKoffi);
}

async function withBun(library: string): Promise<Libc> {
  const { dlopen, FFIType, read } = await import("bun:ffi");
  const location = errnoLocation();
  const { symbols } = dlopen(library, {
    socket: { args: ["i32", "i32", "i32"], returns: "i32" },
    bind: { args: ["i32", "ptr", "u32"], returns: "i32" },
    connect: { args: ["i32", "ptr", "u32"], returns: "i32" },
    // i64_fast is a number: a BigInt would be allocated between a failure and the look at its errno.
    sendto: { args: ["i32", "ptr", "u64", "i32", "ptr", "u32"], returns: FFIType.i64_fast },
    recvfrom: { args: ["i32", "ptr", "u64", "i32", "ptr", "ptr"], returns: FFIType.i64_fast },
    setsockopt: { args: ["i32", "i32", "i32", "ptr", "u32"], returns: "i32" },
    poll: { args: ["ptr", "u32", "i32"], returns: "i32" },
    close: { args: ["i32"], returns: "i32" },
    [location]: { args: [], returns: "ptr" },
  } as const);
  const at = symbols[location]!;
  return {
    socket: symbols.socket,
    bind: symbols.bind,
    connect: symbols.connect,
    sendto: (...args) => Number(symbols.sendto(...args)),
    recvfrom: (...args) => Number(symbols.recvfrom(...args)),
    setsockopt: symbols.setsockopt,
    poll: symbols.poll,
    close: symbols.close,
    errno: () => read.i32(at()!, 0),
  };
}

async function withKoffi(library: string): Promise<Libc> {
  const { default: koffi } = await import("koffi");
  const lib = koffi.load(library);
  const call = (signature: string) => lib.func(signature);
  return {
    socket: call("int socket(int, int, int)"),
    bind: call("int bind(int, const uint8_t *, uint32_t)"),
    connect: call("int connect(int, const uint8_t *, uint32_t)"),
    sendto: call("long sendto(int, const uint8_t *, size_t, int, const uint8_t *, uint32_t)"),
    recvfrom: call(
      "long recvfrom(int, _Out_ uint8_t *, size_t, int, _Out_ uint8_t *, _Inout_ uint32_t *)",
    ),
    setsockopt: call("int setsockopt(int, int, int, const int *, uint32_t)"),
    poll: call("int poll(_Inout_ uint8_t *, uint32_t, int)"),
    close: call("int close(int)"),
    errno: () => koffi.errno(),
  };
}
