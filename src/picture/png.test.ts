/** The PNG shows what the SVG says, up to a size that a small machine can draw. */
import { expect, test } from "bun:test";
import { inflateSync } from "node:zlib";
import { articleTopology, everyKind } from "../../test/support/hosttopologies.ts";
import { madeUpTopology } from "../../test/support/topologies.ts";
import { Refusal } from "../buddy/refusal.ts";
import { draw } from "./formats.ts";
import { layoutTopology } from "./layout.ts";
import { pngWidth, toPng } from "./png.ts";
import { MAX_PIXELS, MAX_WIDTH } from "./pnglimits.ts";
import type { Item, Scene } from "./scene.ts";
import { themes } from "./theme.ts";

interface Image {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity. */
  readonly pixels: Uint8Array;
}

/** Checks every chunk's sum on the way, and undoes the filters of PNG (ISO/IEC 15948, 9.2). */
function readPng(png: Uint8Array): Image {
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const packed: Uint8Array[] = [];
  let at = 8;
  while (at < png.length) {
    const length = view.getUint32(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(view.getUint32(at + 8 + length)).toBe(Bun.hash.crc32(body));
    if (String.fromCharCode(...body.subarray(0, 4)) === "IDAT") packed.push(body.subarray(4));
    at += 12 + length;
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  // Eight bits a channel; red, green, blue and opacity.
  expect([...png.subarray(24, 26)]).toEqual([8, 6]);
  const rows = inflateSync(Buffer.concat(packed));
  const stride = width * 4;
  expect(rows.length).toBe(height * (stride + 1));
  const pixels = new Uint8Array(height * stride);
  let last = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const begin = y * (stride + 1);
    const row = pixels.subarray(y * stride, (y + 1) * stride);
    row.set(rows.subarray(begin + 1, begin + 1 + stride));
    unfilter(rows[begin]!, row, last);
    last = row;
  }
  return { width, height, pixels };
}

/** Adds to each byte what its filter has guessed from the bytes before and above. */
function unfilter(filter: number, row: Uint8Array, last: Uint8Array): void {
  if (filter === 0) return;
  for (let x = 0; x < row.length; x++) {
    const left = x < 4 ? 0 : row[x - 4]!;
    const above = last[x]!;
    if (filter === 1) row[x]! += left;
    else if (filter === 2) row[x]! += above;
    else if (filter === 3) row[x]! += (left + above) >> 1;
    else row[x]! += paeth(left, above, x < 4 ? 0 : last[x - 4]!);
  }
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner;
  const [offLeft, offAbove] = [Math.abs(guess - left), Math.abs(guess - above)];
  const offCorner = Math.abs(guess - corner);
  if (offLeft <= offAbove && offLeft <= offCorner) return left;
  return offAbove <= offCorner ? above : corner;
}

/** `#rrggbb` of a pixel. */
function colourAt({ width, pixels }: Image, x: number, y: number): string {
  const at = (Math.floor(y) * width + Math.floor(x)) * 4;
  return `#${Buffer.from(pixels.subarray(at, at + 3)).toString("hex")}`;
}

test("frames, dashes and lines are where the scene has them, at any width", async () => {
  const area = { kind: "rectangle", fill: "#ffffff", stroke: "#0072b2", radius: 0 } as const;
  const items: Item[] = [
    { ...area, x: 10, y: 10, width: 120, height: 60, strokeWidth: 6, dashes: [20, 10] },
    { ...area, x: 150, y: 10, width: 120, height: 60, strokeWidth: 4, dashes: undefined },
    {
      ...{ kind: "segment", x: 90, y: 100, length: 99, direction: "across" },
      ...{ colour: "#000000", width: 4 },
    } as const,
    {
      ...{ kind: "segment", x: 300, y: 90, length: 26, direction: "down" },
      ...{ colour: "#d55e00", width: 4 },
    } as const,
  ];
  const page = { width: 400, height: 130, title: "t", description: "d", background: "#f0f0f0" };
  for (const scale of [1, 3]) {
    const image = readPng(await toPng({ ...page, items }, page.width * scale));
    const at = (x: number, y: number) => colourAt(image, x * scale, y * scale);
    expect([image.width, image.height]).toEqual([page.width * scale, page.height * scale]);
    expect([at(0, 0), at(399, 129)]).toEqual(["#f0f0f0", "#f0f0f0"]);
    // A dash, the gap after it half on the background, the next dash.
    expect([at(20, 8), at(35, 8), at(35, 12), at(45, 8)]).toEqual([
      ...["#0072b2", "#f0f0f0"],
      ...["#ffffff", "#0072b2"],
    ]);
    expect([at(149, 40), at(210, 40), at(270, 40)]).toEqual(["#0072b2", "#ffffff", "#0072b2"]);
    expect([at(88, 100), at(91, 100), at(187, 100), at(190, 100)]).toEqual([
      ...["#f0f0f0", "#000000"],
      ...["#000000", "#f0f0f0"],
    ]);
    expect([at(300, 88), at(300, 91), at(300, 114), at(300, 117)]).toEqual([
      ...["#f0f0f0", "#d55e00"],
      ...["#d55e00", "#f0f0f0"],
    ]);
  }
});

test.each([
  ["light", articleTopology()],
  ["dark", everyKind()],
] as const)(
  "%s: it is opaque, has the ground's colour, and ink where texts are",
  async (name, topology) => {
    const theme = themes[name];
    const scene = layoutTopology(topology, theme);
    const image = readPng((await draw(topology, "png", { theme: name })) as Uint8Array);
    expect(image.width).toBe(scene.width * 2);
    expect(image.pixels.some((value, at) => at % 4 === 3 && value !== 255)).toBe(false);
    expect(colourAt(image, 2, 2)).toBe(theme.background);
    for (const text of textsOf(scene)) expect(inkOf(image, text, 2)).toBeGreaterThan(20);
  },
);

function textsOf(scene: Scene) {
  const all = (items: readonly Item[]): Item[] =>
    items.flatMap((item) => (item.kind === "group" ? all(item.items) : [item]));
  return all(scene.items).filter((item) => item.kind === "text");
}

/** How many pixels of a text's area have the colour of its letters, or nearly. */
function inkOf(
  { width, pixels }: Image,
  area: { x: number; y: number; width: number; height: number; colour: string },
  scale: number,
): number {
  const colour = Buffer.from(area.colour.slice(1), "hex");
  let ink = 0;
  for (let y = Math.floor(area.y * scale); y < (area.y + area.height) * scale; y++) {
    for (let x = Math.floor(area.x * scale); x < (area.x + area.width) * scale; x++) {
      const at = (y * width + x) * 4;
      if (colour.every((value, index) => Math.abs(pixels[at + index]! - value) < 40)) ink++;
    }
  }
  return ink;
}

// 5,000 of them are drawn once, below.
test.each([1, 5, 64, 1000])("%i guests: as wide as was asked", async (guests) => {
  const topology = madeUpTopology(guests, Math.ceil(guests / 250));
  // A few guests fill the widest picture with little but ground.
  const widest = guests < 1000 ? 1600 : 4000;
  for (const width of [1, 640, widest]) {
    const png = (await draw(topology, "png", { width })) as Uint8Array;
    const view = new DataView(png.buffer, png.byteOffset);
    const scene = layoutTopology(topology, themes.light);
    const height = (width * scene.height) / scene.width;
    expect(view.getUint32(16)).toBe(width);
    expect(Math.abs(view.getUint32(20) - height)).toBeLessThanOrEqual(1);
    // A picture that shows nothing packs into next to nothing.
    if (width === widest) expect(png.length).toBeGreaterThan(50_000);
  }
});

test("5,000 links 8,000 pixels wide take less than 1 GB", async () => {
  const program = `
    import { draw } from ${JSON.stringify(import.meta.resolve("./formats.ts"))};
    import { madeUpTopology } from ${JSON.stringify(import.meta.resolve("../../test/support/topologies.ts"))};
    const png = await draw(madeUpTopology(5000, 20), "png", { width: 8000 });
    const width = new DataView(png.buffer, png.byteOffset).getUint32(16);
    console.log(width, process.resourceUsage().maxRSS, png.length);`;
  // A shell between: a process is charged with the most memory of the one that starts it, here of all tests so far.
  const shell = ["/bin/sh", "-c", '"$0" -e "$1"; exit $?', process.execPath, program];
  const child = Bun.spawn(shell, { stdout: "pipe", stderr: "inherit" });
  const [width, kilobytes, length] = (await new Response(child.stdout).text())
    .split(" ")
    .map(Number);
  expect(await child.exited).toBe(0);
  expect(width).toBe(8000);
  expect(kilobytes).toBeLessThan(1_000_000);
  expect(length).toBeGreaterThan(50_000);
}, 60_000);

test("without a width it is twice the picture's own, or as large as may be", () => {
  const scene = layoutTopology(articleTopology(), themes.light);
  expect(pngWidth({ ...scene, width: 800, height: 500 })).toBe(1600);
  expect(pngWidth({ ...scene, width: 16_000, height: 10_000 })).toBe(MAX_WIDTH);
  expect(pngWidth({ ...scene, width: 5000, height: 20_000 })).toBe(4000);
});

test("what is too wide is refused in one line that says what would be right", () => {
  const scene = layoutTopology(articleTopology(), themes.light);
  expect(pngWidth({ ...scene, width: 1000, height: 4000 }, 4000)).toBe(4000);
  const tooWide = () => pngWidth({ ...scene, width: 1000, height: 4000 }, 4001);
  expect(tooWide).toThrow(Refusal);
  expect(tooWide).toThrow(
    "a .png of this host is at most 4000 pixels wide, not 4001; an .svg is sharp at any width",
  );
  expect(4000 * 16_000).toBe(MAX_PIXELS);
});

test("a letter that the font does not have is drawn as a replacement, not as nothing", async () => {
  const shown = (name: string) => {
    const topology = madeUpTopology(1, 1, () => name);
    return draw(topology, "png", { width: 900 });
  };
  expect(await shown("\u{1f309}a")).not.toEqual(await shown("  a"));
});
