/** Names that can be read at every zoom: those of boxes that are drawn small, and labels of what was found. */

/** @import { Area } from "./view.js" */
/**
 * @typedef {object} Named A box with its name.
 * @property {Area} area
 * @property {SVGTextElement | undefined} name
 * @property {string} [nameAttributes] As the picture has them: where the name stands, and in which width.
 * @property {number} [namedAt] The scale that it was written for.
 */

/** Below this scale only names are shown, larger. */
export const SMALL = 0.6;
/** How large names are shown then, and so small that they are left out, pixels. */
const WANTED = 12;
const LEAST = 6;
/** Of a letter, to its height. */
const LETTER = 0.61;
/** More labels than these hide the picture. */
const MAX_LABELS = 40;

/**
 * Writes a box's name so large that it can be read, as far as its box is wide.
 * @param {Named} box
 * @param {number} scale
 */
export function nameBox(box, scale) {
  const { name, area } = box;
  const at = scale < SMALL ? scale : 1;
  if (name === undefined || box.namedAt === at) return;
  box.namedAt = at;
  if (box.nameAttributes === undefined) {
    box.nameAttributes = JSON.stringify(
      ["x", "y", "textLength"].map((attribute) => [attribute, name.getAttribute(attribute)]),
    );
    name.classList.add("boxname");
  }
  if (at === 1) {
    for (const [attribute, value] of JSON.parse(box.nameAttributes))
      if (value !== null) name.setAttribute(attribute, value);
    name.style.fontSize = "";
    name.style.display = "";
    return;
  }
  const letters = Math.max(name.textContent?.length ?? 1, 1);
  const size = Math.min(WANTED / scale, (area.width - 8) / (LETTER * letters), area.height * 0.8);
  name.removeAttribute("textLength");
  name.setAttribute("x", String(area.x + (area.width - LETTER * letters * size) / 2));
  name.setAttribute("y", String(area.y + area.height / 2 + size * 0.35));
  name.style.fontSize = `${size}px`;
  name.style.display = size * scale < LEAST ? "none" : "";
}

/**
 * Labels boxes whose own names cannot be read, above everything else; of those that would lie on each other the first.
 * @param {SVGSVGElement | null} svg
 * @param {readonly Named[]} boxes
 * @param {number} scale
 */
export function label(svg, boxes, scale) {
  svg?.querySelector(".labels")?.remove();
  if (!svg || boxes.length === 0 || scale >= SMALL) return;
  const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
  group.classList.add("labels");
  const size = WANTED / scale;
  /** @type {Area[]} */
  const taken = [];
  for (const { area, name } of boxes) {
    const text = name?.textContent ?? "";
    const width = LETTER * size * text.length;
    const x = area.x + (area.width - width) / 2;
    const place = { x, y: area.y + area.height / 2 - size / 2, width, height: size * 1.2 };
    if (taken.length >= MAX_LABELS || taken.some((other) => overlap(other, place))) continue;
    taken.push(place);
    const written = document.createElementNS("http://www.w3.org/2000/svg", "text");
    written.textContent = text;
    written.setAttribute("x", String(x));
    written.setAttribute("y", String(place.y + size * 0.9));
    written.style.fontSize = `${size}px`;
    group.append(written);
  }
  svg.append(group);
}

/**
 * @param {Area} a
 * @param {Area} b
 */
function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
