/** The links as a table that sorts. */
import { bytes, count, element, node, rate } from "./dom.js";

/** @import { PageLink } from "../model.ts" */

/** @type {{ by: keyof PageLink, down: boolean }} */
let sort = { by: "rxBits", down: true };
/** @type {readonly PageLink[]} */
let links = [];
/**
 * By link's key: its row, which stays as long as the link, so that the keyboard's focus does.
 * @type {Map<string, HTMLTableRowElement>}
 */
const rows = new Map();
/** @type {(key: string) => void} */
let onSelect = () => {};

/** @param {(key: string) => void} listener */
export function whenSelected(listener) {
  onSelect = listener;
}

/** @type {readonly ((link: PageLink) => string)[]} */
const columns = [
  (link) => link.bridge,
  (link) => String(link.loops),
  (link) => String(link.drops),
  (link) => rate(link.rxBits),
  (link) => rate(link.txBits),
  (link) => count(link.rxPackets),
  (link) => count(link.txPackets),
  (link) => bytes(link.rxOctets),
  (link) => bytes(link.txOctets),
  (link) => link.hook,
];
/** By how many columns, of those after the name, a row can become narrower: what each is for the style sheet. */
const kinds = [
  "bridge",
  "alarm",
  "alarm",
  "",
  "",
  "packets",
  "packets",
  "octets",
  "octets",
  "hook",
];
/** What can be added up. */
const COUNTERS = /** @type {const} */ ([
  "rxBits",
  "txBits",
  "rxPackets",
  "txPackets",
  "rxOctets",
  "txOctets",
  "loops",
  "drops",
]);
/**
 * By bridge: the row above its links, when they are in groups.
 * @type {Map<string, HTMLTableRowElement>}
 */
const groups = new Map();
const grouped = element("grouped", HTMLInputElement);

/** @param {readonly PageLink[]} now */
export function showRows(now) {
  links = now;
  if (element("table").hidden) return;
  const body = element("rows");
  const shown = grouped.checked ? inGroups() : links.toSorted(order).map(rowOf);
  const kept = new Set(shown);
  for (const row of [...body.children])
    if (!(row instanceof HTMLTableRowElement && kept.has(row))) row.remove();
  for (const [at, row] of shown.entries())
    if (body.children[at] !== row) body.insertBefore(row, body.children[at] ?? null);
  const keys = new Set(links.map(({ key }) => key));
  for (const key of rows.keys()) if (!keys.has(key)) rows.delete(key);
}

/** Each bridge's links below a row with what they come to; bridges are sorted as links are. */
function inGroups() {
  /** @type {Map<string, PageLink[]>} */
  const byBridge = new Map();
  for (const link of links) {
    const known = byBridge.get(link.bridge);
    if (known) known.push(link);
    else byBridge.set(link.bridge, [link]);
  }
  return [...byBridge.values()]
    .map((all) => ({ all, sum: sumOf(all) }))
    .toSorted((a, b) => order(a.sum, b.sum))
    .flatMap(({ all, sum }) => [groupRow(sum, all.length), ...all.toSorted(order).map(rowOf)]);
}

/**
 * What the links of a bridge come to, as if they were one.
 * @param {readonly PageLink[]} all
 * @returns {PageLink}
 */
function sumOf(all) {
  const first = /** @type {PageLink} */ (all[0]);
  /** @type {{ -readonly [of in keyof PageLink]: PageLink[of] }} */
  const sum = { ...first, name: first.bridge, hook: "" };
  for (const counter of COUNTERS)
    sum[counter] = all.reduce((total, link) => total + link[counter], 0);
  return sum;
}

/**
 * @param {PageLink} sum
 * @param {number} count
 */
function groupRow(sum, count) {
  const row = groups.get(sum.bridge) ?? plainRow(node("th"));
  groups.set(sum.bridge, row);
  row.className = "group";
  const head = /** @type {HTMLTableCellElement} */ (row.cells[0]);
  head.textContent = `bridge ${sum.bridge}, ${count} ${count === 1 ? "link" : "links"}`;
  fill(row, sum);
  return row;
}

/** The links as they are shown, for a spreadsheet. */
export function csv() {
  const heads = [
    ...["name", "bridge", "hook", "rx_bits_per_second", "tx_bits_per_second"],
    ...["rx_packets_per_second", "tx_packets_per_second", "rx_bytes", "tx_bytes", "loops", "drops"],
  ];
  const lines = links
    .toSorted(order)
    .map((link) => [
      ...[link.name, link.bridge, link.hook, link.rxBits, link.txBits],
      ...[link.rxPackets, link.txPackets, link.rxOctets, link.txOctets, link.loops, link.drops],
    ]);
  return [heads, ...lines].map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
}

/**
 * As RFC 4180 has it. A name that a spreadsheet would take for a formula is made a text.
 * @param {string | number} value
 */
function quoted(value) {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * @param {PageLink} a
 * @param {PageLink} b
 */
function order(a, b) {
  const { by, down } = sort;
  const [one, other] = [a[by], b[by]];
  const compared =
    typeof one === "number" && typeof other === "number"
      ? one - other
      : String(one).localeCompare(String(other), "en", { numeric: true });
  return down ? -compared : compared;
}

/** @param {PageLink} link */
function rowOf(link) {
  const row = rows.get(link.key) ?? newRow(link);
  fill(row, link);
  return row;
}

/**
 * @param {HTMLTableRowElement} row
 * @param {PageLink} link
 */
function fill(row, link) {
  for (const [index, column] of columns.entries()) {
    const cell = row.cells[index + 1];
    const text = column(link);
    if (cell && cell.textContent !== text) cell.textContent = text;
  }
  row.classList.toggle("alarm", link.loops > 0 || link.drops > 0);
}

/** @param {PageLink} link */
function newRow(link) {
  const name = node("button", link.name);
  name.type = "button";
  const row = plainRow(node("th", "", name));
  row.addEventListener("click", () => onSelect(link.key));
  rows.set(link.key, row);
  return row;
}

/** @param {HTMLTableCellElement} head */
function plainRow(head) {
  head.scope = "row";
  const cells = kinds.map((kind, at) => {
    const cell = node("td");
    cell.className = `${kind} ${at > 0 && at < kinds.length - 1 ? "number" : ""}`;
    return cell;
  });
  return node("tr", "", head, ...cells);
}

grouped.addEventListener("change", () => showRows(links));
for (const button of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll("[data-sort]")
)) {
  const head = /** @type {HTMLTableCellElement} */ (button.closest("th"));
  button.addEventListener("click", () => {
    const by = /** @type {keyof PageLink} */ (button.dataset["sort"]);
    sort = { by, down: sort.by === by ? !sort.down : head.classList.contains("number") };
    for (const other of document.querySelectorAll("thead th")) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
    showRows(links);
  });
}
