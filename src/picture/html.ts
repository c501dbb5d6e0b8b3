/** One self-contained page around the SVG: pan, zoom and search, nothing loaded from elsewhere. */
import { createHash } from "node:crypto";
import page from "./page/html.js" with { type: "text" };
import panZoom from "./page/panzoom.js" with { type: "text" };
import type { Scene } from "./scene.ts";
import { escapeXml } from "./svg.ts";

/** In a page that loads nothing the two are one script. */
const SCRIPT = `${panZoom}${page.replace(/^import .*\n/m, "")}`;

/** The page's own script and style are the only ones that its policy allows, by their hashes. */
export function toHtml(svg: string, scene: Scene): string {
  const style = styleFor(scene.background);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hash(style)}'; script-src '${hash(SCRIPT)}'; base-uri 'none'; form-action 'none'">
<title>${escapeXml(scene.title)}</title>
<style>${style}</style>
<form role="search"><input id="search" type="search" placeholder="name or address" aria-label="Search for a name or an address" autocomplete="off"><output id="found" aria-live="polite"></output><button type="button" id="fit">Fit</button></form>
<div id="view" tabindex="0" role="application" aria-label="Picture: arrows move it, plus and minus zoom, 0 fits it">
${svg}</div>
<script type="module">${SCRIPT}</script>
</html>
`;
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

function styleFor(background: string): string {
  return `
html, body { margin: 0; height: 100%; background: ${background}; overflow: hidden; }
#view { width: 100%; height: 100%; cursor: grab; touch-action: none; overflow: hidden; }
#view:active { cursor: grabbing; }
#view svg { transform-origin: 0 0; display: block; }
form { position: fixed; z-index: 1; top: 8px; left: 50%; transform: translateX(-50%); display: flex; gap: 6px; align-items: center; font: 14px monospace; background: #fff; color: #15191c; border: 1px solid #5b6770; border-radius: 6px; padding: 5px 8px; }
input, button { font: inherit; padding: 3px 8px; }
input { width: 12em; }
output { min-width: 6ch; text-align: right; }
.found > rect:first-of-type { stroke: #d55e00; stroke-width: 5; }
`;
}
