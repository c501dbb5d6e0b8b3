/** One self-contained page around the SVG: pan, zoom and search, nothing loaded from elsewhere. */
import type { Scene } from "./scene.ts";
import { escapeXml } from "./svg.ts";

export function toHtml(svg: string, scene: Scene): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${escapeXml(scene.title)}</title>
<style>
html, body { margin: 0; height: 100%; background: ${scene.background}; overflow: hidden; }
#view { width: 100%; height: 100%; cursor: grab; touch-action: none; }
#view:active { cursor: grabbing; }
#view svg { transform-origin: 0 0; }
form { position: fixed; top: 8px; left: 50%; transform: translateX(-50%); display: flex; gap: 6px; }
input, button { font: 14px monospace; padding: 4px 8px; }
.found > rect { stroke: #d55e00; stroke-width: 5; }
</style>
<form role="search"><input id="search" type="search" placeholder="name or address" aria-label="search"><button type="button" id="fit">fit</button></form>
<div id="view">
${svg}</div>
<script>
const view = document.getElementById("view");
const svg = view.querySelector("svg");
const size = { width: ${scene.width}, height: ${scene.height} };
let at = { x: 0, y: 0, scale: 1 };
const show = () => { svg.style.transform = "translate(" + at.x + "px," + at.y + "px) scale(" + at.scale + ")"; };
const fit = () => {
  const scale = Math.min(innerWidth / size.width, innerHeight / size.height);
  at = { scale, x: (innerWidth - size.width * scale) / 2, y: (innerHeight - size.height * scale) / 2 };
  show();
};
const zoom = (factor, x, y) => {
  at = { scale: at.scale * factor, x: x - (x - at.x) * factor, y: y - (y - at.y) * factor };
  show();
};
view.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
}, { passive: false });
view.addEventListener("pointermove", (event) => {
  if (event.buttons !== 1) return;
  at.x += event.movementX;
  at.y += event.movementY;
  show();
});
addEventListener("keydown", (event) => {
  if (event.target instanceof HTMLInputElement) return;
  const step = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[event.key];
  if (step) { at.x += step[0]; at.y += step[1]; show(); }
  if (event.key === "+") zoom(1.2, innerWidth / 2, innerHeight / 2);
  if (event.key === "-") zoom(1 / 1.2, innerWidth / 2, innerHeight / 2);
});
const leaves = [...svg.querySelectorAll("g")].filter((group) => !group.querySelector("g"));
document.getElementById("search").addEventListener("input", (event) => {
  const wanted = event.target.value.toLowerCase();
  let first;
  for (const group of leaves) {
    const found = wanted !== "" && group.textContent.toLowerCase().includes(wanted);
    group.classList.toggle("found", found);
    if (found) first ??= group;
  }
  if (!first) return;
  const box = first.getBBox();
  at = { scale: 1, x: innerWidth / 2 - box.x - box.width / 2, y: innerHeight / 2 - box.y - box.height / 2 };
  show();
});
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("fit").addEventListener("click", fit);
addEventListener("resize", fit);
fit();
</script>
</html>
`;
}
