/** Bytes that are written one after the other, into memory that grows. */
import type { IntegerLayout } from "./kinds.ts";
import type { Memory } from "./members.ts";
import { integerAt, viewOf } from "./reader.ts";

const TWO_32 = 2 ** 32;

/** Writes values one after the other, integers little-endian. Room that is skipped is zero; so is padding. */
export class Writer implements Memory {
  /** How many bytes are written. */
  at = 0;
  private bytes: Uint8Array;
  private view: DataView;

  /** `size` is how many bytes there will be, where that is known. */
  constructor(size = 64) {
    this.bytes = new Uint8Array(size);
    this.view = viewOf(this.bytes);
  }

  /** What is written, of a writer that writes no more. */
  get written(): Uint8Array {
    return this.at === this.bytes.length ? this.bytes : this.bytes.slice(0, this.at);
  }

  /** An integer, little-endian; what does not fit wraps, as in C. */
  integer(value: number | bigint, size: 1 | 2 | 4 | 8): void {
    const at = this.grow(size);
    const { view } = this;
    if (size === 8) {
      if (typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER) {
        view.setUint32(at, value, true);
        view.setUint32(at + 4, value / TWO_32, true);
      } else view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), true);
      return;
    }
    const number = typeof value === "bigint" ? Number(BigInt.asUintN(size * 8, value)) : value;
    if (size === 4) view.setUint32(at, number, true);
    else if (size === 2) view.setUint16(at, number, true);
    else view.setUint8(at, number);
  }

  /** Latin-1 text, without a NUL, in a field of `size` bytes. */
  text(value: string, size: number): void {
    const at = this.grow(size);
    const { bytes } = this;
    for (let i = 0; i < value.length; i++) bytes[at + i] = value.charCodeAt(i);
  }

  /** Bytes as they are. */
  set(bytes: ArrayLike<number>): void {
    // Only then: growing may put other memory in its place.
    const at = this.grow(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** Zeros, up to a length; none when it is reached already. */
  padTo(at: number): void {
    if (at > this.at) this.grow(at - this.at);
  }

  integerAt(at: number, type: IntegerLayout): number | bigint {
    return integerAt(this.view, at, type);
  }

  /** Makes room for so many bytes, which are zero, and returns where they begin. */
  private grow(size: number): number {
    const { at } = this;
    this.at += size;
    if (this.at <= this.bytes.length) return at;
    const larger = new Uint8Array(Math.max(this.at, 2 * this.bytes.length));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = viewOf(larger);
    return at;
  }
}
