/** The live page in the browser: draws what the server pushes, and lets one look around in it. */

const element = (id) => document.getElementById(id);
const picture = element("picture");
const world = element("world");
const minimap = element("minimap");

let update;
let shape;
let selected;
let sort = { by: "rxBits", down: true };
let view = { x: 0, y: 0, scale: 1 };
let size = { width: 1, height: 1 };
let theme =
  localStorage.getItem("theme") ??
  (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

// ---------------------------------------------------------------- what comes from the server

const events = new EventSource("/events");
events.addEventListener("hello", (event) => {
  element("change").hidden = !JSON.parse(event.data).changes;
});
events.onmessage = async (event) => {
  update = JSON.parse(event.data);
  element("state").textContent = update.time.slice(11, 19);
  element("state").classList.remove("lost");
  element("hostname").textContent = update.hostname;
  document.title = `${update.hostname} – Netgraph Buddy`;
  if (update.shape !== shape) await redraw();
  paint();
  showRows();
  showEvents();
};
events.onerror = () => {
  element("state").textContent = "no connection, trying again";
  element("state").classList.add("lost");
};

// ---------------------------------------------------------------- the picture

async function redraw() {
  const first = shape === undefined;
  shape = update.shape;
  const answer = await fetch(`/picture?theme=${theme}`);
  if (!answer.ok) return;
  const parsed = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
  const svg = document.importNode(parsed.documentElement, true);
  size = { width: svg.width.baseVal.value, height: svg.height.baseVal.value };
  world.replaceChildren(svg);
  for (const link of update.links) {
    const card = cardOf(link);
    if (!card) continue;
    card.setAttribute("role", "button");
    card.setAttribute("tabindex", "0");
    card.dataset.key = link.key;
  }
  if (first) fit();
  drawMinimap();
  search();
}

const cards = new Map();
function cardOf(link) {
  const known = cards.get(link.card);
  if (known?.isConnected) return known;
  const found = world.querySelector(`[id="${CSS.escape(link.card)}"]`);
  if (found) cards.set(link.card, found);
  return found;
}

/** Links are as thick and warm as they are busy; each card says its rates. */
function paint() {
  const most = Math.max(1000, ...update.links.map((link) => link.rxBits + link.txBits));
  for (const link of update.links) {
    const card = cardOf(link);
    if (!card) continue;
    const load = (link.rxBits + link.txBits) / most;
    const stem = card.querySelector("path");
    if (stem) {
      stem.setAttribute("stroke-width", String(2 + 8 * Math.sqrt(load)));
      stem.style.stroke =
        load > 0 ? `color-mix(in oklab, #d55e00 ${Math.round(load * 100)}%, #0072b2)` : "";
    }
    const texts = card.querySelectorAll("text");
    const counters = [...texts].find(
      (text) => text.dataset.rates === "yes" || /^RX /.test(text.textContent),
    );
    if (counters) {
      counters.dataset.rates = "yes";
      const busy = link.rxBits + link.txBits > 0;
      const value = busy
        ? `RX ${bits(link.rxBits)}/s TX ${bits(link.txBits)}/s`
        : `RX ${bytes(link.rxOctets)}  TX ${bytes(link.txOctets)}`;
      if (counters.textContent !== value) counters.textContent = value;
    }
    card.classList.toggle("selected", link.key === selected);
  }
}

function show() {
  world.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
  drawMinimap();
}

function fit() {
  const { clientWidth: width, clientHeight: height } = picture;
  const scale = Math.min(width / size.width, height / size.height, 2);
  view = {
    scale,
    x: (width - size.width * scale) / 2,
    y: Math.max(0, (height - size.height * scale) / 2),
  };
  show();
}

function zoom(factor, x, y) {
  const scale = Math.min(8, Math.max(0.02, view.scale * factor));
  const real = scale / view.scale;
  view = { scale, x: x - (x - view.x) * real, y: y - (y - view.y) * real };
  show();
}

let moved = false;
const fingers = new Map();
picture.addEventListener("pointerdown", (event) => {
  moved = false;
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
});
picture.addEventListener("pointermove", (event) => {
  const was = fingers.get(event.pointerId);
  if (!was) return;
  const [dx, dy] = [event.clientX - was.x, event.clientY - was.y];
  if (Math.abs(dx) + Math.abs(dy) > 2) moved = true;
  if (fingers.size === 2) {
    const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
    const before = Math.hypot(was.x - other.x, was.y - other.y);
    const after = Math.hypot(event.clientX - other.x, event.clientY - other.y);
    const box = picture.getBoundingClientRect();
    zoom(after / Math.max(1, before), other.x - box.x, other.y - box.y);
  } else {
    view.x += dx;
    view.y += dy;
    show();
  }
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
});
for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
  picture.addEventListener(end, (event) => fingers.delete(event.pointerId));
}
picture.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    const box = picture.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 400), event.clientX - box.x, event.clientY - box.y);
  },
  { passive: false },
);
picture.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[
    event.key
  ];
  if (step) {
    event.preventDefault();
    view.x += step[0];
    view.y += step[1];
    show();
  } else if (event.key === "+" || event.key === "-") {
    zoom(event.key === "+" ? 1.25 : 0.8, picture.clientWidth / 2, picture.clientHeight / 2);
  } else if (event.key === "0") fit();
  else if ((event.key === "Enter" || event.key === " ") && event.target.dataset?.key) {
    event.preventDefault();
    select(event.target.dataset.key);
  }
});
world.addEventListener("click", (event) => {
  const card = event.target.closest("[data-key]");
  if (card && !moved) select(card.dataset.key);
});
addEventListener("resize", drawMinimap);

