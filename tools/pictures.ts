/** `npm run pictures`: draws the pictures of the documentation anew, into docs/images. All are SVG. */
/// <reference lib="dom" />
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { rates } from "../src/buddy/rates.ts";
import type { Topology } from "../src/buddy/topology.ts";
import { draw } from "../src/picture/formats.ts";
import { escapeXml } from "../src/picture/svg.ts";
import { topScreen } from "../src/picture/topscreen.ts";
import { articleTopology, everyKind } from "../test/support/hosttopologies.ts";
import { serveFleet } from "../test/support/madeupfleet.ts";
import { servePage } from "../test/support/madeuppage.ts";
import { madeUpTopology } from "../test/support/topologies.ts";

const directory = join(import.meta.dirname, "..", "docs", "images");

function save(name: string, svg: string | Uint8Array): void {
  writeFileSync(join(directory, name), svg);
  console.log(`docs/images/${name}  ${Math.ceil(svg.length / 1024)} KB`);
}

/** The article's host, as busy as one of its jails, a backup that starts and ends, and a loop make it. */
function busyHost(seconds: number): Topology {
  const topology = articleTopology();
  const wave = (second: number, link: number) =>
    link === 3 && second > 260 && second < 480
      ? 700_000 + 120_000 * Math.sin(second / 9) + 60_000 * Math.sin(second * 1.3)
      : 40_000 *
        link *
        (2 + Math.sin(second / (17 + link * 5)) + Math.sin(second * 0.9 + link) * 0.8);
  const carried = (link: number) => {
    let octets = 0;
    for (let second = 0; second < seconds; second++) octets += wave(second, link);
    return Math.round(octets);
  };
  return {
    ...topology,
    time: new Date(Date.parse(topology.time) + seconds * 1000).toISOString(),
    bridges: topology.bridges.map((bridge) => ({
      ...bridge,
      hosts: bridge.links.flatMap(({ hook, guest }) =>
        "interface" in guest && guest.kind !== "uplink"
          ? [{ addr: guest.interface.ether!, hook, age: 600 + seconds, staleness: seconds % 4 }]
          : [],
      ),
      links: bridge.links.map((link) => {
        const number = Number(link.hook.slice(4));
        const octets = bridge.name === "private" || number === 2 ? 0 : carried(number);
        return {
          ...link,
          stats: {
            ...link.stats!,
            recvOctets: octets,
            recvPackets: Math.round(octets / 900),
            xmitOctets: Math.round(octets / 3),
            xmitPackets: Math.round(octets / 1400),
            loopDetects: number === 5 && seconds > 590 ? 1 : 0,
          },
        };
      }),
    })),
  };
}

// ---------------------------------------------------------------- ngbuddy top

/** What of a terminal's colours top uses. */
const styles: { readonly [code: string]: string } = {
  "1": 'font-weight="bold"',
  "2": 'opacity="0.55"',
  "1;31": 'font-weight="bold" fill="#ff8a70"',
};

function topPicture(): string {
  const [columns, rows] = [80, 12];
  const history = new Map<string, number[]>();
  let latest = rates(undefined, busyHost(0));
  let before = busyHost(440);
  for (let second = 441; second <= 500; second++) {
    const now = busyHost(second);
    latest = rates(before, now);
    before = now;
    for (const [key, { rxBits, txBits }] of latest)
      history.set(key, [...(history.get(key) ?? []), rxBits + txBits]);
  }
  const looping = new Map(
    [...latest].map(([key, rate]) => [key, rate.hook === "link5" ? { ...rate, loops: 2 } : rate]),
  );
  const lines = topScreen(
    {
      hostname: before.hostname,
      time: before.time,
      rates: looping,
      history,
      sort: "load",
      reversed: false,
      bytes: false,
      totals: false,
      filter: "",
      typing: false,
      bridge: undefined,
      selected: undefined,
      paused: false,
      waits: "",
      offset: 0,
    },
    { columns, rows },
  );
  return terminal(lines, columns);
}

