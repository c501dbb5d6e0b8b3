/** The picture: its boxes and bridges as buttons, and what each reading changes in them. */
import { bytes, element, rate } from "./dom.js";
import { drawMinimap, showFrame } from "./minimap.js";
import { label, nameBox, SMALL } from "./names.js";
import { arrows } from "./panzoom.js";
import { nextArea } from "./steps.js";
import { isShown, lookAt, moving, resize, view, wasDragged, whenMoved, world } from "./view.js";

/** @import { PageLink } from "../model.ts" */
/** @import { Area } from "./view.js" */
/**
 * @typedef {object} Box What of a link's box changes, and where it lies.
 * @property {SVGGElement} group
 * @property {Area} area
 * @property {SVGPathElement | null} stem
 * @property {SVGRectElement | undefined} port
 * @property {SVGTextElement | undefined} counters
 * @property {SVGTextElement | undefined} name
 * @property {string} [nameAttributes]
 * @property {number} [namedAt]
 * @property {number} [heat] How busy it was shown to be.
 */
/** @typedef {ReturnType<typeof panelOf>} Panel */

/** Smaller than this, boxes are not drawn with words but their names, and bridges have theirs above them. */
const FAR = 0.25;

/**
 * By link's key.
 * @type {Map<string, Box>}
 */
let boxes = new Map();
/** @type {Panel[]} */
let panels = [];
/** @type {readonly PageLink[]} */
let links = [];
/** @type {string | undefined} */
let selected;
/**
 * What was searched for, by key.
 * @type {ReadonlySet<string> | undefined}
 */
let found;
/** @type {(key: string) => void} */
let onSelect = () => {};

/** @param {(key: string) => void} listener */
export function whenSelected(listener) {
  onSelect = listener;
}

whenMoved(
  () => {
    world.classList.toggle("far", view.scale < FAR);
    world.classList.toggle("small", view.scale < SMALL);
    showFrame();
  },
  () => {
    nameBridges();
    paintNow();
    labelFound();
  },
);

/**
 * Takes a new picture, of these links.
 * @param {string} text
 * @param {readonly PageLink[]} now
 */
export function draw(text, now) {
  const focused = world.contains(document.activeElement)
    ? keyOf(document.activeElement)
    : undefined;
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  const svg = document.adoptNode(/** @type {Element} */ (parsed.documentElement));
  if (!(svg instanceof SVGSVGElement)) return;
  // Its parts are buttons here, which nothing may be in an image.
  svg.setAttribute("role", "group");
  // Before it is there: the browser need not lay out what is too small to be shown.
  resize({ width: svg.width.baseVal.value, height: svg.height.baseVal.value });
  world.replaceChildren(svg);
  links = now;
  tie();
  panels = [
    .../** @type {NodeListOf<SVGGElement>} */ (svg.querySelectorAll(':scope > g[id^="bridge:"]')),
  ].map(panelOf);
  // One stop for Tab, from which arrows go on.
  panels[0]?.group.setAttribute("tabindex", "0");
  drawMinimap(panels.map(({ area }) => area));
  showFrame();
  nameBridges();
  paintNow();
  choose(selected);
  if (focused) focus(focused);
}

/** Ties the links to their boxes. */
function tie() {
  const groups = new Map(
    [.../** @type {NodeListOf<SVGGElement>} */ (world.querySelectorAll("g[id]"))].map((group) => [
      group.id,
      group,
    ]),
  );
  boxes = new Map();
  for (const link of links) {
    const group = groups.get(link.box);
    if (group === undefined) continue;
    group.dataset["key"] = link.key;
    button(group);
    const [rect, port] = rectanglesOf(group);
    const texts = textsOf(group);
    const counters = texts.at(-1);
    const ports = rectanglesOf(group).length - 1;
    boxes.set(link.key, {
      group,
      name: texts[ports],
      area: areaOf(rect),
      stem: group.querySelector(":scope > path"),
      port,
      counters: /^RX /.test(counters?.textContent ?? "") ? counters : undefined,
    });
  }
}

