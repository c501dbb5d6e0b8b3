/** The picture: moving about in it, and what it shows of each reading. */
import { bytes, element, rate } from "./dom.js";

const picture = element("picture");
const world = element("world");
const minimap = element("minimap");
const frame = element("frame");

/** Smaller than this, words cannot be read and are not written anew. */
const READABLE = 0.35;
/** And this small, they are not drawn: a thousand cards come sooner without. */
const FAR = 0.25;
/** A view that has not moved for so long, in milliseconds, is at rest. */
const REST = 120;
/** What the foot of the picture needs for its own, in pixels. */
const FOOT = 46;
const SCALES = { least: 0.02, most: 6 };

/** How much of the page the picture has; asked for here only, as asking makes the browser lay everything out. */
let room = { width: picture.clientWidth, height: picture.clientHeight };
new ResizeObserver(([{ contentRect }]) => {
  room = { width: contentRect.width, height: contentRect.height };
  // Who has not moved the picture wants to see all of it.
  if (fitted && !picture.hidden) fit();
}).observe(picture);
let view = { x: 0, y: 0, scale: 1 };
let fitted = true;
let size = { width: 1, height: 1 };
/** By link's key: its group in the picture, the parts of it that change, and where it lies. */
let cards = new Map();
let panels = [];
let links = [];
let selected;
let onSelect = () => {};

export function whenSelected(listener) {
  onSelect = listener;
}

// ---------------------------------------------------------------- drawing

/** Width to height of the room there is, in coarse steps so that it seldom changes. */
export function aspect() {
  // Of the page, not of the picture: that one is smaller while the panel is open.
  const { clientWidth, clientHeight } = picture.parentElement;
  const wanted = clientWidth / Math.max(clientHeight, 1);
  return [0.5, 0.8, 1.2, 1.7, 2.4].reduce((best, one) =>
    Math.abs(Math.log(one / wanted)) < Math.abs(Math.log(best / wanted)) ? one : best,
  );
}

/** Takes a new picture, of these links; the view stays where it is unless all of it was seen before. */
export function draw(text, now) {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  const svg = document.adoptNode(parsed.documentElement);
  size = { width: svg.width.baseVal.value, height: svg.height.baseVal.value };
  // Its parts are buttons here, which nothing may be in an image.
  svg.setAttribute("role", "group");
  if (fitted) fit();
  world.replaceChildren(svg);
  links = now;
  tie();
  panels = [...svg.querySelectorAll(':scope > g[id^="bridge:"]')].map(panelOf);
  // One stop for Tab, from which arrows go on.
  panels[0]?.group.setAttribute("tabindex", "0");
  drawMinimap();
  showFrame();
  nameBridges();
  paintNow();
}

/** Ties the links to their cards. */
function tie() {
  const groups = new Map([...world.querySelectorAll("g[id]")].map((group) => [group.id, group]));
  cards = new Map();
  for (const link of links) {
    const group = groups.get(link.card);
    if (group === undefined) continue;
    group.dataset.key = link.key;
    button(group);
    const [rect, port] = group.querySelectorAll(":scope > rect");
    const counters = [...group.querySelectorAll(":scope > text")].at(-1);
    cards.set(link.key, {
      group,
      box: boxOf(rect),
      stem: group.querySelector(":scope > path"),
      port,
      counters: /^RX /.test(counters?.textContent) ? counters : undefined,
    });
  }
}

function button(group) {
  group.setAttribute("role", "button");
  group.setAttribute("tabindex", "-1");
}

function panelOf(group) {
  const rects = group.querySelectorAll(":scope > rect");
  group.dataset.key = group.id;
  button(group);
  const texts = [...group.querySelectorAll(":scope > text")];
  const [label, subtitle] = texts;
  // Above its cards, where it may be larger than its box.
  label.classList.add("name");
  group.append(label);
  return { group, box: boxOf(rects[0]), name: label.textContent, label, subtitle };
}

/** From afar a bridge's name is written as large as can be read, and as its panel has room for. */
function nameBridges() {
  for (const { label, name, box } of panels) {
    const size = Math.min(12 / view.scale, (box.width * 1.4) / Math.max(name.length, 1));
    label.style.fontSize = view.scale < FAR ? `${size}px` : "";
  }
}

function boxOf(rect) {
  const of = (name) => Number(rect.getAttribute(name));
  return { x: of("x"), y: of("y"), width: of("width"), height: of("height") };
}

// ---------------------------------------------------------------- what a reading changes

/** Shows a reading; while the view moves it waits, so that moving is smooth. */
export function paint(now) {
  links = now;
  if (!moving) paintNow();
}

