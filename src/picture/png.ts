/**
 * Scene → PNG, band by band: a picture as wide as one likes never lies in memory as a whole.
 * Only letters are left to a library. Drawing bands with one took, for 5,000 links 32,000 pixels wide, 27 s (resvg)
 * and 14 s (Skia, 7 MB more to carry); this takes 6 s.
 */
import { type Masks, masksOf } from "./glyphs.ts";
import { pngFile } from "./pngfile.ts";
import {
  type Canvas,
  canvas,
  colourOf,
  fillRound,
  fillSharp,
  stamp,
  strokeRound,
} from "./raster.ts";
import { baseLine, type Item, type Scene, type TextLine } from "./scene.ts";
import { textWidth } from "./text.ts";

/** Of a picture whose width nobody gave, and of any. */
const USUAL_PIXELS = 40_000_000;
const MOST_PIXELS = 1_000_000_000;
/** Of a band, which takes four bytes each. */
const BAND_PIXELS = 2_000_000;

type Shape = Exclude<Item, { kind: "group" }>;

/** The size in pixels that a scene is drawn in: twice its own when no width is given. More than a thousand million pixels (40 million when no width is given) are made as many as that. */
export function pngSize(scene: Scene, width?: number): { width: number; height: number } {
  const most = width === undefined ? USUAL_PIXELS : MOST_PIXELS;
  const widest = Math.floor(Math.sqrt((most * scene.width) / scene.height));
  const wide = Math.max(1, Math.min(width ?? scene.width * 2, widest));
  return { width: wide, height: Math.max(1, Math.round((wide * scene.height) / scene.width)) };
}

export async function toPng(scene: Scene, wanted?: number): Promise<Uint8Array> {
  const { width, height } = pngSize(scene, wanted);
  const scale = width / scene.width;
  const shapes = flat(scene.items);
  const masks = await allMasks(shapes, scale);
  const rows = Math.min(height, Math.max(1, Math.floor(BAND_PIXELS / width)));
  const bands = inBands(shapes, scale, rows, Math.ceil(height / rows));
  const file = pngFile(width, height, rows);
  const background = { x: 0, y: 0, width, height };
  const pixels = new Uint8Array(width * rows * 4);
  for (const [index, band] of bands.entries()) {
    const on = canvas(pixels, width, index * rows, Math.min(rows, height - index * rows));
    fillSharp(on, background, colourOf(scene.background));
    for (const shape of band) draw(on, shape, scale, masks);
    await file.rows(on.words, on.rows);
  }
  return await file.end();
}

function flat(items: readonly Item[]): Shape[] {
  return items.flatMap((item) => (item.kind === "group" ? flat(item.items) : [item]));
}

/** For each band of so many rows what touches it, in the order in which it is drawn. */
function inBands(shapes: readonly Shape[], scale: number, rows: number, number: number): Shape[][] {
  const bands = Array.from({ length: number }, (): Shape[] => []);
  for (const shape of shapes) {
    const [top, bottom] = extent(shape).map((y) => (y * scale) / rows);
    const last = Math.min(number - 1, Math.floor(bottom!));
    for (let band = Math.max(0, Math.floor(top!)); band <= last; band++) bands[band]!.push(shape);
  }
  return bands;
}

/** From where to where it reaches, with what softness and overhanging letters add. */
function extent(shape: Shape): [top: number, bottom: number] {
  if (shape.kind === "text") return [shape.y - shape.size, shape.y + 2.5 * shape.size];
  const height = shape.kind === "segment" && shape.direction === "down" ? shape.length : 0;
  const box = shape.kind === "rectangle" ? shape.height : height;
  const edge = shape.kind === "rectangle" ? shape.strokeWidth : shape.width;
  return [shape.y - edge - 2, shape.y + box + edge + 2];
}

function styleOf({ size, bold }: TextLine): string {
  return `${size} ${bold}`;
}

async function allMasks(shapes: readonly Shape[], scale: number): Promise<Map<string, Masks>> {
  const styles = new Map<string, { line: TextLine; letters: Set<string> }>();
  for (const shape of shapes) {
    if (shape.kind !== "text") continue;
    const style = styleOf(shape);
    const known = styles.get(style) ?? { line: shape, letters: new Set<string>() };
    for (const letter of shape.text) known.letters.add(letter);
    styles.set(style, known);
  }
  const masks = new Map<string, Masks>();
  for (const [style, { line, letters }] of styles)
    masks.set(style, await masksOf(line.size * scale, line.bold, letters));
  return masks;
}

function draw(on: Canvas, shape: Shape, scale: number, masks: ReadonlyMap<string, Masks>): void {
  switch (shape.kind) {
    case "text":
      write(on, shape, scale, masks.get(styleOf(shape))!);
      return;
    case "segment": {
      const { x, y, length, width } = shape;
      const box =
        shape.direction === "across"
          ? { x, y: y - width / 2, width: length, height: width }
          : { x: x - width / 2, y, width, height: length };
      fillSharp(on, scaled(box, scale), colourOf(shape.colour));
      return;
    }
    case "rectangle": {
      const radius = Math.min(shape.radius, shape.width / 2, shape.height / 2) * scale;
      const round = { ...scaled(shape, scale), radius };
      fillRound(on, round, colourOf(shape.fill));
      if (shape.strokeWidth === 0) return;
      const dashes = shape.dashes && ([shape.dashes[0] * scale, shape.dashes[1] * scale] as const);
      strokeRound(on, round, shape.strokeWidth * scale, colourOf(shape.stroke), dashes);
    }
  }
}

function scaled(box: { x: number; y: number; width: number; height: number }, scale: number) {
  return {
    x: box.x * scale,
    y: box.y * scale,
    width: box.width * scale,
    height: box.height * scale,
  };
}

/** Letter by letter: the font has one width, so that each has its place without its neighbours. */
function write(on: Canvas, line: TextLine, scale: number, masks: Masks): void {
  const colour = colourOf(line.colour);
  const y = Math.round(baseLine(line) * scale);
  let x = line.x * scale;
  for (const letter of line.text) {
    const mask = masks(letter, x - Math.floor(x));
    if (mask !== undefined) stamp(on, mask, Math.floor(x), y, colour);
    x += textWidth(letter, line.size) * scale;
  }
}