/** @param {SVGElement} group */
function button(group) {
  group.setAttribute("role", "button");
  group.setAttribute("tabindex", "-1");
}

/**
 * @param {Element} group
 * @returns {SVGRectElement[]}
 */
function rectanglesOf(group) {
  return [...group.querySelectorAll(":scope > rect")].filter(
    (part) => part instanceof SVGRectElement,
  );
}

/**
 * @param {Element} group
 * @returns {SVGTextElement[]}
 */
function textsOf(group) {
  return [...group.querySelectorAll(":scope > text")].filter(
    (part) => part instanceof SVGTextElement,
  );
}

/** Everything that can be chosen: links and bridges. */
function choosable() {
  return /** @type {NodeListOf<SVGGElement>} */ (world.querySelectorAll("[data-key]"));
}

/** @param {EventTarget | null} target */
function keyOf(target) {
  return target instanceof SVGElement ? target.dataset["key"] : undefined;
}

/** @param {SVGGElement} group */
function panelOf(group) {
  group.dataset["key"] = group.id;
  button(group);
  const [text, subtitle] = textsOf(group);
  const label = /** @type {SVGTextElement} */ (text);
  // Above its boxes, where it may be larger than its area.
  label.classList.add("name");
  group.append(label);
  return { group, area: areaOf(rectanglesOf(group)[0]), name: label.textContent, label, subtitle };
}

/** Where a bridge's name cannot be read it is written larger: on its bar, and from afar as its panel has room for. */
function nameBridges() {
  for (const { label, name, area } of panels) {
    const wanted = 13 / view.scale;
    const most = (area.width * (view.scale < FAR ? 1.4 : 0.9)) / Math.max(name.length, 1);
    label.style.fontSize = view.scale < SMALL ? `${Math.min(wanted, most)}px` : "";
  }
}

/**
 * @param {Element | null | undefined} rect
 * @returns {Area}
 */
function areaOf(rect) {
  /** @param {string} name */
  const of = (name) => Number(rect?.getAttribute(name));
  return { x: of("x"), y: of("y"), width: of("width"), height: of("height") };
}

// ---------------------------------------------------------------- what a reading changes

/**
 * Shows a reading; while the view moves it waits, so that moving is smooth.
 * @param {readonly PageLink[]} now
 */
export function paint(now) {
  links = now;
  // The picture may have come before the links in it did.
  if (links.some(({ key }) => !boxes.has(key))) tie();
  if (!moving) paintNow();
}

function paintNow() {
  const most = Math.max(1000, ...links.map(load));
  element("busiest").textContent = `busiest: ${rate(Math.max(0, ...links.map(load)))}`;
  for (const link of links) {
    const box = boxes.get(link.key);
    if (!box || !isShown(box.area)) continue;
    nameBox(box, view.scale);
    paintBox(box, link, Math.sqrt(load(link) / most));
  }
  if (view.scale < SMALL) return;
  for (const { subtitle, name } of panels) {
    if (!subtitle) continue;
    const own = links.filter(({ bridge }) => bridge === name);
    const carried = own.reduce((sum, link) => sum + link.rxBits, 0);
    write(subtitle, `${own.length} ${own.length === 1 ? "link" : "links"} · ${rate(carried)}`);
  }
}

/** @param {PageLink} link */
function load({ rxBits, txBits }) {
  return rxBits + txBits;
}

/**
 * A link is as thick and as warm as it is busy, and its box says how much that is.
 * @param {Box} box
 * @param {PageLink} link
 * @param {number} heat From 0 to 1.
 */
function paintBox(box, link, heat) {
  box.name?.classList.toggle("trouble", link.loops > 0 || link.drops > 0);
  if (box.heat !== heat) {
    box.heat = heat;
    const part = Math.round(heat * 100);
    const colour = part === 0 ? "" : `color-mix(in oklab, var(--busy) ${part}%, var(--idle))`;
    if (box.stem) {
      box.stem.style.stroke = colour;
      box.stem.style.strokeWidth = part === 0 ? "" : String(2 + 8 * heat);
    }
    if (box.port) {
      box.port.style.stroke = colour;
      box.port.style.strokeWidth = part === 0 ? "" : String(1.25 + 2 * heat);
    }
  }
  if (box.counters && view.scale >= SMALL) {
    const text =
      load(link) > 0
        ? `RX ${rate(link.rxBits)}  TX ${rate(link.txBits)}`
        : `RX ${bytes(link.rxOctets)}  TX ${bytes(link.txOctets)}`;
    write(box.counters, text);
  }
}