function paintNow() {
  const most = Math.max(1000, ...links.map(load));
  element("busiest").textContent = `busiest: ${rate(Math.max(0, ...links.map(load)))}`;
  for (const link of links) {
    const card = cards.get(link.key);
    if (card && isShown(card.box)) paintCard(card, link, Math.sqrt(load(link) / most));
  }
  if (view.scale < READABLE) return;
  for (const { subtitle, name } of panels) {
    if (!subtitle) continue;
    const own = links.filter(({ bridge }) => bridge === name);
    const carried = own.reduce((sum, link) => sum + link.rxBits, 0);
    write(subtitle, `${own.length} ${own.length === 1 ? "link" : "links"} · ${rate(carried)}`);
  }
}

function load({ rxBits, txBits }) {
  return rxBits + txBits;
}

/** A link is as thick and as warm as it is busy, and its card says how much that is. */
function paintCard(card, link, heat) {
  if (card.heat !== heat) {
    card.heat = heat;
    const part = Math.round(heat * 100);
    const colour = part === 0 ? "" : `color-mix(in oklab, var(--busy) ${part}%, var(--idle))`;
    if (card.stem) {
      card.stem.style.stroke = colour;
      card.stem.style.strokeWidth = part === 0 ? "" : String(2 + 8 * heat);
    }
    if (card.port) {
      card.port.style.stroke = colour;
      card.port.style.strokeWidth = part === 0 ? "" : String(1.25 + 2 * heat);
    }
  }
  if (card.counters && view.scale >= READABLE) {
    const text =
      load(link) > 0
        ? `RX ${rate(link.rxBits)}  TX ${rate(link.txBits)}`
        : `RX ${bytes(link.rxOctets)}  TX ${bytes(link.txOctets)}`;
    write(card.counters, text);
  }
}

function write(text, value) {
  if (text.textContent === value) return;
  text.textContent = value;
  // That was the width of what stood there.
  text.removeAttribute("textLength");
}

function isShown({ x, y, width, height }) {
  const [left, top] = [view.x + x * view.scale, view.y + y * view.scale];
  return (
    left < room.width &&
    top < room.height &&
    left + width * view.scale > 0 &&
    top + height * view.scale > 0
  );
}

// ---------------------------------------------------------------- moving about

let moving = false;
let resting;
let drawnScale = 1;

function show() {
  fitted = false;
  world.classList.toggle("far", view.scale < FAR);
  world.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
  showFrame();
  moving = true;
  clearTimeout(resting);
  resting = setTimeout(rest, REST);
}

function rest() {
  moving = false;
  if (drawnScale !== view.scale) {
    nameBridges();
    drawnScale = view.scale;
    // The browser moves what it has drawn once; after zooming it is asked to draw anew, sharp.
    world.style.willChange = "auto";
    requestAnimationFrame(() => requestAnimationFrame(() => (world.style.willChange = "")));
  }
  paintNow();
}

export function fit() {
  const [width, height] = [room.width, room.height - FOOT];
  const whole = Math.min(width / size.width, height / size.height, 2);
  // On a narrow screen one rather scrolls down than guesses at letters.
  const scale = width < 700 ? Math.max(whole, Math.min(width / size.width, 0.9)) : whole;
  view = {
    scale,
    x: (width - size.width * scale) / 2,
    y: Math.max(0, (height - size.height * scale) / 2),
  };
  show();
  fitted = true;
}

function zoom(factor, x = room.width / 2, y = room.height / 2) {
  const scale = Math.min(SCALES.most, Math.max(SCALES.least, view.scale * factor));
  const real = scale / view.scale;
  view = { scale, x: x - (x - view.x) * real, y: y - (y - view.y) * real };
  show();
}

function move(dx, dy) {
  view = { ...view, x: view.x + dx, y: view.y + dy };
  show();
}

/** Puts a box in the middle, large enough to be read. */
function look({ x, y, width, height }) {
  const scale = Math.max(view.scale, 1);
  view = {
    scale,
    x: room.width / 2 - (x + width / 2) * scale,
    y: room.height / 2 - (y + height / 2) * scale,
  };
  show();
}

