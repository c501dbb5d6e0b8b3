/** The page of 100 hosts with 100 guests each in headless Chromium: how soon it is there, how smoothly it moves, how soon it finds. */
/// <reference lib="dom" />
import { chromium, type Page } from "playwright-core";
import { serveFleet } from "../test/support/madeupfleet.ts";
import { madeUpTopology } from "../test/support/topologies.ts";
import { milliseconds, type Row } from "./measure.ts";

const HOSTS = 100;
const GUESTS = 100;
/** A guest that each host has, by a part of its name. */
const WANTED = "x0042";

/** Measures it. */
export async function fleetWeb(): Promise<Row[]> {
  const names = Array.from({ length: HOSTS }, (_, at) => `host${at + 1}`);
  const served = await serveFleet(
    new Map(
      names.map((name) => [
        name,
        madeUpTopology(GUESTS, 3, (guest) => guest.replace("guest", `${name}x`)),
      ]),
    ),
  );
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(served.url);
    await picturesAt(page);
    await page.goto(served.origin);
    const tiles = await page.waitForFunction(
      () => performance.getEntriesByName("hosts")[0]?.startTime,
    );
    return [
      { what: "all hosts are there", value: milliseconds((await tiles.jsonValue())! / 1000) },
      {
        what: "all pictures in view are drawn",
        value: milliseconds((await picturesAt(page)) / 1000),
      },
      { what: "scrolling", value: await scrolling(page) },
      {
        what: `a guest of each host is found among ${HOSTS * GUESTS}, after the last key`,
        value: milliseconds((await searching(page)) / 1000),
      },
    ];
  } finally {
    await browser.close();
    served.close();
  }
}

/** Milliseconds from the call of the page until what is in view has its picture. */
async function picturesAt(page: Page): Promise<number> {
  const found = await page.waitForFunction(() => {
    const shown = [...document.images].filter(
      (one) => one.getBoundingClientRect().top < innerHeight,
    );
    return shown.length > 10 && shown.every((one) => one.naturalWidth > 0) && performance.now();
  });
  return (await found.jsonValue()) as number;
}

/** Scrolls for some seconds, and counts what was shown. */
async function scrolling(page: Page): Promise<string> {
  const perSecond = await page.evaluate(async () => {
    const grid = document.getElementById("grid")!;
    const start = performance.now();
    let count = 0;
    for (; performance.now() - start < 4_000; count++) {
      await new Promise(requestAnimationFrame);
      grid.scrollTop += 12;
    }
    return count / 4;
  });
  return `${perSecond.toFixed(0)} frames a second`;
}

/** Milliseconds from a key until what was found is on the page. */
async function searching(page: Page): Promise<number> {
  return await page.evaluate(async (wanted) => {
    const field = document.getElementById("search") as HTMLInputElement;
    const start = performance.now();
    field.value = wanted;
    field.dispatchEvent(new Event("input"));
    while (document.querySelectorAll("#hits li").length === 0)
      await new Promise((resolve) => setTimeout(resolve, 1));
    return performance.now() - start;
  }, WANTED);
}
