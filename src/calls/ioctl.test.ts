/** Requests on interfaces: the socket they go by, and what a refusal says. */
import { expect, test } from "bun:test";
import { KernelError } from "../host/kernelerror.ts";
import { errno } from "../netgraph/errno.ts";
import type { KernelCalls } from "./calls.ts";
import { interfaceSocket, namedStruct } from "./ioctl.ts";
import { requests } from "./requests.ts";

/** A kernel that answers requests with one errno. */
function kernelThat(refuses: number, socket = 5) {
  const sockets: number[][] = [];
  const asked: [number, number][] = [];
  const calls = {
    socket: (...args: number[]) => {
      sockets.push(args);
      return socket;
    },
    ioctl: (fd: number, request: number) => {
      asked.push([fd, request]);
      return refuses === 0 ? 0 : -1;
    },
    errno: () => refuses,
  } as Partial<KernelCalls> as KernelCalls;
  return { calls, sockets, asked };
}

test("all requests go by one socket, which is opened by the first and no command inherits", () => {
  const { calls, sockets, asked } = kernelThat(0);
  const socket = interfaceSocket(calls);
  expect(sockets).toEqual([]);
  for (const request of ["SIOCGIFFLAGS", "SIOCGIFINDEX"] as const)
    expect(socket.ask(request, namedStruct("em0"))).toBe(0);
  // AF_LOCAL, SOCK_DGRAM with SOCK_CLOEXEC (sys/socket.h).
  expect(sockets).toEqual([[1, 0x1000_0002, 0]]);
  expect(asked).toEqual([
    [5, requests.SIOCGIFFLAGS],
    [5, requests.SIOCGIFINDEX],
  ]);
});

test("a refusal is the kernel's errno, or an error with request and object", () => {
  const socket = interfaceSocket(kernelThat(errno.ENXIO).calls);
  expect(socket.ask("SIOCGIFFLAGS", namedStruct("em0"))).toBe(errno.ENXIO);
  expect(() => socket.must("SIOCGIFFLAGS", "em0", namedStruct("em0"))).toThrow(
    "SIOCGIFFLAGS em0: Device not configured",
  );
});

test("a system that has no socket left says so", () => {
  const socket = interfaceSocket(kernelThat(errno.ENOBUFS, -1).calls);
  expect(() => socket.ask("SIOCGIFFLAGS", namedStruct("em0"))).toThrow(
    "socket for requests on interfaces: No buffer space available",
  );
});

test("a struct begins with the interface's name, which has at most fifteen bytes", () => {
  const struct = namedStruct("em0");
  expect([struct.length, Buffer.from(struct.subarray(0, 4)).toString()]).toEqual([32, "em0\0"]);
  expect(namedStruct("a".repeat(15), 40)).toHaveLength(40);
  for (const name of ["a".repeat(16), "é".repeat(8), "a\0b"])
    expect(() => namedStruct(name)).toThrow(KernelError);
});
