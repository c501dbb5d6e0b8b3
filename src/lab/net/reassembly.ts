/** Fragments put together again (RFC 791, RFC 8200; netinet/ip_reass.c). */
import { copyOf } from "../base/bytes.ts";
import { MAX_PACKET } from "../wire/ip.ts";

/** What is looked at of a packet of IPv4 or IPv6. */
interface Fragment {
  readonly source: number | readonly number[];
  readonly destination: number | readonly number[];
  readonly protocol: number;
  readonly id: number;
  readonly payload: Uint8Array;
  readonly offset: number;
  readonly more: boolean;
}

/** A stretch of a packet. */
interface Part {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly more: boolean;
}

const MAX_PARTIALS = 64;

/** Puts fragments together. A packet that never becomes whole is forgotten when newer ones need its place. */
export class Reassembly<P extends Fragment> {
  /** By what tells packets apart; the parts by their offsets, none over another. */
  private readonly partials = new Map<string, readonly Part[]>();

  /** The whole packet once its last missing part is there; a packet that is no fragment comes back as it is. */
  add(packet: P): P | undefined {
    const { offset, more, payload } = packet;
    if (offset === 0 && !more) return packet;
    // All parts but the last are multiples of 8 bytes.
    if (more && payload.length % 8 !== 0) return undefined;
    if (endOf({ offset, bytes: payload }) > MAX_PACKET) return undefined;
    const key = `${packet.source} ${packet.destination} ${packet.protocol} ${packet.id}`;
    const parts = withPart(this.partials.get(key) ?? [], { offset, bytes: copyOf(payload), more });
    if (!isWhole(parts)) {
      this.partials.set(key, parts);
      const oldest = this.partials.keys().next().value;
      if (this.partials.size > MAX_PARTIALS && oldest !== undefined) this.partials.delete(oldest);
      return undefined;
    }
    this.partials.delete(key);
    return { ...packet, payload: joined(parts), offset: 0, more: false };
  }
}

function endOf({ offset, bytes }: Pick<Part, "offset" | "bytes">): number {
  return offset + bytes.length;
}

/** Puts a part among the others. What a part before it has already stays as it is; those behind it lose what it brings. */
function withPart(parts: readonly Part[], part: Part): readonly Part[] {
  const before = parts.filter(({ offset }) => offset <= part.offset);
  const previous = before.at(-1);
  const fresh = previous === undefined ? part : from(part, endOf(previous));
  if (fresh === undefined) return parts;
  const behind = parts.slice(before.length).flatMap((other) => from(other, endOf(fresh)) ?? []);
  return [...before, fresh, ...behind];
}

/** A part from a place on; undefined when nothing of it is there. */
function from(part: Part, start: number): Part | undefined {
  if (endOf(part) <= start) return undefined;
  if (part.offset >= start) return part;
  return { ...part, offset: start, bytes: part.bytes.subarray(start - part.offset) };
}

function isWhole(parts: readonly Part[]): boolean {
  let end = 0;
  for (const part of parts) {
    if (part.offset !== end) return false;
    end = endOf(part);
  }
  return parts.at(-1)?.more === false;
}

function joined(parts: readonly Part[]): Uint8Array {
  const whole = new Uint8Array(endOf(parts.at(-1)!));
  for (const { offset, bytes } of parts) whole.set(bytes, offset);
  return whole;
}
