/** The calls that ask a kernel of interfaces, jails, routes, modules and values: those of FreeBSD's libc, or of what answers like it. */

/** Each call returns what the C function returns: -1 on failure, with the reason in `errno()`. */
export interface KernelCalls {
  socket(domain: number, type: number, protocol: number): number;
  /** `argument` is the struct of the request: read, written, or both. */
  ioctl(fd: number, request: number, argument: Uint8Array): number;
  /** `size` holds the room in `out` before, and what was written or would be there after; without `out` only that is told. */
  sysctl(name: Int32Array, count: number, out: Uint8Array | null, size: BigUint64Array): number;
  /** As `sysctl`; `name` ends with a NUL. */
  sysctlbyname(name: Uint8Array, out: Uint8Array | null, size: BigUint64Array): number;
  /** `parameters` is an array of struct iovec, a name and a value by turns. */
  jail_get(parameters: Uint8Array, count: number, flags: number): number;
  /** `file` ends with a NUL, as `name` does in modfind. */
  kldload(file: Uint8Array): number;
  modfind(name: Uint8Array): number;
  /** The place of bytes in memory, for structs that point at others. It holds until the next ioctl or jail_get has returned. */
  address(bytes: Uint8Array): bigint;
  /** The reason of the last failure, straight after it. */
  errno(): number;
}
