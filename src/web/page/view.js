/** Where one looks in the picture: moving and zooming by mouse, fingers and keys. */
import { element } from "./dom.js";
import { panZoom } from "./panzoom.js";

/** @import { View } from "./panzoom.js" */
/** @typedef {{ x: number, y: number, width: number, height: number }} Area A place in the picture. */

const picture = element("picture");
export const world = element("world");

/** A view that has not moved for so long, in milliseconds, is at rest. */
const REST = 120;
/** What the foot of the picture needs for its own, in pixels. */
const FOOT = 46;

/** Where the picture's left upper corner is in its room, and how large it is shown. */
export let view = { x: 0, y: 0, scale: 1 };
/** The picture's own size. */
export let size = { width: 1, height: 1 };
/** How much of the page there is for it; asked for here only, as asking makes the browser lay everything out. */
export let room = { width: picture.clientWidth, height: picture.clientHeight };
export let moving = false;
/** Is all of it seen, as nobody has moved it? */
let fitted = true;
let drawnScale = 1;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;
let onMove = () => {};
let onRest = () => {};

/**
 * Tells one listener of each movement, and one when it is over.
 * @param {() => void} move
 * @param {() => void} rest
 */
export function whenMoved(move, rest) {
  [onMove, onRest] = [move, rest];
}

new ResizeObserver(([entry]) => {
  const { contentRect } = /** @type {ResizeObserverEntry} */ (entry);
  room = { width: contentRect.width, height: contentRect.height };
  if (fitted && !picture.hidden) fit();
}).observe(picture);

/**
 * Takes another picture's size; the view stays where it is unless all was seen.
 * @param {{ width: number, height: number }} now
 */
export function resize(now) {
  size = now;
  if (fitted) fit();
}

/** Width to height of the room there is, in coarse steps so that it seldom changes. */
export function aspect() {
  // Of the page, not of the picture: that one is smaller while the panel is open.
  const { clientWidth, clientHeight } = /** @type {HTMLElement} */ (picture.parentElement);
  const wanted = clientWidth / Math.max(clientHeight, 1);
  return [0.5, 0.8, 1.2, 1.7, 2.4].reduce((best, one) =>
    Math.abs(Math.log(one / wanted)) < Math.abs(Math.log(best / wanted)) ? one : best,
  );
}

/**
 * Is any of an area to be seen?
 * @param {Area} area
 */
export function isShown({ x, y, width, height }) {
  const [left, top] = [view.x + x * view.scale, view.y + y * view.scale];
  return (
    left < room.width &&
    top < room.height &&
    left + width * view.scale > 0 &&
    top + height * view.scale > 0
  );
}

/** @param {View} place */
function moveTo(place) {
  view = place;
  fitted = false;
  world.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
  onMove();
  moving = true;
  clearTimeout(resting);
  resting = setTimeout(rest, REST);
}

function rest() {
  moving = false;
  if (drawnScale !== view.scale) {
    drawnScale = view.scale;
    // The browser moves what it has drawn once; after zooming it is asked to draw anew, sharp.
    world.style.willChange = "auto";
    requestAnimationFrame(() => requestAnimationFrame(() => (world.style.willChange = "")));
  }
  onRest();
}

function fit() {
  // Not shown: it is fitted when it is.
  if (room.width === 0) return;
  const [width, height] = [room.width, room.height - FOOT];
  const whole = Math.min(width / size.width, height / size.height, 2);
  // On a narrow screen one rather scrolls down than guesses at letters.
  const scale = width < 700 ? Math.max(whole, Math.min(width / size.width, 0.9)) : whole;
  moveTo({
    scale,
    x: (width - size.width * scale) / 2,
    y: Math.max(0, (height - size.height * scale) / 2),
  });
  fitted = true;
}

/**
 * Puts a point of the picture in the middle.
 * @param {number} x
 * @param {number} y
 */
export function centre(x, y, scale = view.scale) {
  moveTo({ scale, x: room.width / 2 - x * scale, y: room.height / 2 - y * scale });
}

/**
 * Puts an area in the middle, large enough to be read.
 * @param {Area} area
 */
export function lookAt({ x, y, width, height }) {
  centre(x + width / 2, y + height / 2, Math.max(view.scale, 1));
}

const { zoom, wasDragged } = panZoom(picture, {
  view: () => view,
  show: moveTo,
  fit,
  middle: () => [room.width / 2, room.height / 2],
  scales: { min: 0.02, max: 6 },
});

export { wasDragged };

element("closer").addEventListener("click", () => zoom(1.4));
element("farther").addEventListener("click", () => zoom(1 / 1.4));
element("fit").addEventListener("click", fit);