function drawMinimap() {
  const context = minimap.getContext("2d");
  const scale = Math.min(minimap.width / size.width, minimap.height / size.height);
  context.clearRect(0, 0, minimap.width, minimap.height);
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--line");
  for (const box of world.querySelectorAll("svg > g > rect:first-of-type")) {
    const at = (name) => Number(box.getAttribute(name)) * scale;
    context.fillRect(at("x"), at("y"), at("width"), at("height"));
  }
  context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue("--accent");
  context.lineWidth = 2;
  const shown = [-view.x, -view.y, picture.clientWidth, picture.clientHeight].map(
    (value) => (value / view.scale) * scale,
  );
  context.strokeRect(...shown);
}
minimap.addEventListener("pointerdown", (event) => {
  event.stopPropagation();
  const scale = Math.min(minimap.width / size.width, minimap.height / size.height);
  view.x = picture.clientWidth / 2 - (event.offsetX / scale) * view.scale;
  view.y = picture.clientHeight / 2 - (event.offsetY / scale) * view.scale;
  show();
});

// ---------------------------------------------------------------- search, selection, details

function matches(link, wanted) {
  if (`${link.name} ${link.bridge} ${link.hook}`.toLowerCase().includes(wanted)) return true;
  return cardOf(link)?.textContent.toLowerCase().includes(wanted) ?? false;
}

function search() {
  const wanted = element("search").value.trim().toLowerCase();
  let first;
  for (const link of update?.links ?? []) {
    const card = cardOf(link);
    const found = wanted !== "" && matches(link, wanted);
    card?.classList.toggle("found", found);
    card?.classList.toggle("dim", wanted !== "" && !found);
    if (found) first ??= card;
  }
  return first;
}
element("search").addEventListener("input", () => {
  search();
  showRows();
});
element("find").addEventListener("submit", (event) => {
  event.preventDefault();
  const first = search();
  if (!first) return;
  const box = first.getBBox();
  view = {
    scale: 1,
    x: picture.clientWidth / 2 - box.x - box.width / 2,
    y: picture.clientHeight / 2 - box.y - box.height / 2,
  };
  show();
  select(first.dataset.key);
});

async function select(key) {
  selected = key;
  const answer = await fetch(`/details?key=${encodeURIComponent(key)}`);
  const panel = element("panel");
  panel.hidden = false;
  if (answer.ok) showDetails(panel, await answer.json());
  else panel.replaceChildren(closeButton(), node("p", await answer.text()));
  paint();
}

function node(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function closeButton() {
  const close = node("button", "Close");
  close.type = "button";
  close.addEventListener("click", () => {
    selected = undefined;
    element("panel").hidden = true;
    paint();
  });
  return close;
}

function list(pairs) {
  return node(
    "dl",
    "",
    ...pairs.flatMap(([name, value]) => [node("dt", name), node("dd", String(value))]),
  );
}

function showDetails(panel, details) {
  const parts = [closeButton(), node("h2", details.title), list(details.facts)];
  parts.push(node("h3", "Last ten minutes, bits a second"), chart(details.past));
  parts.push(node("h3", "Counters"), list(details.counters));
  const addresses = details.addresses.map(({ addr, age }) => [addr, `${age} s`]);
  parts.push(
    node("h3", "Addresses behind this link"),
    addresses.length ? list(addresses) : node("p", "none learned"),
  );
  if (details.jail) parts.push(node("h3", "Jail"), node("pre", details.jail));
  parts.push(node("h3", "rc.conf"), node("pre", details.rcLines.join("\n") || "nothing"));
  panel.replaceChildren(...parts);
}

function chart(past) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 600 100");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  const most = Math.max(1, ...past.flat());
  svg.setAttribute("aria-label", `up to ${bits(most)} a second`);
  for (const [index, dashes] of [
    [0, ""],
    [1, "6 3"],
  ]) {
    const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
    const points = past.map(
      (rates, at) => `${600 - past.length + at},${98 - (rates[index] / most) * 94}`,
    );
    line.setAttribute("points", points.join(" "));
    line.setAttribute("fill", "none");
    line.setAttribute("stroke", "currentColor");
    line.setAttribute("stroke-width", "1.5");
    line.setAttribute("stroke-dasharray", dashes);
    line.setAttribute("vector-effect", "non-scaling-stroke");
    svg.append(line);
  }
  return svg;
}
setInterval(() => {
  if (selected && !element("panel").hidden) select(selected);
}, 2000);

