/** One self-contained page around the SVG: pan, zoom and search, nothing loaded from elsewhere. */
import { createHash } from "node:crypto";
import type { Scene } from "./scene.ts";
import { escapeXml } from "./svg.ts";

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
<script>${SCRIPT}</script>
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

const SCRIPT = `
"use strict";
const view = document.getElementById("view");
const svg = view.querySelector("svg");
const size = { width: svg.width.baseVal.value, height: svg.height.baseVal.value };
let at = { x: 0, y: 0, scale: 1 };
const show = () => {
  svg.style.transform = "translate(" + at.x + "px," + at.y + "px) scale(" + at.scale + ")";
};
const fit = () => {
  const scale = Math.min(innerWidth / size.width, innerHeight / size.height);
  at = { scale, x: (innerWidth - size.width * scale) / 2, y: (innerHeight - size.height * scale) / 2 };
  show();
};
const zoom = (factor, x, y) => {
  const scale = Math.min(20, Math.max(0.01, at.scale * factor));
  const real = scale / at.scale;
  at = { scale, x: x - (x - at.x) * real, y: y - (y - at.y) * real };
  show();
};
const middle = () => [innerWidth / 2, innerHeight / 2];

view.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
}, { passive: false });

// One finger or the mouse moves, two fingers zoom.
const fingers = new Map();
view.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  fingers.set(event.pointerId, event);
  view.setPointerCapture(event.pointerId);
});
for (const end of ["pointerup", "pointercancel"])
  view.addEventListener(end, (event) => fingers.delete(event.pointerId));
view.addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
  if (other) {
    const apart = (finger) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY);
    zoom(apart(event) / Math.max(1, apart(before)), other.clientX, other.clientY);
  } else {
    at.x += event.clientX - before.clientX;
    at.y += event.clientY - before.clientY;
    show();
  }
  fingers.set(event.pointerId, event);
});

view.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
  if (step) { at.x += step[0]; at.y += step[1]; show(); }
  else if (event.key === "+") zoom(1.2, ...middle());
  else if (event.key === "-") zoom(1 / 1.2, ...middle());
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
});

const parts = [...svg.querySelectorAll("g")].map((group) => ({
  group,
  // A panel is found by its own texts, not by those of the cards in it.
  words: [...group.children].filter((part) => part.tagName !== "g").map((part) => part.textContent).join(" ").toLowerCase(),
}));
const search = document.getElementById("search");
let found = [];
let chosen = 0;
const look = () => {
  const box = found[chosen] && found[chosen].getBBox();
  document.getElementById("found").value =
    search.value === "" ? "" : found.length === 0 ? "none" : chosen + 1 + "/" + found.length;
  if (!box) return;
  const scale = Math.min(1, innerWidth / (box.width * 1.2), innerHeight / (box.height * 1.2));
  at = { scale, x: innerWidth / 2 - (box.x + box.width / 2) * scale, y: innerHeight / 2 - (box.y + box.height / 2) * scale };
  show();
};
search.addEventListener("input", () => {
  const wanted = search.value.trim().toLowerCase();
  found = [];
  for (const { group, words } of parts) {
    const is = wanted !== "" && words.includes(wanted);
    group.classList.toggle("found", is);
    if (is) found.push(group);
  }
  chosen = 0;
  look();
});
document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (found.length > 0) chosen = (chosen + 1) % found.length;
  look();
});
document.getElementById("fit").addEventListener("click", fit);
addEventListener("resize", fit);
fit();
`;
