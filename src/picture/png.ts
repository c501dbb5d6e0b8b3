/**
 * Scene → PNG, by resvg (WebAssembly) with a font of our own, so that no system package is needed.
 * All pixels lie in memory at once, about eight bytes each: that is why a picture has a largest size.
 */
import { readFile } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import renderer from "@resvg/resvg-wasm/index_bg.wasm" with { type: "file" };
import mono from "dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf" with { type: "file" };
import bold from "dejavu-fonts-ttf/ttf/DejaVuSansMono-Bold.ttf" with { type: "file" };
import { refuse } from "../buddy/refusal.ts";
import { MAX_PIXELS, MAX_WIDTH } from "./pnglimits.ts";
import type { Scene } from "./scene.ts";
import { toSvg } from "./svg.ts";

const FAMILY = "DejaVu Sans Mono";

let ready: Promise<Uint8Array[]> | undefined;

/** Loads the renderer and the fonts once. */
function load(): Promise<Uint8Array[]> {
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

/**
 * Returns the width in pixels in which a scene is drawn: twice its own when none is wanted, or the largest there is.
 * Throws a Refusal when the wanted one makes more pixels than are drawn.
 */
export function pngWidth(scene: Scene, wanted?: number): number {
  const byPixels = Math.floor(Math.sqrt((MAX_PIXELS * scene.width) / scene.height));
  const max = Math.max(1, Math.min(MAX_WIDTH, byPixels));
  if (wanted === undefined) return Math.min(scene.width * 2, max);
  if (wanted <= max) return wanted;
  return refuse(
    "data",
    `a .png of this host is at most ${max} pixels wide, not ${wanted}; an .svg is sharp at any width`,
  );
}

/** Returns the file. A letter that the font does not have is drawn as a box. Throws a Refusal for what is too wide. */
export async function toPng(scene: Scene, wanted?: number): Promise<Uint8Array> {
  const width = pngWidth(scene, wanted);
  const fontBuffers = await load();
  const drawing = new Resvg(toSvg(scene, { fitted: false }), {
    fitTo: { mode: "width", value: width },
    font: { fontBuffers, defaultFontFamily: FAMILY, monospaceFamily: FAMILY },
  });
  const image = drawing.render();
  // Pixels are about to be copied: what the SVG took is given back before.
  drawing.free();
  const png = image.asPng();
  image.free();
  return png;
}
