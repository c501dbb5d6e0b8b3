/** A TAP device of Linux: an Ethernet interface of the machine whose wire is a file of this process. */
import { closeSync, constants, openSync, type Stats, statSync } from "node:fs";
import { getSystemErrorName } from "node:util";
import {
  EX_NOINPUT,
  EX_NOPERM,
  EX_OSERR,
  EX_TEMPFAIL,
  EX_UNAVAILABLE,
} from "../process/sysexits.ts";
import type { LinuxCalls } from "./linuxcalls.ts";
import { PlugError } from "./plugerror.ts";

const TUN = "/dev/net/tun";
/** This process's own network namespace: what it opens is there. */
export const OWN_NAMESPACE = "/proc/self/ns/net";

// linux/if_tun.h, linux/if.h, sched.h, fcntl.h, as on amd64 and arm64.
const TUNSETIFF = 0x400454ca;
const TUNSETOFFLOAD = 0x400454d0;
const IFF_TAP = 0x0002;
const IFF_NO_PI = 0x1000;
const IFREQ_BYTES = 40;
const IFREQ_FLAGS = 16;
const CLONE_NEWNET = 0x4000_0000;
const F_SETFL = 4;
const O_ASYNC = 0o20000;
const { O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

// asm-generic/errno.h: Linux's numbers, not FreeBSD's.
const EPERM = 1;
const EBUSY = 16;
const EINVAL = 22;
/** The device of this file is gone. */
const EBADFD = 77;

/** The longest frame that Linux hands over, bytes. */
const MAX_FRAME = 65_536 + 18;

/** An open TAP device. What is read stays as it is until the next read of any device. */
export interface Tap {
  readonly name: string;
  /** The network namespace that it is in, as `namespaceOf` tells it. */
  readonly namespace: string;
  /** Returns the next frame that the machine sent out by it; undefined when none waits, "gone" when there is no such device any more. */
  read(): Uint8Array | undefined | "gone";
  /** Lets the machine receive a frame; what it cannot take is lost, as on a wire. */
  write(frame: Uint8Array): void;
  /** Is this process to get SIGIO when a frame waits? */
  setSignal(on: boolean): void;
  /** Gives the device back: one that was made here is gone, one that was there stays. */
  close(): void;
}

const buffer = new Uint8Array(MAX_FRAME);

/** Returns what tells a network namespace from others. Throws a PlugError when it is not there. */
export function namespaceOf(path: string): string {
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM")
      throw new PlugError(EX_NOPERM, `the network namespace ${path} is not for this user`);
    throw new PlugError(EX_NOINPUT, `there is no network namespace ${path}`);
  }
  // A FIFO or a device would be opened with more than a look.
  if (!stats.isFile()) throw new PlugError(EX_NOINPUT, `${path} is no network namespace`);
  return `${stats.dev}:${stats.ino}`;
}

/** Opens a TAP device of a network namespace, or makes it there. Throws a PlugError that says why not. */
export function openTap(calls: LinuxCalls, name: string, path: string): Tap {
  const namespace = namespaceOf(path);
  const fd =
    namespace === namespaceOf(OWN_NAMESPACE)
      ? openDevice(calls, name)
      : inside(calls, path, () => openDevice(calls, name));
  return {
    name,
    namespace,
    read() {
      const length = calls.read(fd, buffer, buffer.length);
      if (length > 0) return buffer.subarray(0, length);
      return length < 0 && calls.errno() === EBADFD ? "gone" : undefined;
    },
    write(frame) {
      calls.write(fd, frame, frame.length);
    },
    setSignal(on) {
      calls.fcntl(fd, F_SETFL, O_NONBLOCK | (on ? O_ASYNC : 0));
    },
    close: () => closeSync(fd),
  };
}

/** Does something in another network namespace, and comes back. */
function inside<T>(calls: LinuxCalls, path: string, action: () => T): T {
  const own = openSync(OWN_NAMESPACE, O_RDONLY);
  try {
    const there = openSync(path, O_RDONLY | O_NONBLOCK);
    try {
      if (calls.setns(there, CLONE_NEWNET) !== 0) throw cannotEnter(path, calls.errno());
    } finally {
      closeSync(there);
    }
    try {
      return action();
    } finally {
      comeBack(calls, own, path);
    }
  } finally {
    closeSync(own);
  }
}

function comeBack(calls: LinuxCalls, own: number, path: string): void {
  if (calls.setns(own, CLONE_NEWNET) === 0) return;
  throw new PlugError(
    EX_OSERR,
    `the lab's process cannot come back from the network namespace ${path} (${nameOf(calls.errno())}); stop the lab: ngbuddy lab stop`,
  );
}

function cannotEnter(path: string, errno: number): PlugError {
  if (errno === EINVAL) return new PlugError(EX_NOINPUT, `${path} is no network namespace`);
  if (errno === EPERM)
    return new PlugError(
      EX_NOPERM,
      `the lab's process may not enter the network namespace ${path}: it would have to be root's`,
    );
  return new PlugError(EX_OSERR, `cannot enter the network namespace ${path}: ${nameOf(errno)}`);
}

function openDevice(calls: LinuxCalls, name: string): number {
  let fd: number;
  try {
    fd = openSync(TUN, O_RDWR | O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM")
      throw new PlugError(EX_NOPERM, `${TUN} is not for this user`);
    throw new PlugError(EX_UNAVAILABLE, `this machine has no TAP devices: ${TUN}: ${code}`);
  }
  const request = new Uint8Array(IFREQ_BYTES);
  request.set(Buffer.from(name, "latin1"));
  new DataView(request.buffer).setUint16(IFREQ_FLAGS, IFF_TAP | IFF_NO_PI, true);
  if (calls.ioctl(fd, TUNSETIFF, request) !== 0) {
    const errno = calls.errno();
    closeSync(fd);
    throw refusal(name, errno);
  }
  // Whoever had it before may have left it sending what no wire carries: packets of 64 kB, and without checksums.
  calls.ioctl(fd, TUNSETOFFLOAD, null);
  return fd;
}

function refusal(name: string, errno: number): PlugError {
  if (errno === EBUSY)
    return new PlugError(EX_TEMPFAIL, `${name} is held by another program, or by another lab`);
  if (errno === EPERM)
    return new PlugError(
      EX_NOPERM,
      `${name} is not for this user; root makes one that is: ip tuntap add dev ${name} mode tap user NAME`,
    );
  if (errno === EINVAL)
    return new PlugError(EX_UNAVAILABLE, `${name} is there already, and is no TAP device`);
  return new PlugError(EX_OSERR, `${name} cannot be opened: ${nameOf(errno)}`);
}

const nameOf = (errno: number) => getSystemErrorName(-errno);
