/** The letters of the pictures' font as masks, rendered by resvg (WebAssembly), so that no system package is needed. */
import { readFile } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import renderer from "@resvg/resvg-wasm/index_bg.wasm" with { type: "file" };
import mono from "dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf" with { type: "file" };
import bold from "dejavu-fonts-ttf/ttf/DejaVuSansMono-Bold.ttf" with { type: "file" };
import type { Mask } from "./raster.ts";
import { escapeXml } from "./svg.ts";

let ready: Promise<readonly Uint8Array[]> | undefined;

/** Loads the renderer and the fonts once. */
function load(): Promise<readonly Uint8Array[]> {
  ready ??= (async () => {
    await initWasm(readCarried(renderer));
    return await Promise.all([mono, bold].map(readCarried));
  })();
  return ready;
}

/** Reads a file that an executable has inside, and that the bundle for Node has beside it. */
async function readCarried(file: string): Promise<Uint8Array> {
  return await readFile(isAbsolute(file) ? file : new URL(file, import.meta.url));
}

/** A letter is rendered at so many places between two pixels, when it is so small that one sees it. */
const PHASES = 4;
const NO_PHASES_FROM = 40;
/** Of one rendering. */
const MOST_PIXELS = 4_000_000;
const FAMILY = "DejaVu Sans Mono";

/** The masks of letters in one size: `mask(letter, fraction)`, the fraction of a pixel by which it begins after a whole one. */
export type Masks = (letter: string, fraction: number) => Mask | undefined;

/** `size` in pixels, `letters` each of one character. A letter that the font does not have is its replacement character. */
export async function masksOf(
  size: number,
  heavy: boolean,
  letters: ReadonlySet<string>,
): Promise<Masks> {
  const fontBuffers = [(await load())[heavy ? 1 : 0]!];
  const phases = size < NO_PHASES_FROM ? PHASES : 1;
  const cell = { width: Math.ceil(size * 2.2) + 3, height: Math.ceil(size * 1.8) + 3 };
  const origin = { x: Math.ceil(size * 0.5) + 1, y: Math.ceil(size * 1.3) + 1 };
  const masks = new Map<string, (Mask | undefined)[]>();
  const many = Math.max(1, Math.floor(MOST_PIXELS / (cell.width * cell.height * phases)));
  const wanted = [...new Set(["\ufffd", ...letters])].filter((letter) => letter.trim() !== "");
  for (let at = 0; at < wanted.length; at += many) {
    const batch = wanted.slice(at, at + many);
    const sheet = render(batch, phases, cell, origin, size, heavy, fontBuffers);
    for (const [row, letter] of batch.entries()) {
      masks.set(
        letter,
        Array.from({ length: phases }, (_, phase) => {
          const place = { x: phase * cell.width, y: row * cell.height, ...cell };
          return cutOut(sheet, phases * cell.width, place, origin);
        }),
      );
    }
  }
  return (letter, fraction) => {
    if (letter.trim() === "") return undefined;
    const phase = Math.min(phases - 1, Math.floor(fraction * phases));
    return masks.get(letter)?.[phase] ?? masks.get("\ufffd")?.[phase];
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** White letters on nothing, a row each, a column for each phase. */
function render(
  letters: readonly string[],
  phases: number,
  cell: Size,
  origin: { readonly x: number; readonly y: number },
  size: number,
  heavy: boolean,
  fontBuffers: Uint8Array[],
): Uint8Array {
  const [width, height] = [cell.width * phases, cell.height * letters.length];
  const texts = letters.flatMap((letter, row) =>
    Array.from({ length: phases }, (_, phase) => {
      const x = phase * cell.width + origin.x + phase / phases;
      return `<text x="${x}" y="${row * cell.height + origin.y}">${escapeXml(letter)}</text>`;
    }),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${FAMILY}" font-size="${size}" font-weight="${heavy ? "bold" : "normal"}" fill="#fff">${texts.join("")}</svg>`;
  const drawing = new Resvg(svg, {
    font: { fontBuffers, defaultFontFamily: FAMILY, monospaceFamily: FAMILY },
  });
  const image = drawing.render();
  const pixels = image.pixels;
  image.free();
  drawing.free();
  return pixels;
}

/** The part of a cell that has ink; nothing when there is none. */
function cutOut(
  sheet: Uint8Array,
  sheetWidth: number,
  place: Size & { readonly x: number; readonly y: number },
  origin: { readonly x: number; readonly y: number },
): Mask | undefined {
  const ink = (x: number, y: number) => sheet[((place.y + y) * sheetWidth + place.x + x) * 4 + 3]!;
  let [left, right, top, bottom] = [place.width, -1, place.height, -1];
  for (let y = 0; y < place.height; y++) {
    for (let x = 0; x < place.width; x++) {
      if (ink(x, y) === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  if (right < left) return undefined;
  const [width, height] = [right - left + 1, bottom - top + 1];
  const cover = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) cover[y * width + x] = ink(left + x, top + y);
  return { left: left - origin.x, top: top - origin.y, width, height, cover };
}
