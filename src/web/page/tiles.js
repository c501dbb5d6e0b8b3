/** The hosts as tiles, each with its picture: from one to the next by arrows, larger and smaller. */
import { counted, element, node } from "./dom.js";
import { theme } from "./look.js";
import { nextArea } from "./steps.js";

/** @import { Tile } from "../fleetmodel.ts" */
/**
 * @typedef {object} Shown A tile on the page, and what stands on it.
 * @property {HTMLLIElement} item
 * @property {HTMLAnchorElement} link
 * @property {HTMLElement} state
 * @property {HTMLImageElement} picture
 * @property {HTMLElement} facts
 * @property {HTMLElement} news
 * @property {HTMLElement} hits
 */

/** How wide tiles are, pixels. The smallest have no picture. */
const WIDTHS = [150, 230, 340, 520, 800, 1200];
const USUAL = 1;
/** From this size on the words of any picture can be read; of hosts with few links at any size. */
const READABLE = 4;
const FEW = 20;
/** What a tile has around its picture: its name and facts, and the gap to the next; pixels. */
const AROUND = { across: 30, down: 80 };
const grid = element("grid");

/** @type {Map<string, Shown>} */
const shown = new Map();
/** @type {ReadonlyMap<string, Tile>} */
let hosts = new Map();
let size = USUAL;
/** Is it as large as there is room, as nobody has chosen another size? */
let fitted = true;

/**
 * Shows the hosts in their order.
 * @param {ReadonlyMap<string, Tile>} now
 */
export function showTiles(now) {
  const others = now.size !== hosts.size;
  hosts = now;
  for (const [name, { item }] of shown)
    if (!hosts.has(name)) {
      item.remove();
      shown.delete(name);
    }
  let at = 0;
  for (const host of hosts.values()) {
    const tile = shown.get(host.name) ?? newTile(host);
    fill(tile, host);
    if (grid.children[at] !== tile.item) grid.insertBefore(tile.item, grid.children[at] ?? null);
    at++;
  }
  if (others && fitted) fit();
  // One stop for Tab, from which arrows go on.
  if (grid.querySelector('a[tabindex="0"]') === null)
    grid.querySelector("a")?.setAttribute("tabindex", "0");
}

/** @param {Tile} host */
function newTile({ name }) {
  const [state, facts, news, hits] = ["state", "facts", "news", "hits"].map((of) => {
    const part = node("span");
    part.className = of;
    return part;
  });
  const picture = node("img");
  picture.loading = "lazy";
  picture.decoding = "async";
  picture.alt = "";
  const head = node(
    "span",
    "",
    node("b", name),
    /** @type {Node} */ (hits),
    /** @type {Node} */ (state),
  );
  head.className = "head";
  const link = node(
    "a",
    "",
    head,
    picture,
    /** @type {Node} */ (facts),
    /** @type {Node} */ (news),
  );
  link.href = `/host/${name}/`;
  link.tabIndex = -1;
  link.dataset["host"] = name;
  const tile = /** @type {Shown} */ ({
    item: node("li", "", link),
    link,
    state,
    picture,
    facts,
    news,
    hits,
  });
  shown.set(name, tile);
  return tile;
}

/**
 * @param {Shown} tile
 * @param {Tile} host
 */
function fill({ link, state, picture, facts, news }, host) {
  link.className = host.state;
  write(state, host.state === "there" ? "" : host.state === "away" ? "away" : "…");
  state.title = host.why;
  const has = [
    counted(host.bridges, "bridge"),
    counted(host.links, "link"),
    counted(host.jails, "jail"),
  ];
  write(facts, host.told === "" ? "has told nothing yet" : has.join(", "));
  const trouble = troubleOf(host);
  write(news, trouble ?? host.last?.what ?? "");
  news.classList.toggle("alarm", trouble !== undefined || host.last?.alarm === true);
  showPicture(picture, host);
}

/**
 * What somebody should know of a host before what happened there.
 * @param {Tile} host
 */
