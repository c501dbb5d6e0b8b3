/** Bytes that are read one after the other. */
import { errno } from "./errno.ts";
import type { IntegerLayout } from "./kinds.ts";
import type { Memory } from "./members.ts";
import { fail } from "./memory.ts";

/** Reads values from memory, from the front to the end; integers are little-endian. What would lie behind the end is EINVAL. */
export class Reader implements Memory {
  /** Where the next value begins. */
  at = 0;
  private readonly view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.view = viewOf(bytes);
  }

  /** Where the next `size` bytes begin, which are taken. Throws EINVAL where fewer are left. */
  take(size: number): number {
    this.need(size);
    const { at } = this;
    this.at = at + size;
    return at;
  }

  /** Throws EINVAL where fewer than `size` bytes are left. */
  need(size: number): void {
    if (this.at + size > this.bytes.length) fail(errno.EINVAL, "too few bytes");
  }

  /** Goes on at `at`; padding may lack at the end. */
  padTo(at: number): void {
    this.at = at;
  }

  integerAt(at: number, type: IntegerLayout): number | bigint {
    return integerAt(this.view, at, type);
  }
}

/** Returns a view of just these bytes, wherever in their buffer they lie. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** An integer in memory, little-endian. */
export function integerAt(
  view: DataView,
  at: number,
  { size, format }: IntegerLayout,
): number | bigint {
  const signed = format === "signed";
  switch (size) {
    case 1:
      return signed ? view.getInt8(at) : view.getUint8(at);
    case 2:
      return signed ? view.getInt16(at, true) : view.getUint16(at, true);
    case 4:
      return signed ? view.getInt32(at, true) : view.getUint32(at, true);
    default:
      return signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true);
  }
}
