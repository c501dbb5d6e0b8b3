/** The PNG shows what the SVG says, at any width, in little memory. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import { Resvg } from "@resvg/resvg-wasm";
import { draw } from "./formats.ts";
import { layoutTopology } from "./layout.ts";
import { pngSize, toPng } from "./png.ts";
import type { Item, Scene } from "./scene.ts";
import { toSvg } from "./svg.ts";
import { madeUpTopology } from "./testing.ts";
import { articleTopology, everyKind } from "./testinghosts.ts";
import { themes } from "./theme.ts";

interface Image {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity. */
  readonly pixels: Uint8Array;
}

/** Checks every chunk's sum on the way. */
function readPng(png: Uint8Array): Image {
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks = new Map<string, Uint8Array>();
  let at = 8;
  while (at < png.length) {
    const length = view.getUint32(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(view.getUint32(at + 8 + length)).toBe(Bun.hash.crc32(body));
    chunks.set(String.fromCharCode(...body.subarray(0, 4)), body.subarray(4));
    at += 12 + length;
  }
  expect([...chunks.keys()]).toEqual(["IHDR", "IDAT", "IEND"]);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const rows = inflateSync(chunks.get("IDAT")!);
  const stride = width * 4;
  expect(rows.length).toBe(height * (stride + 1));
  const pixels = new Uint8Array(height * stride);
  for (let y = 0; y < height; y++) {
    expect(rows[y * (stride + 1)]).toBe(2);
    for (let x = 0; x < stride; x++) {
      const above = y === 0 ? 0 : pixels[(y - 1) * stride + x]!;
      pixels[y * stride + x] = rows[y * (stride + 1) + 1 + x]! + above;
    }
  }
  return { width, height, pixels };
}

function fileOf(name: string): Uint8Array {
  return readFileSync(fileURLToPath(import.meta.resolve(name)));
}

/** What resvg makes of the SVG. */
function rendered(svg: string, width: number): Image {
  const image = new Resvg(svg, {
    fitTo: { mode: "width", value: width },
    font: {
      fontBuffers: ["", "-Bold"].map((style) =>
        fileOf(`dejavu-fonts-ttf/ttf/DejaVuSansMono${style}.ttf`),
      ),
      defaultFontFamily: "DejaVu Sans Mono",
      monospaceFamily: "DejaVu Sans Mono",
    },
  }).render();
  return { width: image.width, height: image.height, pixels: image.pixels };
}

test.each([
  ["light", 1],
  ["dark", 2],
  ["light", 0.5],
] as const)("it looks as the SVG does: %s, %p times its size", async (theme, scale) => {
  for (const topology of [articleTopology(), everyKind()]) {
    const scene = layoutTopology(topology, themes[theme]);
    const width = scene.width * scale;
    const ours = readPng((await draw(topology, "png", { theme, width })) as Uint8Array);
    const theirs = rendered((await draw(topology, "svg", { theme })) as string, width);
    expect([ours.width, Math.abs(ours.height - theirs.height) <= 1]).toEqual([theirs.width, true]);
    let [sum, ink] = [0, 0];
    const length = Math.min(ours.pixels.length, theirs.pixels.length);
    for (let at = 0; at < length; at++) {
      sum += Math.abs(ours.pixels[at]! - theirs.pixels[at]!);
      ink += Math.abs(theirs.pixels[at]! - theirs.pixels[at % 4]!);
    }
    // Letters stand on whole pixels, a quarter of one apart: that is all that differs.
    expect(sum / length).toBeLessThan(scale < 1 ? 2.5 : 1.6);
    expect(ink / length).toBeGreaterThan(3 * (sum / length));
  }
});

test("frames, dashes and lines are where the SVG has them", async () => {
  const box = { kind: "rectangle", fill: "#ffffff", stroke: "#0072b2", radius: 12 } as const;
  const items: Item[] = [
    { ...box, x: 10.25, y: 10.5, width: 120, height: 60, strokeWidth: 5, dashes: [6, 3] },
    { ...box, x: 150, y: 10, width: 120, height: 61.75, strokeWidth: 3.5, dashes: undefined },
    { ...box, x: 290, y: 10, width: 100, height: 60, strokeWidth: 4, dashes: [2, 3] },
    { ...box, x: 10, y: 90.5, width: 60, height: 24, strokeWidth: 0, dashes: undefined, radius: 4 },
    {
      kind: "segment",
      x: 90,
      y: 100.3,
      length: 99,
      direction: "across",
      colour: "#000000",
      width: 3,
    },
    {
      kind: "segment",
      x: 300,
      y: 90,
      length: 25.5,
      direction: "down",
      colour: "#d55e00",
      width: 5,
    },
  ];
  const page = { width: 400, height: 130, title: "t", description: "d", background: "#f0f0f0" };
  const scene: Scene = { ...page, items };
  for (const scale of [1, 3]) {
    const width = scene.width * scale;
    const ours = readPng(await toPng(scene, width));
    const theirs = rendered(toSvg(scene), width);
    const off = ours.pixels.filter((value, at) => Math.abs(value - theirs.pixels[at]!) > 40);
    // The ends of dashes and the curves of corners are smoothed a little otherwise: 0.26 % was seen.
    expect(off.length / ours.pixels.length).toBeLessThan(0.0032);
  }
});

test("text is in it, and it is opaque everywhere", async () => {
  const topology = articleTopology();
  const { pixels } = readPng((await draw(topology, "png", { width: 1000 })) as Uint8Array);
  const shades = new Set<number>();
  for (let at = 0; at < pixels.length; at += 4) {
    shades.add((pixels[at]! << 16) | (pixels[at + 1]! << 8) | pixels[at + 2]!);
    expect(pixels[at + 3]).toBe(255);
  }
  expect(shades.size).toBeGreaterThan(500);
});

test.each([1, 5, 64, 1000, 5000])("%i guests: as wide as was asked, in time", async (guests) => {
  const topology = madeUpTopology(guests, Math.ceil(guests / 250));
  for (const width of [1, 640, 4000]) {
    const started = performance.now();
    const png = (await draw(topology, "png", { width })) as Uint8Array;
    expect(performance.now() - started).toBeLessThan(10_000);
    const view = new DataView(png.buffer, png.byteOffset);
    const { height } = pngSize(layoutTopology(topology, themes.light), width);
    expect([view.getUint32(16), view.getUint32(20)]).toEqual([width, height]);
    // A picture that shows nothing packs into next to nothing.
    if (width === 4000) expect(png.length).toBeGreaterThan(50_000);
  }
});

test("5,000 links 16,000 pixels wide take less than 500 MB", async () => {
  const program = `
    import { draw } from ${JSON.stringify(import.meta.resolve("./formats.ts"))};
    import { madeUpTopology } from ${JSON.stringify(import.meta.resolve("./testing.ts"))};
    const png = await draw(madeUpTopology(5000, 20), "png", { width: 16_000 });
    const width = new DataView(png.buffer, png.byteOffset).getUint32(16);
    console.log(width, process.resourceUsage().maxRSS);`;
  // A shell between: a process is charged with the most memory of the one that starts it, here of all tests so far.
  const shell = ["/bin/sh", "-c", '"$0" -e "$1"; exit $?', process.execPath, program];
  const child = Bun.spawn(shell, { stdout: "pipe", stderr: "inherit" });
  const [width, kilobytes] = (await new Response(child.stdout).text()).split(" ").map(Number);
  expect(await child.exited).toBe(0);
  expect(width).toBe(16_000);
  expect(kilobytes).toBeLessThan(500 * 1024);
}, 30_000);

test("without a width it is twice the picture's own, or what 40 million pixels allow", () => {
  const size = { width: 800, height: 500 };
  const scene = { ...layoutTopology(articleTopology(), themes.light), ...size };
  expect(pngSize(scene)).toEqual({ width: 1600, height: 1000 });
  expect(pngSize({ ...scene, width: 16_000, height: 10_000 })).toEqual({
    width: 8000,
    height: 5000,
  });
  expect(pngSize({ ...scene, width: 16_000, height: 10_000 }, 32_000).width).toBe(32_000);
  expect(pngSize({ ...scene, width: 1000, height: 4000 }, 32_000).width).toBe(15_811);
});

test("a letter that the font does not have is drawn as a replacement, not as nothing", async () => {
  const shown = (name: string) => {
    const topology = madeUpTopology(1, 1, () => name);
    return draw(topology, "png", { width: 900 });
  };
  expect(await shown("\u{1f309}a")).not.toEqual(await shown("  a"));
});
