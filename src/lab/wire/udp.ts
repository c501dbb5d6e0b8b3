/** UDP datagrams (RFC 768) inside IPv4 packets, without the optional checksum. */
import { DEFAULT_TTL, ipPacket, PROTOCOL_UDP, type ReceivedPacket } from "./ip.ts";

const HEADER = 8;

/** A datagram with its ports; the addresses are the packet's. */
export interface Datagram {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly data: Uint8Array;
}

/** The datagram as the payload of an IPv4 packet. */
export function udpPayload({ sourcePort, destinationPort, data }: Datagram): Uint8Array {
  const payload = new Uint8Array(HEADER + data.length);
  const view = new DataView(payload.buffer);
  view.setUint16(0, sourcePort);
  view.setUint16(2, destinationPort);
  view.setUint16(4, payload.length);
  payload.set(data, HEADER);
  return payload;
}

/** An IPv4 packet with one datagram. */
export function udpPacket(source: number, destination: number, datagram: Datagram): Uint8Array {
  return ipPacket(
    { source, destination, protocol: PROTOCOL_UDP, ttl: DEFAULT_TTL, id: 0 },
    udpPayload(datagram),
  );
}

/** The datagram of a packet; undefined when it carries none. `data` is a view into the packet. */
export function readUdp({ protocol, payload }: ReceivedPacket): Datagram | undefined {
  if (protocol !== PROTOCOL_UDP || payload.length < HEADER) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const length = view.getUint16(4);
  if (length < HEADER || length > payload.length) return undefined;
  return {
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    data: payload.subarray(HEADER, length),
  };
}