// ---------------------------------------------------------------- table and events

function showRows() {
  if (element("table").hidden) return;
  const wanted = element("search").value.trim().toLowerCase();
  const links = update.links.filter((link) => wanted === "" || matches(link, wanted));
  const { by, down } = sort;
  links.sort((a, b) => {
    const order =
      typeof a[by] === "number"
        ? a[by] - b[by]
        : String(a[by]).localeCompare(String(b[by]), "en", { numeric: true });
    return down ? -order : order;
  });
  const rows = links.map((link) => {
    const row = node("tr");
    const cells = [
      link.name,
      link.bridge,
      link.hook,
      bits(link.rxBits),
      bits(link.txBits),
      link.rxPackets.toFixed(0),
      link.txPackets.toFixed(0),
      link.drops,
    ];
    row.append(
      ...cells.map((value, index) => {
        const cell = node("td", String(value));
        if (index > 2) cell.className = "number";
        return cell;
      }),
    );
    row.classList.toggle("alarm", link.loops > 0 || link.drops > 0);
    row.addEventListener("click", () => select(link.key));
    return row;
  });
  element("rows").replaceChildren(...rows);
}
for (const button of document.querySelectorAll("[data-sort]")) {
  button.addEventListener("click", () => {
    sort = {
      by: button.dataset.sort,
      down:
        sort.by === button.dataset.sort ? !sort.down : button.closest("th").className === "number",
    };
    for (const other of document.querySelectorAll("th")) other.removeAttribute("aria-sort");
    button.closest("th").setAttribute("aria-sort", sort.down ? "descending" : "ascending");
    showRows();
  });
}

function showEvents() {
  const items = update.happenings.map(({ time, what }) =>
    node("li", `${time.slice(11, 19)} ${what}`),
  );
  element("events").replaceChildren(...(items.length ? items : [node("li", "nothing yet")]));
}

// ---------------------------------------------------------------- views, colours, changes

function chooseView(table) {
  element("table").hidden = !table;
  picture.hidden = table;
  element("show-table").setAttribute("aria-pressed", String(table));
  element("show-picture").setAttribute("aria-pressed", String(!table));
  if (update) showRows();
}
element("show-table").addEventListener("click", () => chooseView(true));
element("show-picture").addEventListener("click", () => chooseView(false));
element("fit").addEventListener("click", fit);

function dress() {
  document.documentElement.classList.toggle("dark", theme === "dark");
  element("theme").textContent = theme === "dark" ? "Light" : "Dark";
  for (const link of document.querySelectorAll("#downloads a")) {
    link.href = `${new URL(link.href).pathname}?theme=${theme}`;
  }
}
element("theme").addEventListener("click", async () => {
  theme = theme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", theme);
  dress();
  cards.clear();
  if (update) {
    await redraw();
    paint();
  }
});
dress();

async function ask(path) {
  const words = [element("word").value, ...element("names").value.split(/\s+/).filter(Boolean)];
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ words }),
  });
  element("plan").textContent = await answer.text();
  return answer.ok;
}
element("change").addEventListener("submit", async (event) => {
  event.preventDefault();
  element("apply").disabled = !(await ask("/plan"));
});
element("apply").addEventListener("click", async () => {
  element("apply").disabled = true;
  await ask("/apply");
});
for (const id of ["word", "names"]) {
  element(id).addEventListener("input", () => {
    element("apply").disabled = true;
  });
}

// ---------------------------------------------------------------- numbers

function scaled(value, step, units, space) {
  let size = value;
  let unit = 0;
  while (size >= step - 0.5 && unit < units.length - 1) {
    size /= step;
    unit++;
  }
  return `${size.toFixed(unit === 0 || size >= 99.5 ? 0 : 1)}${space}${units[unit]}`;
}
function bits(value) {
  return scaled(value, 1000, ["b", "kb", "Mb", "Gb"], " ");
}
function bytes(value) {
  return scaled(value, 1024, ["B", "KB", "MB", "GB", "TB"], "");
}
