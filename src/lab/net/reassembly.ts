/** IPv4 fragments put together again (RFC 791). */
import type { ReceivedPacket } from "../wire/ip.ts";

interface Partial {
  readonly bytes: Uint8Array;
  readonly have: Set<number>;
  received: number;
  length: number | undefined;
}

const MAX_PARTIALS = 64;

/** Puts fragments together. A packet that never becomes whole is forgotten when newer ones need its place. */
export class Reassembly {
  private readonly partials = new Map<string, Partial>();

  /** The whole packet once its last missing part is there; a packet that is no fragment comes back as it is. */
  add(packet: ReceivedPacket): ReceivedPacket | undefined {
    if (packet.offset === 0 && !packet.more) return packet;
    const end = packet.offset + packet.payload.length;
    if (end > 65535) return undefined;
    const key = `${packet.source} ${packet.destination} ${packet.protocol} ${packet.id}`;
    let partial = this.partials.get(key);
    if (partial === undefined) {
      partial = { bytes: new Uint8Array(65535), have: new Set(), received: 0, length: undefined };
      this.partials.set(key, partial);
      const oldest = this.partials.keys().next().value;
      if (this.partials.size > MAX_PARTIALS && oldest !== undefined) this.partials.delete(oldest);
    }
    partial.bytes.set(packet.payload, packet.offset);
    if (!partial.have.has(packet.offset)) {
      partial.have.add(packet.offset);
      partial.received += packet.payload.length;
    }
    if (!packet.more) partial.length = end;
    if (partial.length === undefined || partial.received < partial.length) return undefined;
    this.partials.delete(key);
    return {
      ...packet,
      payload: partial.bytes.subarray(0, partial.length),
      offset: 0,
      more: false,
    };
  }
}
