/** Drawing into pixels: rectangles with round corners, plain or dashed frames, lines, masks of letters. */

/** Rows of a picture, from `top` on; four bytes a pixel. */
export interface Canvas {
  readonly width: number;
  readonly top: number;
  readonly rows: number;
  readonly pixels: Uint8Array;
  /** The same bytes, for filling. */
  readonly words: Uint32Array;
}

export type Colour = readonly [red: number, green: number, blue: number];

export interface Round {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
}

/** How much of each pixel a letter covers, 0 to 255. `left` and `top` are from its origin on the base line. */
export interface Mask {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly cover: Uint8Array;
}

/** A canvas on memory that is there, at least four bytes a pixel; what it holds stays until it is drawn over. */
export function canvas(pixels: Uint8Array, width: number, top: number, rows: number): Canvas {
  return { width, top, rows, pixels, words: new Uint32Array(pixels.buffer, pixels.byteOffset) };
}

/** `#rrggbb`. */
export function colourOf(text: string): Colour {
  const value = Number.parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function fillRound(on: Canvas, shape: Round, colour: Colour): void {
  const { x, y, width, height, radius } = shape;
  eachRow(on, y, y + height, (row, centre) => {
    const edge = Math.min(centre - y, y + height - centre);
    const zone = edge < radius + 1 ? radius + 1 : 1;
    const cover = (column: number) => clamp(0.5 - distance(shape, column + 0.5, centre));
    paintRow(on, row, x, x + width, zone, cover, clamp(0.5 + edge), colour);
  });
}

/** A frame `width` wide on the shape's edge. Dashes begin where SVG has them begin: after the top left corner, clockwise. */
export function strokeRound(
  on: Canvas,
  shape: Round,
  width: number,
  colour: Colour,
  dashes?: readonly [dash: number, gap: number],
): void {
  const half = width / 2;
  const right = shape.x + shape.width;
  const bottom = shape.y + shape.height;
  const cover = (column: number, centre: number) => {
    const at = column + 0.5;
    const solid = clamp(0.5 + half - Math.abs(distance(shape, at, centre)));
    if (dashes === undefined || solid === 0) return solid;
    return solid * dashCover(along(shape, at, centre), dashes);
  };
  eachRow(on, shape.y - half, bottom + half, (row, centre) => {
    const edge = Math.min(Math.abs(centre - shape.y), Math.abs(bottom - centre));
    const corner = Math.min(centre - shape.y, bottom - centre) < shape.radius + half + 1;
    const zone = (corner ? Math.max(shape.radius, half) : half) + half + 1;
    const middle = clamp(0.5 + half - edge);
    const of = (column: number) => cover(column, centre);
    const inside = dashes === undefined || middle === 0 ? middle : of;
    paintRow(on, row, shape.x - half, right + half, zone, of, inside, colour);
  });
}

/** A rectangle with sharp corners. */
export function fillSharp(on: Canvas, shape: Omit<Round, "radius">, colour: Colour): void {
  const { x, y, width, height } = shape;
  eachRow(on, y, y + height, (row, centre) => {
    const down = Math.min(centre + 0.5, y + height) - Math.max(centre - 0.5, y);
    const cover = (column: number) =>
      down * Math.max(0, Math.min(column + 1, x + width) - Math.max(column, x));
    paintRow(on, row, x, x + width, 1, cover, down, colour);
  });
}

/** Puts a letter with its origin at x, y, whole pixels. */
export function stamp(on: Canvas, mask: Mask, x: number, y: number, colour: Colour): void {
  const left = x + mask.left;
  const first = Math.max(0, on.top - (y + mask.top));
  const last = Math.min(mask.height, on.top + on.rows - (y + mask.top));
  const from = Math.max(0, -left);
  const to = Math.min(mask.width, on.width - left);
  for (let row = first; row < last; row++) {
    let pixel = ((y + mask.top + row - on.top) * on.width + left + from) * 4;
    for (let at = row * mask.width + from; at < row * mask.width + to; at++, pixel += 4) {
      const cover = mask.cover[at]!;
      if (cover > 0) blend(on.pixels, pixel, colour, cover / 255);
    }
  }
}

/** Each row of the canvas that lies between two heights, with the height of its pixels' centres. */
function eachRow(
  on: Canvas,
  from: number,
  to: number,
  paint: (row: number, centre: number) => void,
): void {
  const first = Math.max(on.top, Math.floor(from - 0.5));
  const last = Math.min(on.top + on.rows, Math.ceil(to + 0.5));
  for (let y = first; y < last; y++) paint(y - on.top, y + 0.5);
}

/** Pixel by pixel in a zone at both ends; between them with one cover, or pixel by pixel too. */
function paintRow(
  on: Canvas,
  row: number,
  from: number,
  to: number,
  zone: number,
  cover: (column: number) => number,
  middle: number | ((column: number) => number),
  colour: Colour,
): void {
  const start = Math.max(0, Math.floor(from - 0.5));
  const end = Math.min(on.width, Math.ceil(to + 0.5));
  const left = Math.min(end, Math.max(start, Math.ceil(from + zone)));
  const right = Math.max(left, Math.min(end, Math.floor(to - zone)));
  const single = (column: number, value: number) => {
    if (value > 0) blend(on.pixels, (row * on.width + column) * 4, colour, value);
  };
  for (let column = start; column < left; column++) single(column, cover(column));
  if (typeof middle === "function") {
    for (let column = left; column < right; column++) single(column, middle(column));
  } else if (middle >= 1) {
    on.words.fill(wordOf(colour), row * on.width + left, row * on.width + right);
  } else if (middle > 0) {
    for (let column = left; column < right; column++) single(column, middle);
  }
  for (let column = right; column < end; column++) single(column, cover(column));
}

/** Pixels are red, green, blue, opacity in memory, whatever the machine's byte order. */
const order = new Uint32Array(new Uint8Array([0, 1, 2, 3]).buffer)[0] === 0x03020100;
function wordOf([red, green, blue]: Colour): number {
  return order
    ? ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
    : ((red << 24) | (green << 16) | (blue << 8) | 255) >>> 0;
}

function blend(pixels: Uint8Array, at: number, [red, green, blue]: Colour, cover: number): void {
  pixels[at] = pixels[at]! + (red - pixels[at]!) * cover + 0.5;
  pixels[at + 1] = pixels[at + 1]! + (green - pixels[at + 1]!) * cover + 0.5;
  pixels[at + 2] = pixels[at + 2]! + (blue - pixels[at + 2]!) * cover + 0.5;
  pixels[at + 3] = 255;
}

function clamp(value: number): number {
  return Math.max(0, Math.min(value, 1));
}

/** How far a point is from the shape's edge: negative inside. */
function distance({ x, y, width, height, radius }: Round, px: number, py: number): number {
  const dx = Math.abs(px - x - width / 2) - width / 2 + radius;
  const dy = Math.abs(py - y - height / 2) - height / 2 + radius;
  const outside = Math.hypot(Math.max(dx, 0), Math.max(dy, 0));
  return outside + Math.min(Math.max(dx, dy), 0) - radius;
}

/** How far along the edge a point lies, clockwise from the end of the top left corner. */
function along({ x, y, width, height, radius: r }: Round, px: number, py: number): number {
  const [w, h, arc] = [width - 2 * r, height - 2 * r, (Math.PI / 2) * r];
  const dx = px - x - r;
  const dy = py - y - r;
  const turn = (a: number, b: number) => Math.atan2(Math.max(a, 0), Math.max(b, 0)) * r;
  if (dx > w && dy < 0) return w + turn(dx - w, -dy);
  if (dx > w && dy > h) return w + arc + h + turn(dy - h, dx - w);
  if (dx < 0 && dy > h) return 2 * w + 2 * arc + h + turn(-dx, dy - h);
  if (dx < 0 && dy < 0) return 2 * (w + h) + 3 * arc + turn(-dy, -dx);
  const sides = [Math.abs(dy + r), Math.abs(w + r - dx), Math.abs(h + r - dy), Math.abs(dx + r)];
  const nearest = sides.indexOf(Math.min(...sides));
  if (nearest === 0) return dx;
  if (nearest === 1) return w + arc + dy;
  if (nearest === 2) return w + 2 * arc + h + (w - dx);
  return 2 * w + 3 * arc + h + (h - dy);
}

/** A dash ends as softly as an edge does. */
function dashCover(at: number, [dash, gap]: readonly [number, number]): number {
  const phase = at % (dash + gap);
  return phase < dash + gap / 2
    ? clamp(0.5 + Math.min(phase, dash - phase))
    : clamp(0.5 + phase - dash - gap);
}
