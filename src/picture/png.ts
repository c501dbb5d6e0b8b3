/** SVG → PNG, by resvg compiled to WebAssembly: no system package is needed. */
import { readFile } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import renderer from "@resvg/resvg-wasm/index_bg.wasm" with { type: "file" };
import mono from "dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf" with { type: "file" };
import bold from "dejavu-fonts-ttf/ttf/DejaVuSansMono-Bold.ttf" with { type: "file" };

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

/** The renderer keeps four bytes a pixel: larger pictures are drawn smaller. */
const MOST_PIXELS = 40_000_000;

/** Draws an SVG at a width in pixels; its own width doubled when none is given. A picture of too many pixels is made as large as fits. */
export async function toPng(
  svg: string,
  size: { width: number; height: number },
  width?: number,
): Promise<Uint8Array> {
  const fontBuffers = await load();
  const wanted = width ?? size.width * 2;
  const most = Math.floor(Math.sqrt((MOST_PIXELS * size.width) / size.height));
  const drawing = new Resvg(svg, {
    fitTo: { mode: "width", value: Math.max(1, Math.min(wanted, most)) },
    font: {
      fontBuffers: [...fontBuffers],
      defaultFontFamily: "DejaVu Sans Mono",
      monospaceFamily: "DejaVu Sans Mono",
    },
  });
  const image = drawing.render();
  const bytes = image.asPng();
  image.free();
  drawing.free();
  return bytes;
}
