/** The minimap: all bridges small, and a frame around what is seen. */
import { element } from "./dom.js";
import { centre, room, size, view } from "./view.js";

/** @import { Area } from "./view.js" */

const minimap = element("minimap");
const frame = element("frame");
const canvas = /** @type {HTMLCanvasElement} */ (minimap.querySelector("canvas"));
const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

function mapScale() {
  return Math.min(canvas.width / size.width, canvas.height / size.height);
}

/**
 * Draws the areas of all bridges.
 * @param {readonly Area[]} areas
 */
export function drawMinimap(areas) {
  const scale = mapScale();
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--line");
  for (const area of areas)
    context.fillRect(area.x * scale, area.y * scale, area.width * scale, area.height * scale);
}

/** Where the view is, as far as it is on the map. */
export function showFrame() {
  const scale = mapScale() / view.scale;
  /**
   * @param {number} value
   * @param {number} most
   */
  const clamp = (value, most) => Math.max(0, Math.min(value, most));
  const left = clamp(-view.x * scale, canvas.width);
  const top = clamp(-view.y * scale, canvas.height);
  const right = clamp((room.width - view.x) * scale, canvas.width);
  const bottom = clamp((room.height - view.y) * scale, canvas.height);
  frame.style.transform = `translate(${left}px, ${top}px)`;
  frame.style.width = `${right - left}px`;
  frame.style.height = `${bottom - top}px`;
  // Nothing is out of sight, give or take a pixel.
  const seen = /** @type {const} */ ([right - left + 1, bottom - top + 1]);
  const all = seen[0] >= size.width * mapScale() && seen[1] >= size.height * mapScale();
  minimap.classList.toggle("needless", all);
}

/** @param {PointerEvent} event */
function goto(event) {
  const area = canvas.getBoundingClientRect();
  centre((event.clientX - area.x) / mapScale(), (event.clientY - area.y) / mapScale());
}
minimap.addEventListener("pointerdown", (event) => {
  event.stopPropagation();
  minimap.setPointerCapture(event.pointerId);
  goto(event);
});
minimap.addEventListener("pointermove", (event) => {
  if (!minimap.hasPointerCapture(event.pointerId)) return;
  event.stopPropagation();
  goto(event);
});
