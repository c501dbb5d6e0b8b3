/** The page of many hosts in the browser: takes what the server pushes, and hands it to the parts of the page. */
import { counted, element, get, node } from "./dom.js";
import { showEvents } from "./eventlog.js";
import { showFindings } from "./findings.js";
import { showHosts } from "./hosttable.js";
import { whenDressed } from "./look.js";
import { dressTiles, markTiles, pointAt, showTiles } from "./tiles.js";

/** @import { FleetUpdate, Found, Hit, Tile } from "../fleetmodel.ts" */

/** @type {Map<string, Tile>} */
let hosts = new Map();
const field = element("search", HTMLInputElement);
const panel = element("panel");

// ---------------------------------------------------------------- what comes from the server

const events = new EventSource("events");
events.addEventListener("message", (event) => {
  const {
    time,
    server,
    names,
    hosts: changed,
    events,
  } = /** @type {FleetUpdate} */ (JSON.parse(event.data));
  const fresh = new Map(changed.map((host) => [host.name, host]));
  hosts = new Map(
    names.flatMap((name) => {
      const host = fresh.get(name) ?? hosts.get(name);
      return host === undefined ? [] : [[name, host]];
    }),
  );
  const clock = element("clock", HTMLTimeElement);
  clock.textContent = time.slice(11, 19);
  clock.dateTime = time;
  say(server ? "" : "no server of the fleet is reached", !server);
  show();
  showEvents(events);
  performance.mark("hosts");
});
events.addEventListener("error", () => {
  // Closed: the server answered, and did not let us in.
  const refused = events.readyState === EventSource.CLOSED;
  say(
    refused
      ? "not let in; open the newest address that was printed"
      : "no connection, trying again",
    true,
  );
});

function show() {
  const all = [...hosts.values()];
  const away = all.filter(({ state }) => state === "away").length;
  const links = all.reduce((sum, host) => sum + host.links, 0);
  const jails = all.reduce((sum, host) => sum + host.jails, 0);
  element("summary").textContent = [
    counted(all.length, "host"),
    ...(away === 0 ? [] : [`${away} away`]),
    counted(links, "link"),
    counted(jails, "jail"),
  ].join(", ");
  showTiles(hosts);
  showHosts(found === undefined ? all : all.filter(({ name }) => found?.counts[name]));
}

/**
 * Said aloud too, so only when it changes.
 * @param {string} text
 * @param {boolean} lost
 */
function say(text, lost) {
  if (element("connection").textContent !== text) element("connection").textContent = text;
  element("state").classList.toggle("lost", lost);
}

// ---------------------------------------------------------------- search

/** @type {Found | undefined} */
let found;
let at = -1;
let asked = 0;

async function search() {
  const wanted = field.value.trim();
  const number = ++asked;
  const answer =
    wanted === "" ? undefined : await get(`api/search?q=${encodeURIComponent(wanted)}`);
  if (number !== asked) return;
  found = answer?.ok ? await answer.json() : undefined;
  at = -1;
  element("found").textContent =
    found === undefined ? "" : found.total === 0 ? "none" : `${found.total}`;
  markTiles(found?.counts);
  showHits();
  pointAt("");
  show();
}

function showHits() {
  const hits = found?.hits ?? [];
  panel.hidden = hits.length === 0;
  const items = hits.map((hit) => {
    const link = node("a", hit.name);
    link.href = addressOf(hit);
    return node("li", "", link, ` ${placeOf(hit)}`);
  });
  const more = (found?.total ?? 0) - hits.length;
  element("hits").replaceChildren(...items, ...(more > 0 ? [node("li", `and ${more} more`)] : []));
}

/** @param {Hit} hit */
function addressOf({ host, bridge, name }) {
  return bridge === undefined
    ? `/host/${host}/`
    : `/host/${host}/#find=${encodeURIComponent(name)}`;
}

/** @param {Hit} hit */
function placeOf({ host, bridge, hook }) {
  return bridge === undefined ? "host" : `on ${host}, bridge ${bridge} (${hook})`;
}

field.addEventListener("input", search);
element("find").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (found === undefined) await search();
  const hits = found?.hits ?? [];
  const [only] = hits;
  if (only !== undefined && hits.length === 1) return location.assign(addressOf(only));
  // Enter again goes to the next.
  const hit = hits[++at % hits.length];
  if (hit === undefined) return;
  pointAt(hit.host);
  for (const [index, item] of [...element("hits").children].entries()) {
    item.classList.toggle("selected", index === at % hits.length);
    if (index === at % hits.length) item.scrollIntoView({ block: "nearest" });
  }
});

function forget() {
  field.value = "";
  search();
}
element("close").addEventListener("click", forget);

window.addEventListener("keydown", (event) => {
  const { target, key, ctrlKey, metaKey, altKey } = event;
  if (key === "Escape") forget();
  if (key !== "/" || target instanceof HTMLInputElement || ctrlKey || metaKey || altKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// ---------------------------------------------------------------- views, colours

const views = /** @type {const} */ (["tiles", "table", "findings"]);

/** @param {typeof views[number]} wanted */
function chooseView(wanted) {
  for (const view of views) {
    element(view).hidden = view !== wanted;
    element(`show-${view}`).setAttribute("aria-pressed", String(view === wanted));
  }
  if (wanted === "findings") showFindings();
  else show();
}
for (const view of views) element(`show-${view}`).addEventListener("click", () => chooseView(view));
whenDressed(dressTiles);
