/** PNG's own form (ISO/IEC 15948): chunks, and rows that are packed as they come. */
import { crc32, createDeflate } from "node:zlib";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** The filter that stores each byte as its difference from the one above. */
const UP = 2;

export interface PngFile {
  /** Takes `count` whole rows, four bytes a pixel; they may be changed once it has resolved. */
  rows(pixels: Uint32Array, count: number): Promise<void>;
  end(): Promise<Uint8Array>;
}

/** `most`: how many rows are given at a time. */
export function pngFile(width: number, height: number, most: number): PngFile {
  const deflate = createDeflate({ level: 2, chunkSize: 1 << 18 });
  const packed: Uint8Array[] = [];
  deflate.on("data", (chunk: Uint8Array) => packed.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    deflate.on("end", resolve);
    deflate.on("error", reject);
  });
  const above = new Uint32Array(width);
  const difference = new Uint32Array(width);
  const bytes = new Uint8Array(difference.buffer);
  const filtered = new Uint8Array(most * (1 + bytes.length));
  let written = Promise.resolve();
  return {
    async rows(pixels, count) {
      // Packed on another thread, while the next rows are drawn.
      await written;
      for (let row = 0; row < count; row++) {
        const own = pixels.subarray(row * width, (row + 1) * width);
        for (let x = 0; x < width; x++) difference[x] = subtract(own[x]!, above[x]!);
        above.set(own);
        const at = row * (1 + bytes.length);
        filtered[at] = UP;
        filtered.set(bytes, at + 1);
      }
      const part = filtered.subarray(0, count * (1 + bytes.length));
      written = new Promise((resolve) => deflate.write(part, () => resolve()));
    },
    async end() {
      await written;
      deflate.end();
      await ended;
      const header = new DataView(new ArrayBuffer(13));
      header.setUint32(0, width);
      header.setUint32(4, height);
      // Eight bits a channel; red, green, blue and opacity.
      header.setUint8(8, 8);
      header.setUint8(9, 6);
      return joined([
        SIGNATURE,
        ...chunk("IHDR", [new Uint8Array(header.buffer)]),
        ...chunk("IDAT", packed),
        ...chunk("IEND", []),
      ]);
    },
  };
}

/** Four bytes less four bytes, each for itself. */
function subtract(a: number, b: number): number {
  return ((a | 0x80808080) - (b & 0x7f7f7f7f)) ^ ((a ^ ~b) & 0x80808080);
}

function chunk(type: string, content: readonly Uint8Array[]): Uint8Array[] {
  const parts = [Uint8Array.from(type, (letter) => letter.charCodeAt(0)), ...content];
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(
    0,
    content.reduce((sum, part) => sum + part.length, 0),
  );
  const check = new DataView(new ArrayBuffer(4));
  check.setUint32(
    0,
    parts.reduce((sum, part) => crc32(part, sum), 0),
  );
  return [new Uint8Array(length.buffer), ...parts, new Uint8Array(check.buffer)];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
