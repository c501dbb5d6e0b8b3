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
  (link) => link.hook,
  (link) => rate(link.rxBits),
  (link) => rate(link.txBits),
  (link) => count(link.rxPackets),
  (link) => count(link.txPackets),
  (link) => bytes(link.rxOctets),
  (link) => bytes(link.txOctets),
  (link) => String(link.loops),
  (link) => String(link.drops),
];

/** @param {readonly PageLink[]} now */
export function showRows(now) {
  links = now;
  if (element("table").hidden) return;
  const sorted = links.toSorted(order);
  const body = element("rows");
  const shown = sorted.map(rowOf);
  for (const row of [...body.children])
    if (!(row instanceof HTMLTableRowElement && shown.includes(row))) row.remove();
  for (const [at, row] of shown.entries())
    if (body.children[at] !== row) body.insertBefore(row, body.children[at] ?? null);
  for (const key of rows.keys()) if (!links.some((link) => link.key === key)) rows.delete(key);
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
  for (const [index, text] of columns.map((column) => column(link)).entries()) {
    const cell = row.cells[index + 1];
    if (cell && cell.textContent !== text) cell.textContent = text;
  }
  row.classList.toggle("alarm", link.loops > 0 || link.drops > 0);
  return row;
}

/** @param {PageLink} link */
function newRow(link) {
  const name = node("button", link.name);
  name.type = "button";
  const head = node("th", "", name);
  head.scope = "row";
  const row = node("tr", "", head, ...columns.map(() => node("td")));
  for (const cell of [...row.cells].slice(3)) cell.className = "number";
  row.addEventListener("click", () => onSelect(link.key));
  rows.set(link.key, row);
  return row;
}

for (const button of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll("[data-sort]")
)) {
  const head = /** @type {HTMLTableCellElement} */ (button.closest("th"));
  button.addEventListener("click", () => {
    const by = /** @type {keyof PageLink} */ (button.dataset["sort"]);
    sort = { by, down: sort.by === by ? !sort.down : head.className === "number" };
    for (const other of document.querySelectorAll("thead th")) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
    showRows(links);
  });
}
