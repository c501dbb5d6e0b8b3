/** Bytes that are written one after the other, into memory that grows. */

export class Writer {
  /** How many bytes are written. */
  length = 0;
  private bytes = new Uint8Array(64);
  private view = new DataView(this.bytes.buffer);

  /** What is written so far: a copy of its own. */
  get written(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  /** An integer, little-endian; what does not fit wraps, as in C. */
  integer(value: number | bigint, size: 1 | 2 | 4 | 8): void {
    const at = this.grow(size);
    if (size === 8) this.view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), true);
    else {
      const number = typeof value === "bigint" ? Number(BigInt.asUintN(size * 8, value)) : value;
      if (size === 4) this.view.setUint32(at, number, true);
      else if (size === 2) this.view.setUint16(at, number, true);
      else this.view.setUint8(at, number);
    }
  }

  /** Latin-1 text, without a NUL. */
  text(value: string): void {
    const at = this.grow(value.length);
    for (let i = 0; i < value.length; i++) this.bytes[at + i] = value.charCodeAt(i);
  }

  set(bytes: ArrayLike<number>): void {
    // Only then: growing may put other memory in its place.
    const at = this.grow(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** Zeros, up to a length; none when it is reached already. */
  padTo(length: number): void {
    if (length > this.length) this.grow(length - this.length);
  }

  /** Makes room for so many bytes, which are zero, and returns where they begin. */
  private grow(size: number): number {
    const at = this.length;
    this.length += size;
    if (this.length <= this.bytes.length) return at;
    const larger = new Uint8Array(Math.max(this.length, 2 * this.bytes.length));
    larger.set(this.bytes);
    this.bytes = larger;
    this.view = new DataView(larger.buffer);
    return at;
  }
}