function troubleOf({ waiting, order }) {
  if (waiting[0] !== undefined) return `waits: ${waiting[0]}`;
  if (order === null || (order.state === "applied" && !order.differs)) return undefined;
  const why = order.differs ? "the host differs from it" : order.why;
  return `order ${order.state}${why === undefined ? "" : `: ${why}`}`;
}

/**
 * @param {HTMLImageElement} picture
 * @param {Tile} host
 */
function showPicture(picture, { name, shape, links }) {
  picture.hidden = shape === "" || size === 0;
  const plain = size < READABLE && links > FEW ? "&plain" : "";
  const wanted = `/host/${name}/tile?theme=${theme}&shape=${shape}${plain}`;
  if (!picture.hidden && picture.getAttribute("src") !== wanted) picture.src = wanted;
}

/**
 * @param {HTMLElement} part
 * @param {string} text
 */
function write(part, text) {
  if (part.textContent !== text) part.textContent = text;
}

/** Draws all pictures in other colours. */
export function dressTiles() {
  for (const [name, { picture }] of shown) {
    const host = hosts.get(name);
    if (host) showPicture(picture, host);
  }
}

/**
 * Marks the hosts where something was found, and how often; with nothing searched for, none.
 * @param {{ readonly [host: string]: number } | undefined} counts
 */
export function markTiles(counts) {
  for (const [name, { link, hits }] of shown) {
    const count = counts?.[name] ?? 0;
    link.classList.toggle("dim", counts !== undefined && count === 0);
    write(hits, count === 0 ? "" : `${count} found`);
  }
}

/**
 * Shows where a host is.
 * @param {string} name
 */
export function pointAt(name) {
  for (const [other, { link }] of shown) link.classList.toggle("selected", other === name);
  shown.get(name)?.link.scrollIntoView({ block: "nearest" });
}

/** @param {number} wanted */
function choose(wanted) {
  fitted = false;
  resize(wanted);
}

/** As large as all are seen at once, but never so small that there are no pictures. */
function fit() {
  fitted = true;
  const { clientWidth, clientHeight } = grid;
  const fits = WIDTHS.findLastIndex((width) => {
    const columns = Math.max(1, Math.floor(clientWidth / (width + AROUND.across)));
    const high = clientWidth / columns / 1.6 + AROUND.down;
    return Math.ceil(hosts.size / columns) * high <= clientHeight;
  });
  resize(Math.max(USUAL, fits));
}
new ResizeObserver(() => {
  if (fitted && !element("tiles").hidden) fit();
}).observe(grid);

/** @param {number} wanted */
function resize(wanted) {
  size = Math.max(0, Math.min(WIDTHS.length - 1, wanted));
  grid.style.setProperty("--tile", `${WIDTHS[size]}px`);
  grid.classList.toggle("names", size === 0);
  dressTiles();
}
element("closer").addEventListener("click", () => choose(size + 1));
element("farther").addEventListener("click", () => choose(size - 1));
element("fit").addEventListener("click", fit);

const arrows = /** @type {const} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
});
const zooms = /** @type {const} */ ({ "+": 1, "=": 1, "-": -1 });

window.addEventListener("keydown", (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  if (target instanceof HTMLInputElement || ctrlKey || metaKey || altKey) return;
  if (element("tiles").hidden) return;
  if (key === "0") fit();
  else if (key in zooms) choose(size + zooms[/** @type {keyof typeof zooms} */ (key)]);
  else if (key in arrows && target instanceof HTMLAnchorElement && grid.contains(target))
    step(target, arrows[/** @type {keyof typeof arrows} */ (key)]);
  else return;
  event.preventDefault();
});

/**
 * From one tile to the one that lies in this direction: only one of them is reached by Tab.
 * @param {HTMLAnchorElement} from
 * @param {readonly [x: number, y: number]} direction
 */
function step(from, direction) {
  const all = [...grid.querySelectorAll("a")];
  const areas = all.map((link) => link.getBoundingClientRect());
  const next = all[nextArea(areas, all.indexOf(from), direction)];
  if (!next) return;
  from.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
