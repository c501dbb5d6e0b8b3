/** A ustar archive (POSIX.1-2001 pax, "ustar interchange format") of regular files that belong to root. */

export interface Entry {
  /** At most 100 characters. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Permissions: 0o644. */
  readonly mode: number;
}

const BLOCK = 512;

/** Lays the files out in order. `time`: seconds since the epoch, of all of them, so that the same files give the same archive. */
export function tar(entries: readonly Entry[], time: number): Buffer {
  const parts = entries.flatMap((entry) => {
    const padding = Buffer.alloc((BLOCK - (entry.bytes.length % BLOCK)) % BLOCK);
    return [header(entry, time), entry.bytes, padding];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function header({ name, bytes, mode }: Entry, time: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long for a ustar header`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, size: number) =>
    block.write(`${value.toString(8).padStart(size - 1, "0")}\0`, at);
  block.write(name, 0);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(bytes.length, 124, 12);
  octal(time, 136, 12);
  // The sum is taken with blanks in its own place.
  block.write("        ", 148);
  block.write("0", 156);
  block.write("ustar\x0000", 257);
  block.write("root", 265);
  block.write("wheel", 297);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
