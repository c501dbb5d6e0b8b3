/** SVG → PNG, by resvg compiled to WebAssembly: no system package is needed. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const require = createRequire(import.meta.url);
let ready: Promise<readonly Uint8Array[]> | undefined;

/** Loads the renderer and the fonts once. */
function load(): Promise<readonly Uint8Array[]> {
  ready ??= (async () => {
    await initWasm(readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
    const names = ["DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf"];
    return await Promise.all(
      names.map((name) => readFile(require.resolve(`dejavu-fonts-ttf/ttf/${name}`))),
    );
  })();
  return ready;
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
  const renderer = new Resvg(svg, {
    fitTo: { mode: "width", value: Math.max(1, Math.min(wanted, most)) },
    font: {
      fontBuffers: [...fontBuffers],
      defaultFontFamily: "DejaVu Sans Mono",
      monospaceFamily: "DejaVu Sans Mono",
    },
  });
  const image = renderer.render();
  const bytes = image.asPng();
  image.free();
  renderer.free();
  return bytes;
}
