/** The hosts as a table that sorts. */
import { element, node } from "./dom.js";

/** @import { Tile } from "../fleetmodel.ts" */

/** @type {{ by: keyof Tile, down: boolean }} */
let sort = { by: "state", down: false };
/** @type {readonly Tile[]} */
let hosts = [];
/** @type {Map<string, HTMLTableRowElement>} */
const rows = new Map();

/** @type {readonly (readonly [kind: string, text: (host: Tile) => string])[]} */
const columns = [
  ["", ({ state, why }) => (state === "away" ? `away: ${why}` : state)],
  ["number", ({ links }) => String(links)],
  ["number", ({ jails }) => String(jails)],
  ["number packets", ({ bridges }) => String(bridges)],
  ["octets", ({ version }) => version],
  ["packets", ({ system }) => system],
];

/**
 * Shows these hosts.
 * @param {readonly Tile[]} now
 */
export function showHosts(now) {
  hosts = now;
  if (element("table").hidden) return;
  const names = new Set(hosts.map(({ name }) => name));
  for (const [name, row] of rows)
    if (!names.has(name)) {
      row.remove();
      rows.delete(name);
    }
  const body = element("rows");
  for (const [at, host] of hosts.toSorted(order).entries()) {
    const row = rowOf(host);
    if (body.children[at] !== row) body.insertBefore(row, body.children[at] ?? null);
  }
}

/**
 * @param {Tile} a
 * @param {Tile} b
 */
function order(a, b) {
  const { by, down } = sort;
  const [one, other] = [a[by], b[by]];
  const compared =
    typeof one === "number" && typeof other === "number"
      ? one - other
      : String(one).localeCompare(String(other), "en", { numeric: true });
  return (down ? -compared : compared) || a.name.localeCompare(b.name, "en", { numeric: true });
}

/** @param {Tile} host */
function rowOf(host) {
  const row = rows.get(host.name) ?? newRow(host);
  for (const [at, [, text]] of columns.entries()) {
    const cell = row.cells[at + 1];
    const value = text(host);
    if (cell && cell.textContent !== value) cell.textContent = value;
  }
  row.classList.toggle("alarm", host.state === "away");
  return row;
}

/** @param {Tile} host */
function newRow({ name }) {
  const link = node("a", name);
  link.href = `/host/${name}/`;
  const head = node("th", "", link);
  head.scope = "row";
  const cells = columns.map(([kind]) => {
    const cell = node("td");
    cell.className = kind;
    return cell;
  });
  const row = node("tr", "", head, ...cells);
  row.addEventListener("click", () => location.assign(link.href));
  rows.set(name, row);
  return row;
}

for (const button of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll("[data-sort]")
)) {
  const head = /** @type {HTMLTableCellElement} */ (button.closest("th"));
  button.addEventListener("click", () => {
    const by = /** @type {keyof Tile} */ (button.dataset["sort"]);
    sort = { by, down: sort.by === by ? !sort.down : head.classList.contains("number") };
    for (const other of document.querySelectorAll("thead th")) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
    showHosts(hosts);
  });
}
