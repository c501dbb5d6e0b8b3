/** FreeBSD's error numbers and texts (sys/errno.h, strerror(3)), as far as netgraph and its tools meet them. */

const table = {
  EPERM: [1, "Operation not permitted"],
  ENOENT: [2, "No such file or directory"],
  ESRCH: [3, "No such process"],
  EINTR: [4, "Interrupted system call"],
  EIO: [5, "Input/output error"],
  ENXIO: [6, "Device not configured"],
  E2BIG: [7, "Argument list too long"],
  EBADF: [9, "Bad file descriptor"],
  ENOMEM: [12, "Cannot allocate memory"],
  EACCES: [13, "Permission denied"],
  EBUSY: [16, "Device busy"],
  EEXIST: [17, "File exists"],
  ENODEV: [19, "Operation not supported by device"],
  ENOTDIR: [20, "Not a directory"],
  EISDIR: [21, "Is a directory"],
  EINVAL: [22, "Invalid argument"],
  EFBIG: [27, "File too large"],
  ENOSPC: [28, "No space left on device"],
  EROFS: [30, "Read-only file system"],
  EPIPE: [32, "Broken pipe"],
  EDOM: [33, "Numerical argument out of domain"],
  ERANGE: [34, "Result too large"],
  EAGAIN: [35, "Resource temporarily unavailable"],
  EINPROGRESS: [36, "Operation now in progress"],
  EALREADY: [37, "Operation already in progress"],
  ENOTSOCK: [38, "Socket operation on non-socket"],
  EDESTADDRREQ: [39, "Destination address required"],
  EMSGSIZE: [40, "Message too long"],
  EPROTOTYPE: [41, "Protocol wrong type for socket"],
  ENOPROTOOPT: [42, "Protocol not available"],
  EPROTONOSUPPORT: [43, "Protocol not supported"],
  EOPNOTSUPP: [45, "Operation not supported"],
  EPFNOSUPPORT: [46, "Protocol family not supported"],
  EAFNOSUPPORT: [47, "Address family not supported by protocol family"],
  EADDRINUSE: [48, "Address already in use"],
  EADDRNOTAVAIL: [49, "Can't assign requested address"],
  ENETDOWN: [50, "Network is down"],
  ENETUNREACH: [51, "Network is unreachable"],
  ECONNRESET: [54, "Connection reset by peer"],
  ENOBUFS: [55, "No buffer space available"],
  EISCONN: [56, "Socket is already connected"],
  ENOTCONN: [57, "Socket is not connected"],
  ETIMEDOUT: [60, "Operation timed out"],
  ECONNREFUSED: [61, "Connection refused"],
  ELOOP: [62, "Too many levels of symbolic links"],
  ENAMETOOLONG: [63, "File name too long"],
  EHOSTDOWN: [64, "Host is down"],
  EHOSTUNREACH: [65, "No route to host"],
  ENOTEMPTY: [66, "Directory not empty"],
  ENOSYS: [78, "Function not implemented"],
  EFTYPE: [79, "Inappropriate file type or format"],
  EPROTO: [92, "Protocol error"],
} as const;

/** A name of the table: `"EEXIST"`. */
export type ErrnoName = keyof typeof table;

/** FreeBSD's number of every error above: `errno.EEXIST === 17`. */
export const errno = Object.fromEntries(
  Object.entries(table).map(([name, [number]]) => [name, number]),
) as { readonly [name in ErrnoName]: (typeof table)[name][0] };

const byNumber = new Map<number, readonly [ErrnoName, string]>(
  Object.entries(table).map(([name, [number, text]]) => [number, [name as ErrnoName, text]]),
);

/** What strerror(3) says of an error number. */
export function errnoText(number: number): string {
  return byNumber.get(number)?.[1] ?? `Unknown error: ${number}`;
}

/** The error number of a text of strerror(3); undefined when it is none that is known. */
export function errnoNumber(text: string): number | undefined {
  return Object.values(table).find(([, known]) => known === text)?.[0];
}

/** The symbolic name of an error number, such as `ENOENT`; the number itself when it is not known. */
export function errnoName(number: number): string {
  return byNumber.get(number)?.[0] ?? String(number);
}

/** A refusal by a netgraph kernel: which operation, on what, with which of FreeBSD's error numbers. */
export class NetgraphError extends Error {
  override readonly name = "NetgraphError";
  constructor(
    readonly operation: string,
    readonly object: string,
    readonly errno: number,
    detail?: string,
  ) {
    super(`${operation} ${object}: ${errnoText(errno)}${detail ? ` (${detail})` : ""}`);
  }
}
