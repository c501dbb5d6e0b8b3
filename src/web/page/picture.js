/** The picture: its cards and bridges as buttons, and what each reading changes in them. */
import { bytes, element, rate } from "./dom.js";
import { drawMinimap, showFrame } from "./minimap.js";
import { arrows } from "./panzoom.js";
import { isShown, lookAt, moving, resize, view, wasDragged, whenMoved, world } from "./view.js";

/** Smaller than this, words cannot be read and are not written anew. */
const READABLE = 0.35;
/** And this small, they are not drawn: a thousand cards come sooner without. */
const FAR = 0.25;

/** By link's key: its group in the picture, the parts of it that change, and where it lies. */
let cards = new Map();
let panels = [];
let links = [];
let selected;
let onSelect = () => {};

export function whenSelected(listener) {
  onSelect = listener;
}

whenMoved(
  () => {
    world.classList.toggle("far", view.scale < FAR);
    showFrame();
  },
  () => {
    nameBridges();
    paintNow();
  },
);

/** Takes a new picture, of these links. */
export function draw(text, now) {
  const focused = world.contains(document.activeElement) && document.activeElement.dataset.key;
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  const svg = document.adoptNode(parsed.documentElement);
  // Its parts are buttons here, which nothing may be in an image.
  svg.setAttribute("role", "group");
  // Before it is there: the browser need not lay out what is too small to be shown.
  resize({ width: svg.width.baseVal.value, height: svg.height.baseVal.value });
  world.replaceChildren(svg);
  links = now;
  tie();
  panels = [...svg.querySelectorAll(':scope > g[id^="bridge:"]')].map(panelOf);
  // One stop for Tab, from which arrows go on.
  panels[0]?.group.setAttribute("tabindex", "0");
  drawMinimap(panels.map(({ box }) => box));
  showFrame();
  nameBridges();
  paintNow();
  choose(selected);
  if (focused) focus(focused);
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
  // The picture may have come before the links in it did.
  if (links.some(({ key }) => !cards.has(key))) tie();
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

// ---------------------------------------------------------------- keyboard, search and selection

world.addEventListener("click", (event) => {
  const group = event.target.closest("[data-key]");
  if (group && !wasDragged()) onSelect(group.dataset.key);
});
world.addEventListener("keydown", (event) => {
  const key = event.target.dataset?.key;
  const arrow = arrows[event.key];
  if (key === undefined) return;
  if (arrow) step(key, arrow[0] + arrow[1] > 0 ? -1 : 1);
  else if (event.key === "Enter" || event.key === " ") onSelect(key);
  else return;
  // Not for the view, which arrows move otherwise.
  event.stopPropagation();
  event.preventDefault();
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
  if (!isShown({ ...box, width: 1, height: 1 })) lookAt(box);
}

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

export function lookAtLink(key) {
  const card = cards.get(key);
  if (card) lookAt(card.box);
}

/** Shows what is chosen, and where the keyboard goes on from. */
export function choose(key) {
  selected = key;
  for (const group of world.querySelectorAll("[data-key]"))
    group.classList.toggle("selected", group.dataset.key === selected);
}

export function focusChosen() {
  focus(selected);
}

function focus(key = "") {
  world.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}
