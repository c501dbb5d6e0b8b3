/** The page of `graph -o net.html`: the picture to be moved, zoomed and searched. It is one script with panzoom.js. */
import { panZoom } from "./panzoom.js";

/**
 * @template {Element} T
 * @param {string} selector
 * @returns {T}
 */
function only(selector) {
  return /** @type {T} */ (document.querySelector(selector));
}

/** @type {HTMLElement} */
const room = only("#view");
/** @type {SVGSVGElement} */
const svg = only("#view svg");
/** @type {HTMLInputElement} */
const search = only("#search");
/** @type {HTMLOutputElement} */
const number = only("#found");
const size = { width: svg.width.baseVal.value, height: svg.height.baseVal.value };
let view = { x: 0, y: 0, scale: 1 };

/** @param {{ x: number, y: number, scale: number }} place */
function show(place) {
  view = place;
  svg.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
}

function fit() {
  lookAt({ x: 0, y: 0, ...size }, Math.min(innerWidth / size.width, innerHeight / size.height));
}

/**
 * Puts an area of the picture in the middle.
 * @param {{ x: number, y: number, width: number, height: number }} area
 * @param {number} scale
 */
function lookAt({ x, y, width, height }, scale) {
  show({
    scale,
    x: innerWidth / 2 - (x + width / 2) * scale,
    y: innerHeight / 2 - (y + height / 2) * scale,
  });
}

panZoom(room, {
  view: () => view,
  show,
  fit,
  middle: () => [innerWidth / 2, innerHeight / 2],
  scales: { min: 0.01, max: 20 },
});

const parts = [...svg.querySelectorAll("g")].map((group) => ({
  group,
  // A panel is found by its own texts, not by those of the areas in it.
  words: [...group.children]
    .filter((part) => part.tagName !== "g")
    .map((part) => part.textContent)
    .join(" ")
    .toLowerCase(),
}));
/** @type {SVGGElement[]} */
let found = [];
let chosen = 0;

function lookAtChosen() {
  const area = found[chosen]?.getBBox();
  const none = search.value === "" ? "" : "none";
  number.value = found.length === 0 ? none : `${chosen + 1}/${found.length}`;
  if (area === undefined) return;
  const scale = Math.min(innerWidth / (area.width * 1.2), innerHeight / (area.height * 1.2));
  lookAt(area, Math.min(1, scale));
}

search.addEventListener("input", () => {
  const wanted = search.value.trim().toLowerCase();
  found = [];
  for (const { group, words } of parts) {
    const isFound = wanted !== "" && words.includes(wanted);
    group.classList.toggle("found", isFound);
    if (isFound) found.push(group);
  }
  chosen = 0;
  lookAtChosen();
});
only("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (found.length > 0) chosen = (chosen + 1) % found.length;
  lookAtChosen();
});
only("#fit").addEventListener("click", fit);
addEventListener("resize", fit);
fit();
