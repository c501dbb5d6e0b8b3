/** The browser that tests drive: headless Chromium. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const shots = join(import.meta.dirname, "..", "..", "out", "screenshots");

/** Starts one. A test file needs one alone: each takes some seconds of the processor. */
export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      // A process for every page there is, and one more that waits for the next.
      ...["--process-per-site", "--disable-features=SpareRendererForSitePerProcess"],
    ],
  });
}

/** Where $NGBUDDY_TEST_SCREENSHOTS is set, keeps what a page looks like, in out/screenshots/. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (process.env["NGBUDDY_TEST_SCREENSHOTS"] === undefined) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}
