/** The live page in the browser: takes what the server pushes, and hands it to the parts of the page. */
import { offerChanges } from "./changes.js";
import { counted, element, get, node, rate } from "./dom.js";
import { showEvents } from "./eventlog.js";
import { showFindings } from "./findings.js";
import { theme, whenDressed } from "./look.js";
import * as panel from "./panel.js";
import * as picture from "./picture.js";
import * as table from "./table.js";
import { aspect } from "./view.js";

/** @import { PageLink, Update } from "../model.ts" */

/** @type {Update | undefined} */
let update;
const field = element("search", HTMLInputElement);
/** More links than these are a table at first: a picture of them has no names that can be read. */
const MANY = 100;
/** Has a view been chosen? */
let chosen = false;
/** The picture that is shown: its shape, colours and aspect. */
let drawn = "";
/** What the host is called in a fleet; empty for the one that serves the page. */
let member = "";
/** What is to be looked for first: the page of many hosts has found it here. */
let first = decodeURIComponent(/^#find=(.*)/.exec(location.hash)?.[1] ?? "");
// Asked for before the first reading has come, so that both are there at once.
/** @type {ReturnType<typeof fetchPicture> | undefined} */
let early = fetchPicture();

// ---------------------------------------------------------------- what comes from the server

const events = new EventSource("events");
events.addEventListener("hello", (event) => {
  const { changes, name } = JSON.parse(event.data);
  offerChanges(changes);
  if (name !== undefined) inFleet(name);
});
events.addEventListener("message", async (event) => {
  const now = /** @type {Update} */ (JSON.parse(event.data));
  update = now;
  say("", false);
  const { hostname, time, links } = now;
  const clock = element("clock", HTMLTimeElement);
  clock.textContent = time.slice(11, 19);
  clock.dateTime = time;
  const called = member === "" || member === hostname ? hostname : `${member} (${hostname})`;
  element("hostname").textContent = called;
  document.title = `${called} – Netgraph Buddy`;
  const bridges = new Set(links.map(({ bridge }) => bridge)).size;
  const carried = links.reduce((sum, { rxBits }) => sum + rxBits, 0);
  element("summary").textContent =
    `${counted(bridges, "bridge")}, ${counted(links.length, "link")}, ${rate(carried)}`;
  if (!chosen) chooseView(links.length > MANY ? "table" : "picture");
  await redraw();
  picture.paint(links);
  if (first !== "" && drawn !== "") findFirst();
  table.showRows(wantedLinks());
  showEvents(now.events);
  await panel.refresh(now);
});
events.addEventListener("trouble", (event) => {
  say(`the host cannot be read: ${JSON.parse(event.data).reason}`, true);
});
events.addEventListener("error", () => {
  // Closed: the server answered, and did not let us in.
  const refused = events.readyState === EventSource.CLOSED;
  say(
    refused
      ? "not let in; open the newest address that ngbuddy web printed"
      : "no connection, trying again",
    true,
  );
});

/**
 * Said aloud too, so only when it changes.
 * @param {string} text
 * @param {boolean} lost
 */
function say(text, lost) {
  if (element("connection").textContent !== text) element("connection").textContent = text;
  element("state").classList.toggle("lost", lost);
}

// ---------------------------------------------------------------- the picture

/** The picture as the server has it now, and which one that is. */
async function fetchPicture() {
  const as = `${theme} ${aspect()}`;
  const answer = await get(`picture?theme=${theme}&aspect=${aspect()}`);
  if (!answer?.ok) return undefined;
  return { text: await answer.text(), is: `${answer.headers.get("ETag")} ${as}`, as };
}

let drawing = false;
/** Draws the picture anew where it is another one; one at a time, so that the last is the newest. */
async function redraw() {
  if (update === undefined || drawing || `"${update.shape}" ${theme} ${aspect()}` === drawn) return;
  drawing = true;
  const got = await (early ?? fetchPicture()).finally(() => {
    early = undefined;
    drawing = false;
  });
  if (got === undefined) return;
  const first = drawn === "";
  drawn = got.is;
  picture.draw(got.text, update.links);
  search();
  if (first) requestAnimationFrame(() => setTimeout(() => performance.mark("picture")));
  // Another look may have been wanted meanwhile.
  if (got.as !== `${theme} ${aspect()}`) await redraw();
}
addEventListener("resize", () => {
  if (update) redraw();
});

// ---------------------------------------------------------------- one of many hosts

/** @param {string} name */
function inFleet(name) {
  member = name;
  element("hostname").textContent = name;
  element("all-hosts").hidden = false;
}

window.addEventListener(
  "keydown",
  ({ key, target }) => {
    // Out again, when there is nothing nearer to close.
    const inside = target instanceof HTMLInputElement || !element("panel").hidden;
    if (key === "Escape" && member !== "" && !inside) location.assign("/");
  },
  true,
);

function findFirst() {
  field.value = first;
  first = "";
  const [link] = search();
  if (link === undefined) return;
  picture.lookAtLink(link.key);
  select(link.key);
}

// ---------------------------------------------------------------- search and selection

/** @returns {readonly PageLink[]} */
function wantedLinks() {
  if (!update) return [];
  const wanted = field.value.trim().toLowerCase();
  return wanted === "" ? update.links : update.links.filter((link) => picture.says(link, wanted));
}

function search() {
  if (!update) return [];
  const all = field.value.trim() === "";
  const links = wantedLinks();
  picture.mark(all ? undefined : new Set(links.map(({ key }) => key)));
  element("found").textContent = all ? "" : links.length === 0 ? "none" : `${links.length}`;
  return all ? [] : links;
}
let at = 0;
field.addEventListener("input", () => {
  at = 0;
  search();
  if (update) table.showRows(wantedLinks());
});
element("find").addEventListener("submit", (event) => {
  event.preventDefault();
  const links = search();
  // Enter again goes to the next.
  const link = links[at++ % links.length];
  if (link === undefined) return;
  picture.lookAtLink(link.key);
  select(link.key).then(() => field.focus());
});
picture.whenSelected(select);
table.whenSelected(select);

/** @param {string} key */
async function select(key) {
  if (update) await panel.select(key, update);
}

// ---------------------------------------------------------------- events, views, colours

const views = /** @type {const} */ (["picture", "table", "findings"]);

/** @param {typeof views[number]} wanted */
function chooseView(wanted) {
  chosen = true;
  for (const view of views) {
    element(view).hidden = view !== wanted;
    element(`show-${view}`).setAttribute("aria-pressed", String(view === wanted));
  }
  if (wanted === "findings") showFindings();
  if (!update) return;
  table.showRows(wantedLinks());
  redraw();
}
for (const view of views) element(`show-${view}`).addEventListener("click", () => chooseView(view));

element("csv").addEventListener("click", () => {
  const link = node("a");
  link.href = URL.createObjectURL(new Blob([table.csv()], { type: "text/csv" }));
  link.download = `${update?.hostname ?? "links"}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
});

window.addEventListener("keydown", (event) => {
  const { target, key } = event;
  const types = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  if (key !== "/" || types || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});

whenDressed(() => {
  if (update) redraw();
});
