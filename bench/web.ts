/** The live page with 1,000 links in headless Chromium: how soon it is painted, how smoothly it moves. */
/// <reference lib="dom" />
import { type Browser, chromium, type Page } from "playwright-core";
import { serveMadeUp } from "../test/support/madeuppage.ts";
import type { Row } from "./measure.ts";

const RUNS = 5;
const MOVES = 180;

export async function web(): Promise<Row[]> {
  const served = await serveMadeUp(1000, 20);
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  // A host is read each second, and every link has been busy.
  const clock = setInterval(() => served.tick(), 1000);
  try {
    return await measure(browser, served.url);
  } finally {
    clearInterval(clock);
    await browser.close();
    served.close();
  }
}

async function measure(browser: Browser, url: string): Promise<Row[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  const painted: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await page.goto(new URL(url).origin);
    painted.push(await pictureAt(page));
  }
  painted.sort((a, b) => a - b);
  const whole = await frames(page);
  for (let turn = 0; turn < 6; turn++) await page.mouse.wheel(0, -400);
  const close = await frames(page);
  return [
    {
      what: "1,000 links painted after the page is called",
      value: `${painted[RUNS >> 1]!.toFixed(0)} ms (${RUNS} runs, at most ${painted.at(-1)!.toFixed(0)} ms)`,
    },
    { what: "the whole picture moved by the mouse", value: whole },
    { what: "the same, zoomed in until names can be read", value: close },
  ];
}

/** Milliseconds from the call of the page until the frame with the picture in it was painted. */
async function pictureAt(page: Page): Promise<number> {
  const found = await page.waitForFunction(
    () => performance.getEntriesByName("picture")[0]?.startTime,
  );
  return (await found.jsonValue())!;
}

/** Moves the view with the mouse, for about three seconds, and counts what was shown. */
async function frames(page: Page): Promise<string> {
  await page.mouse.move(600, 400);
  await page.mouse.down();
  await page.evaluate(() => {
    const times: number[] = [];
    const next = (time: number) => {
      times.push(time);
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
    Object.assign(window, { times });
  });
  for (let step = 1; step <= MOVES; step++) {
    const angle = step / 15;
    await page.mouse.move(600 + 200 * Math.sin(angle), 400 + 100 * Math.sin(2 * angle));
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await page.mouse.up();
  const times = await page.evaluate(() => (window as unknown as { times: number[] }).times);
  const gaps = times.slice(1).map((time, index) => time - times[index]!);
  const rate = (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0);
  // One that came when the next was due was missed.
  const late = gaps.filter((gap) => gap > 25).length;
  return `${rate.toFixed(0)} frames a second, ${late} of ${gaps.length} late, the longest ${Math.max(...gaps).toFixed(0)} ms`;
}
