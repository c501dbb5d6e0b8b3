/** What a receive buffer counts: the bytes of its datagrams, and the memory that they lie in (uipc_sockbuf.c). */
import { errno } from "../../netgraph/errno.ts";
import type { NodeKernel } from "./node.ts";

/** An mbuf, and the clusters that longer data goes into (MSIZE, MCLBYTES, MJUMPAGESIZE of FreeBSD amd64). */
const MBUF = 256;
const CLUSTER = 2048;
const PAGE_CLUSTER = 4096;
/** What fits the first mbuf of a packet, and the others (MHLEN, MLEN). */
const FIRST_ROOM = 168;
const ROOM = 224;
/** An mbuf may cost so many times the bytes that it was reserved for (kern.ipc.sockbuf_waste_factor). */
const WASTE_FACTOR = 8;

/** Returns the memory of a control message, which is copied into clusters (m_devget). */
export function memoryOfMessage(length: number): number {
  let memory = 0;
  let room = FIRST_ROOM;
  let left = length;
  do {
    const isLong = left > FIRST_ROOM;
    memory += isLong ? MBUF + CLUSTER : MBUF;
    left -= isLong ? CLUSTER : room;
    room = ROOM;
  } while (left > 0);
  return memory;
}

/** Returns the memory of a frame, as a program's write lays it out (m_getm2). */
export function memoryOfFrame(length: number): number {
  let memory = 0;
  let room = FIRST_ROOM;
  let left = length;
  do {
    const cluster = left > CLUSTER ? PAGE_CLUSTER : left > FIRST_ROOM ? CLUSTER : 0;
    memory += MBUF + cluster;
    left -= cluster === 0 ? room : cluster;
    room = ROOM;
  } while (left > 0);
  return memory;
}

/** How much waits in a socket's receive buffer, and how much may: both bytes and memory are limited. */
export class SocketBuffer {
  private maxBytes = 0;
  private maxMemory = 0;
  private bytes = 0;
  private memory = 0;

  constructor(private readonly kernel: NodeKernel) {}

  /** Sets how many bytes may wait. Returns an errno: ENOBUFS for more than kern.ipc.maxsockbuf less the mbufs' own part (sbreserve). */
  reserve(bytes: number): number {
    const { maxsockbuf } = this.kernel;
    if (bytes > Math.floor((maxsockbuf * CLUSTER) / (MBUF + CLUSTER))) return errno.ENOBUFS;
    this.maxBytes = bytes;
    this.maxMemory = Math.min(bytes * WASTE_FACTOR, maxsockbuf);
    return 0;
  }

  /** SO_RCVBUF as it was set: how many bytes may wait. */
  get limit(): number {
    return this.maxBytes;
  }

  /** Sets SO_RCVBUF, an int. Returns an errno: EINVAL for less than 1 (uipc_socket.c, sosetopt). */
  setReceiveBuffer(bytes: number): number {
    return (bytes | 0) < 1 ? errno.EINVAL : this.reserve(bytes);
  }

  /** Does a datagram of so many bytes fit? As much memory must be free as it has bytes, not as it takes (sbappendaddr). */
  hasRoomFor(bytes: number): boolean {
    return bytes <= Math.min(this.maxBytes - this.bytes, this.maxMemory - this.memory);
  }

  /** Counts a datagram in; the sender's address has an mbuf of its own. */
  add(bytes: number, memory: number): void {
    this.bytes += bytes;
    this.memory += MBUF + memory;
  }

  remove(bytes: number, memory: number): void {
    this.bytes -= bytes;
    this.memory -= MBUF + memory;
  }
}
