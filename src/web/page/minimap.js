/** The minimap: all bridges small, and a frame around what is seen. */
import { element } from "./dom.js";
import { centre, room, size, view } from "./view.js";

/** @import { Box } from "./view.js" */

const minimap = element("minimap");
const frame = element("frame");
const canvas = /** @type {HTMLCanvasElement} */ (minimap.querySelector("canvas"));
const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

function mapScale() {
  return Math.min(canvas.width / size.width, canvas.height / size.height);
}

/**
 * Draws the boxes of all bridges.
 * @param {readonly Box[]} boxes
 */
export function drawMinimap(boxes) {
  const scale = mapScale();
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--line");
  for (const box of boxes)
    context.fillRect(box.x * scale, box.y * scale, box.width * scale, box.height * scale);
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
  const box = canvas.getBoundingClientRect();
  centre((event.clientX - box.x) / mapScale(), (event.clientY - box.y) / mapScale());
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