/**
 * @param {SVGTextElement} text
 * @param {string} value
 */
function write(text, value) {
  if (text.textContent === value) return;
  text.textContent = value;
  // That was the width of what stood there.
  text.removeAttribute("textLength");
}

// ---------------------------------------------------------------- keyboard, search and selection

world.addEventListener("click", (event) => {
  const { target } = event;
  const key = target instanceof Element ? keyOf(target.closest("[data-key]")) : undefined;
  if (key !== undefined && !wasDragged()) onSelect(key);
});
world.addEventListener("keydown", (event) => {
  const key = keyOf(event.target);
  const arrow = arrows[event.key];
  if (key === undefined) return;
  if (arrow) step(key, [-arrow[0], -arrow[1]]);
  else if (event.key === "Enter" || event.key === " ") onSelect(key);
  else return;
  // Not for the view, which arrows move otherwise.
  event.stopPropagation();
  event.preventDefault();
});

/**
 * From one link or bridge to the one that lies in this direction: only one of them is reached by Tab.
 * @param {string} key
 * @param {readonly [x: number, y: number]} direction
 */
function step(key, direction) {
  const all = [...choosable()];
  const areas = all.map(placeOf);
  const at = nextArea(
    areas,
    all.findIndex((group) => keyOf(group) === key),
    direction,
  );
  const [next, area] = [all[at], areas[at]];
  if (!next || !area) return;
  for (const group of all) group.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus({ preventScroll: true });
  if (!isShown({ ...area, width: 1, height: 1 })) lookAt(area);
}

/**
 * Where something that can be chosen lies: of a bridge its bar, as its area has all of its boxes in it.
 * @param {SVGGElement} group
 * @returns {Area}
 */
function placeOf(group) {
  const panel = panels.find((one) => one.group === group);
  if (panel === undefined) return areaOf(group.querySelector(":scope > rect"));
  const y = Number(panel.label.getAttribute("y"));
  return { ...panel.area, y: y - 10, height: 20 };
}

/**
 * Does a link's box say it?
 * @param {PageLink} link
 * @param {string} wanted
 */
export function says(link, wanted) {
  if (`${link.name} ${link.bridge} ${link.hook}`.toLowerCase().includes(wanted)) return true;
  return boxes.get(link.key)?.group.textContent.toLowerCase().includes(wanted) ?? false;
}

/**
 * Marks the links of these keys as found and dims the others; with no keys at all, neither.
 * @param {ReadonlySet<string> | undefined} keys
 */
export function mark(keys) {
  found = keys;
  for (const [key, { group }] of boxes) {
    group.classList.toggle("found", keys?.has(key) ?? false);
    group.classList.toggle("dim", keys !== undefined && !keys.has(key));
  }
  labelFound();
}

/** What was found has its name beside it, however small the picture is. */
function labelFound() {
  const hits = [...(found ?? [])].flatMap((key) => boxes.get(key) ?? []);
  label(
    world.querySelector("svg"),
    hits.filter(({ area }) => isShown(area)),
    view.scale,
  );
}

/** @param {string} key */
export function lookAtLink(key) {
  const box = boxes.get(key);
  if (box) lookAt(box.area);
}

/**
 * Shows what is chosen, and where the keyboard goes on from.
 * @param {string | undefined} key
 */
export function choose(key) {
  selected = key;
  for (const group of choosable()) group.classList.toggle("selected", keyOf(group) === selected);
}

export function focusChosen() {
  focus(selected);
}

function focus(key = "") {
  const group = world.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (group instanceof SVGElement) group.focus({ preventScroll: true });
}
