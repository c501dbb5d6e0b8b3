/** The calls of libc that ask the kernel of interfaces, jails, routes, modules and values: `bun:ffi` in the executables, `koffi` under Node. */
import type { KernelCalls } from "../calls/calls.ts";
import { openWith } from "../host/ffi.ts";
import { FREEBSD_LIBC } from "./libc.ts";

/** Opens libc with whatever FFI this runtime has. Throws a LibcError when there is none, or when libc lacks one of the calls. */
export async function openKernelCalls(library: string = FREEBSD_LIBC): Promise<KernelCalls> {
  return holding(await openWith(library, withBun, withKoffi));
}

/** Keeps bytes from being thrown away as long as only a struct points at them. */
function holding(calls: KernelCalls): KernelCalls {
  const held: Uint8Array[] = [];
  const letGo = (result: number) => {
    held.length = 0;
    return result;
  };
  return {
    ...calls,
    ioctl: (fd, request, argument) => letGo(calls.ioctl(fd, request, argument)),
    jail_get: (parameters, count, flags) => letGo(calls.jail_get(parameters, count, flags)),
    address(bytes) {
      held.push(bytes);
      return calls.address(bytes);
    },
  };
}

async function withBun(library: string): Promise<KernelCalls> {
  const { dlopen, ptr, read } = await import("bun:ffi");
  const { symbols } = dlopen(library, {
    socket: { args: ["i32", "i32", "i32"], returns: "i32" },
    // It takes a variable number of arguments, which amd64 and arm64 pass as they pass others.
    ioctl: { args: ["i32", "u64", "ptr"], returns: "i32" },
    sysctl: { args: ["ptr", "u32", "ptr", "ptr", "ptr", "u64"], returns: "i32" },
    sysctlbyname: { args: ["ptr", "ptr", "ptr", "ptr", "u64"], returns: "i32" },
    jail_get: { args: ["ptr", "u32", "i32"], returns: "i32" },
    kldload: { args: ["ptr"], returns: "i32" },
    modfind: { args: ["ptr"], returns: "i32" },
    __error: { args: [], returns: "ptr" },
  } as const);
  return {
    socket: symbols.socket,
    ioctl: symbols.ioctl,
    sysctl: (name, count, out, size) => symbols.sysctl(name, count, out, size, null, 0),
    sysctlbyname: (name, out, size) => symbols.sysctlbyname(name, out, size, null, 0),
    jail_get: symbols.jail_get,
    kldload: symbols.kldload,
    modfind: symbols.modfind,
    address: (bytes) => BigInt(ptr(bytes)),
    errno: () => read.i32(symbols.__error()!, 0),
  };
}

async function withKoffi(library: string): Promise<KernelCalls> {
  const { default: koffi } = await import("koffi");
  const lib = koffi.load(library);
  const call = (signature: string) => lib.func(signature);
  const sysctl = call(
    "int sysctl(const int *, uint32_t, _Out_ uint8_t *, _Inout_ uint64_t *, const void *, size_t)",
  );
  const sysctlbyname = call(
    "int sysctlbyname(const uint8_t *, _Out_ uint8_t *, _Inout_ uint64_t *, const void *, size_t)",
  );
  return {
    socket: call("int socket(int, int, int)"),
    ioctl: call("int ioctl(int, unsigned long, _Inout_ uint8_t *)"),
    sysctl: (name, count, out, size) => sysctl(name, count, out, size, null, 0),
    sysctlbyname: (name, out, size) => sysctlbyname(name, out, size, null, 0),
    jail_get: call("int jail_get(_Inout_ uint8_t *, uint32_t, int)"),
    kldload: call("int kldload(const uint8_t *)"),
    modfind: call("int modfind(const uint8_t *)"),
    address: (bytes) => koffi.address(bytes),
    errno: () => koffi.errno(),
  };
}
