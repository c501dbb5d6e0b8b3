/** The side panel: all about the link or the bridge that was chosen. */
import { count, element, get, node, pairs, rate } from "./dom.js";
import { choose, focusChosen } from "./picture.js";

/** @import { Details, Live } from "../details.ts" */
/** @import { Sample, Update } from "../model.ts" */

const panel = element("panel");
/** @type {string | undefined} */
let key;
/**
 * The picture that the facts belong to.
 * @type {string | undefined}
 */
let shape;

/**
 * Opens the panel on a link or a bridge.
 * @param {string} chosen
 * @param {Update} update
 */
export async function select(chosen, update) {
  key = chosen;
  choose(key);
  await ask(key, update);
  element("chosen").focus({ preventScroll: true });
  panel.scrollTop = 0;
}

function close() {
  if (panel.hidden) return;
  panel.hidden = true;
  focusChosen();
  key = undefined;
  choose(undefined);
}
element("close").addEventListener("click", close);
window.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

/**
 * Takes a new reading in: figures each time, facts when the picture has changed.
 * @param {Update} update
 */
export async function refresh(update) {
  if (key === undefined) return;
  if (shape !== update.shape) await ask(key, update);
  else await askFigures(key);
}

/**
 * @param {string} wanted
 * @param {Update} update
 */
async function ask(wanted, update) {
  shape = update.shape;
  const answer = await get(`details?key=${encodeURIComponent(wanted)}`);
  if (answer === undefined || key !== wanted) return;
  panel.hidden = false;
  if (answer.ok) {
    showFacts(await answer.json());
    await askFigures(wanted);
  } else element("facts").replaceChildren(node("p", await answer.text()));
  choose(key);
}

/** @param {string} wanted */
async function askFigures(wanted) {
  const answer = await get(`live?key=${encodeURIComponent(wanted)}`);
  if (answer?.ok && key === wanted) showFigures(await answer.json());
}

/** @param {Details} details */
function showFacts({ title, facts, hooks, jail, rcLines }) {
  element("chosen").textContent = title;
  element("facts").replaceChildren(
    node("dl", "", ...pairs(facts)),
    node("h3", "Hooks"),
    node("dl", "", ...pairs(hooks)),
  );
  const parts = [];
  if (jail.length > 0) parts.push(node("h3", "Jail"), node("pre", jail.join("\n")));
  parts.push(node("h3", "rc.conf"), node("pre", rcLines.join("\n") || "no line names it"));
  element("configuration").replaceChildren(...parts);
}

/** @param {Live} live */
function showFigures({ counters, troubles, past, samples, addresses }) {
  const rows = counters.map(([name, rx, tx]) => {
    const cells = [rx, tx].map((value) => node("td", value.toLocaleString("en")));
    const head = node("th", name);
    head.scope = "row";
    return node("tr", "", head, ...cells);
  });
  element("counters", HTMLTableElement).tBodies[0]?.replaceChildren(...rows);
  element("troubles").replaceChildren(...pairs(troubles.filter(([, value]) => value > 0)));
  element("charts").replaceChildren(
    ...charts("bits a second", rate, past, samples, [0, 1]),
    ...charts("packets a second", count, past, samples, [2, 3]),
  );
  /** @type {[string, string][]} */
  const heard = addresses.map(({ addr, hook, staleness, age }) => [
    addr,
    `on ${hook}, heard ${staleness} s ago, there for ${age} s`,
  ]);
  element("addresses").replaceChildren(
    heard.length > 0 ? node("dl", "", ...pairs(heard)) : node("p", "none"),
  );
}

const SVG = "http://www.w3.org/2000/svg";
const [WIDE, HIGH] = /** @type {const} */ ([600, 100]);

/**
 * @param {string} name
 * @param {{ readonly [attribute: string]: string }} attributes
 */
function drawn(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

/**
 * RX and TX one below the other, in one scale so that they can be compared.
 * @param {string} what
 * @param {(value: number) => string} written
 * @param {readonly Sample[]} past
 * @param {number} samples Of a chart that is full.
 * @param {readonly [rx: 0 | 2, tx: 1 | 3]} of Where RX and TX are in a sample.
 */
function charts(what, written, past, samples, [rxAt, txAt]) {
  const most = past.reduce((all, sample) => Math.max(all, sample[rxAt], sample[txAt]), 0);
  const top = roundUp(most);
  return /** @type {const} */ ([
    ["rx", rxAt],
    ["tx", txAt],
  ]).map(([kind, at]) => {
    const values = past.map((sample) => sample[at]);
    return chart(kind, `${kind.toUpperCase()}, ${what}`, written, values, samples, top);
  });
}

/**
 * One line over time, now at the right edge, with its axes.
 * @param {"rx" | "tx"} kind
 * @param {string} what
 * @param {(value: number) => string} written
 * @param {readonly number[]} values
 * @param {number} samples
 * @param {number} top
 */
function chart(kind, what, written, values, samples, top) {
  const points = values.map((value, at) => {
    const x = WIDE - ((values.length - 1 - at) / (samples - 1)) * WIDE;
    return `${x.toFixed(1)},${(HIGH - 1 - (value / top) * (HIGH - 2)).toFixed(1)}`;
  });
  const [now, most] = [written(values.at(-1) ?? 0), written(Math.max(0, ...values))];
  const svg = drawn("svg", {
    viewBox: `0 0 ${WIDE} ${HIGH}`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": `${what}: now ${now}; at most ${most}`,
  });
  const lines = ["M0 50H600", "M150 0V100", "M300 0V100", "M450 0V100"];
  svg.append(
    ...lines.map((d) => drawn("path", { class: "grid", d })),
    drawn("polyline", { class: kind, points: points.join(" ") }),
  );
  const caption = node("figcaption", "", node("b", what), node("span", `now ${now}`));
  const ticks = [top, top / 2, 0].map((value) => node("span", written(value)));
  const plot = node("div", "", node("p", "", ...ticks));
  plot.className = "plot";
  plot.append(svg);
  const times = ["10 min ago", "5 min ago", "now"].map((text) => node("span", text));
  const axis = node("p", "", ...times);
  axis.className = "axis";
  return node("figure", "", caption, plot, axis);
}

/**
 * The next number that an axis can end with: 1, 2 or 5, and at least one zero, so that its half is a whole number.
 * @param {number} value
 */
function roundUp(value) {
  const ten = 10 ** Math.floor(Math.log10(Math.max(value, 10)));
  return ([1, 2, 5].find((one) => one * ten >= value) ?? 10) * ten;
}