/** A terminal's lines as a picture of it. */
function terminal(lines: readonly string[], columns: number): string {
  const [size, high, pad] = [14, 19, 16];
  const wide = size * (1233 / 2048);
  const [width, height] = [Math.ceil(columns * wide) + 2 * pad, lines.length * high + 2 * pad];
  const drawn = lines.flatMap((line, row) => {
    let column = 0;
    const y = pad + row * high;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape is what colours begin with.
    return [...line.matchAll(/(?:\x1b\[([\d;]+)m)?([^\x1b]*)/g)].map(
      ([, code = "0", text = ""]) => {
        const x = pad + column * wide;
        const length = [...text].length;
        column += length;
        if (text.trim() === "" && code !== "7") return "";
        const ground =
          code === "7"
            ? `<rect x="${x}" y="${y}" width="${length * wide}" height="${high}" fill="#c9d3dc"/>`
            : "";
        const style = code === "7" ? 'fill="#0f1317"' : (styles[code] ?? "");
        return `${ground}<text x="${x.toFixed(2)}" y="${y + 14}" textLength="${(length * wide).toFixed(2)}" ${style} xml:space="preserve">${escapeXml(text)}</text>\n`;
      },
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${size}" fill="#eef2f5">
<title>ngbuddy top in a terminal</title>
<rect width="${width}" height="${height}" rx="8" fill="#0f1317"/>
${drawn.join("")}</svg>
`;
}

// ---------------------------------------------------------------- ngbuddy web

/** The page as a browser has it, its own HTML and style inside an SVG: no picture of pixels. */
async function webPicture(): Promise<string> {
  const [width, height] = [1280, 800];
  const page = await servePage(busyHost, async () => ({
    jail: ["jid=1", "name=jail01", "host.hostname=jail01.example.org", "path=/jails/jail01"],
    rcLines: [
      'ngbuddy_public_if="vtnet0"',
      'ngbuddy_public_list="jail01 jail02 jail03 jail04 jail05"',
    ],
  }));
  for (let second = 0; second < 600; second++) page.tick();
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
  });
  try {
    const tab = await browser.newPage({ viewport: { width, height } });
    await tab.goto(page.url);
    await tab.locator('[id="link:public:link3"]').click();
    await tab.locator("#counters", { hasText: "octets" }).waitFor();
    await tab.waitForFunction(() => document.querySelector("#world .selected text:last-of-type"));
    const body = await tab.evaluate(() => {
      const root = document.body.cloneNode(true) as HTMLElement;
      const [from] = document.getElementsByTagName("canvas");
      // What a canvas shows is no part of the document.
      const map = document.createElement("img");
      map.src = from!.toDataURL();
      root.querySelector("canvas")!.replaceWith(map);
      return new XMLSerializer().serializeToString(root);
    });
    const style = await (await tab.request.get(new URL("/app.css", page.url).href)).text();
    return pageInside("The page of ngbuddy web", body, style, width, height);
  } finally {
    await browser.close();
    page.close();
  }
}

function pageInside(
  title: string,
  body: string,
  style: string,
  width: number,
  height: number,
): string {
  // Nothing scrolls in a picture.
  const own = `${style.replaceAll(":root", ".page")}\n#panel, #grid { overflow: hidden; }`;
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${title}</title>
<foreignObject width="${width}" height="${height}">
<div xmlns="http://www.w3.org/1999/xhtml" class="page" style="height: 100%"><style>${escapeXml(own)}</style>
${body}
</div>
</foreignObject>
</svg>
`;
}

/** The page of many hosts, the pictures on its tiles inside of it. */
async function fleetPicture(): Promise<string> {
  const [width, height] = [1280, 800];
  const hosts = Array.from({ length: 12 }, (_, at) => {
    const named = (name: string) => name.replace("guest", `web${at + 1}-`);
    return [
      `web${at + 1}`,
      at === 10 ? undefined : madeUpTopology(4 + ((at * 5) % 9), 2, named),
    ] as const;
  });
  const page = await serveFleet(new Map(hosts));
  page.model.happened({
    ...{ host: "web4", time: "2026-11-29T21:41:10Z", alarm: true },
    what: "loop: web4-0003 on bridge lan (link3) sends what came from another link",
  });
  page.model.happened({
    ...{ host: "web2", time: "2026-11-29T21:40:34Z", alarm: false },
    what: "jail started: web2-0001 (JID 7)",
  });
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
  });
  try {
    const tab = await browser.newPage({ viewport: { width, height } });
    await tab.goto(page.url);
    await tab.waitForFunction(() => document.images.length > 10);
    const body = await tab.evaluate(async () => {
      document.getElementById("clock")!.textContent = "21:41:12";
      const root = document.body.cloneNode(true) as HTMLElement;
      for (const picture of root.querySelectorAll("img")) {
        const source = picture.getAttribute("src");
        if (source === null) continue;
        const text = await (await fetch(source)).text();
        picture.removeAttribute("loading");
        picture.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
      }
      return new XMLSerializer().serializeToString(root);
    });
    const styles = ["/app.css", "/fleet.css"].map(async (path) =>
      (await tab.request.get(new URL(path, page.origin).href)).text(),
    );
    const style = (await Promise.all(styles)).join("\n");
    return pageInside("The page of ngbuddy fleet web", body, style, width, height);
  } finally {
    await browser.close();
    page.close();
  }
}

mkdirSync(directory, { recursive: true });
save("five-jails.svg", await draw(articleTopology(), "svg"));
save("every-kind-dark.svg", await draw(everyKind(), "svg", { theme: "dark" }));
save("64-guests.svg", await draw(madeUpTopology(64, 2), "svg"));
save("nodes.svg", await draw(articleTopology(), "svg", { nodes: true }));
save("top.svg", topPicture());
save("web.svg", await webPicture());
save("fleet.svg", await fleetPicture());