let dragged = false;
const fingers = new Map();
picture.addEventListener("pointerdown", (event) => {
  dragged = false;
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
});
picture.addEventListener("pointermove", (event) => {
  const was = fingers.get(event.pointerId);
  if (!was) return;
  const is = { x: event.clientX, y: event.clientY };
  if (Math.hypot(is.x - was.x, is.y - was.y) > 2) dragged = true;
  const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
  if (other === undefined) move(is.x - was.x, is.y - was.y);
  else {
    const apart = (finger) => Math.hypot(finger.x - other.x, finger.y - other.y);
    const box = picture.getBoundingClientRect();
    zoom(apart(is) / Math.max(1, apart(was)), other.x - box.x, other.y - box.y);
  }
  fingers.set(event.pointerId, is);
});
for (const end of ["pointerup", "pointercancel", "pointerleave"])
  picture.addEventListener(end, (event) => fingers.delete(event.pointerId));
picture.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    const box = picture.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 400), event.clientX - box.x, event.clientY - box.y);
  },
  { passive: false },
);
element("closer").addEventListener("click", () => zoom(1.4));
element("farther").addEventListener("click", () => zoom(1 / 1.4));
element("fit").addEventListener("click", fit);

const arrows = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
picture.addEventListener("keydown", (event) => {
  const arrow = arrows[event.key];
  const key = event.target.dataset?.key;
  if (arrow && key) step(key, arrow[0] + arrow[1] > 0 ? -1 : 1);
  else if (arrow) move(arrow[0] * 60, arrow[1] * 60);
  else if (event.key === "+") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") fit();
  else if ((event.key === "Enter" || event.key === " ") && key) onSelect(key);
  else return;
  event.preventDefault();
});
world.addEventListener("click", (event) => {
  const group = event.target.closest("[data-key]");
  if (group && !dragged) onSelect(group.dataset.key);
});

/** From one link or bridge to the next, for the keyboard: only one of them is reached by Tab. */
function step(key, by) {
  const all = [...world.querySelectorAll("[data-key]")];
  const next = all[all.findIndex((group) => group.dataset.key === key) + by];
  if (!next) return;
  for (const group of all) group.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus({ preventScroll: true });
  const box = boxOf(next.querySelector(":scope > rect"));
  if (!isShown({ ...box, width: 1, height: 1 })) look(box);
}

// ---------------------------------------------------------------- the minimap

const canvas = minimap.querySelector("canvas");

function mapScale() {
  return Math.min(canvas.width / size.width, canvas.height / size.height);
}

function drawMinimap() {
  const context = canvas.getContext("2d");
  const scale = mapScale();
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--line");
  for (const { box } of panels)
    context.fillRect(box.x * scale, box.y * scale, box.width * scale, box.height * scale);
}

/** Where the view is, as far as it is on the map. */
function showFrame() {
  const scale = mapScale() / view.scale;
  const clamp = (value, most) => Math.max(0, Math.min(value, most));
  const left = clamp(-view.x * scale, canvas.width);
  const top = clamp(-view.y * scale, canvas.height);
  const right = clamp((room.width - view.x) * scale, canvas.width);
  const bottom = clamp((room.height - view.y) * scale, canvas.height);
  frame.style.transform = `translate(${left}px, ${top}px)`;
  frame.style.width = `${right - left}px`;
  frame.style.height = `${bottom - top}px`;

  // Nothing is out of sight, give or take a pixel.
  const seen = [right - left + 1, bottom - top + 1];
  const all = seen[0] >= size.width * mapScale() && seen[1] >= size.height * mapScale();
  minimap.classList.toggle("needless", all);
}

function goto(event) {
  const box = canvas.getBoundingClientRect();
  const scale = view.scale / mapScale();
  view = {
    ...view,
    x: room.width / 2 - (event.clientX - box.x) * scale,
    y: room.height / 2 - (event.clientY - box.y) * scale,
  };
  show();
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

// ---------------------------------------------------------------- search and selection

/** Does a link's card say it? */
export function says(link, wanted) {
  if (`${link.name} ${link.bridge} ${link.hook}`.toLowerCase().includes(wanted)) return true;
  return cards.get(link.key)?.group.textContent.toLowerCase().includes(wanted) ?? false;
}

/** Marks the links of these keys as found and dims the others; with no keys at all, neither. */
export function mark(keys) {
  for (const [key, { group }] of cards) {
    group.classList.toggle("found", keys?.has(key) ?? false);
    group.classList.toggle("dim", keys !== undefined && !keys.has(key));
  }
}

export function lookAt(key) {
  const card = cards.get(key);
  if (card) look(card.box);
}

/** Shows what is chosen, and where the keyboard goes on from. */
export function choose(key) {
  selected = key;
  for (const group of world.querySelectorAll("[data-key]"))
    group.classList.toggle("selected", group.dataset.key === selected);
}

export function focusChosen() {
  world.querySelector(`[data-key="${CSS.escape(selected ?? "")}"]`)?.focus({ preventScroll: true });
}
