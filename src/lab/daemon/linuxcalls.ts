/** The calls of Linux's libc that a TAP device takes: `bun:ffi` in the executables, `koffi` under Node. */
import { readFileSync } from "node:fs";
import { errnoLocation, LibcError, openWith } from "../../host/ffi.ts";

/** Each returns what the C function returns: -1 on failure, with the reason in `errno()`. */
export interface LinuxCalls {
  ioctl(fd: number, request: number, argument: Uint8Array | null): number;
  fcntl(fd: number, command: number, argument: number): number;
  setns(fd: number, type: number): number;
  read(fd: number, buffer: Uint8Array, length: number): number;
  write(fd: number, bytes: Uint8Array, length: number): number;
  /** The reason of the last failure, straight after it. */
  errno(): number;
}

/** Opens libc with whatever FFI this runtime has. Throws a LibcError when there is none. */
export async function openLinuxCalls(): Promise<LinuxCalls> {
  return await openWith(ownLibc(), withBun, withKoffi);
}

/** The libc that this process runs on, glibc's or musl's, by its absolute path. Throws a LibcError when it has none. */
function ownLibc(): string {
  const maps = readFileSync("/proc/self/maps", "utf8");
  const path = /\/\S*\/(?:libc\.so\.6|libc-[\d.]+\.so|(?:ld-|libc\.)musl-\w+\.so\.1)$/m.exec(maps);
  if (path === null) throw new LibcError("libc cannot be reached: this program has none loaded");
  return path[0];
}

async function withBun(library: string): Promise<LinuxCalls> {
  const { dlopen, FFIType, read } = await import("bun:ffi");
  const location = errnoLocation();
  const { symbols } = dlopen(library, {
    // Both take a variable number of arguments, which amd64 and arm64 pass as they pass others.
    ioctl: { args: ["i32", "u64", "ptr"], returns: "i32" },
    fcntl: { args: ["i32", "i32", "i32"], returns: "i32" },
    setns: { args: ["i32", "i32"], returns: "i32" },
    // i64_fast is a number: a BigInt would be allocated between a failure and the look at its errno.
    read: { args: ["i32", "ptr", "u64"], returns: FFIType.i64_fast },
    write: { args: ["i32", "ptr", "u64"], returns: FFIType.i64_fast },
    [location]: { args: [], returns: "ptr" },
  } as const);
  const at = symbols[location]!;
  return {
    ioctl: symbols.ioctl,
    fcntl: symbols.fcntl,
    setns: symbols.setns,
    read: (...args) => Number(symbols.read(...args)),
    write: (...args) => Number(symbols.write(...args)),
    errno: () => read.i32(at()!, 0),
  };
}

async function withKoffi(library: string): Promise<LinuxCalls> {
  const { default: koffi } = await import("koffi");
  const lib = koffi.load(library);
  const call = (signature: string) => lib.func(signature);
  return {
    ioctl: call("int ioctl(int, unsigned long, _Inout_ uint8_t *)"),
    fcntl: call("int fcntl(int, int, int)"),
    setns: call("int setns(int, int)"),
    read: call("long read(int, _Out_ uint8_t *, size_t)"),
    write: call("long write(int, const uint8_t *, size_t)"),
    errno: () => koffi.errno(),
  };
}
