/// <reference lib="dom" />
/** The page of a fleet in headless Chromium, against labs with agents and a real server. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { keepScreenshot, startBrowser } from "../support/browser.ts";
import { executable } from "../support/executable.ts";
import { type FleetBed, fleetBed } from "../support/fleetbed.ts";
import { foundIn } from "../support/prometheus.ts";

// A browser on a busy machine takes its time.
setDefaultTimeout(60_000);

const DESK = { width: 1280, height: 800 };

let bed: FleetBed;
let browser: Browser;
let page: Page;
let directory: string;
let url: string;
let served: Bun.Subprocess<"ignore", "pipe", "pipe">;
const errors: string[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "ngbuddy-fleetweb-"));
  bed = await fleetBed(["web1", "web2", "away"]);
  for (const name of ["web1", "web2"]) {
    const { out } = bed.labs.get(name)!;
    await out("ngbuddy bridge lan vtnet1");
    await out(`ngbuddy create db${name} lan`);
  }
  await bed.asOwner(async () => {});
  for (const name of ["web1", "web2"]) await bed.agent(name).remarked(/connected/);
  const file = join(directory, "fleet.json");
  writeFileSync(file, JSON.stringify(bed.file), { mode: 0o600 });
  served = Bun.spawn([executable, "fleet", "web", "--fleet", file], {
    env: { ...process.env, XDG_STATE_HOME: directory },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  void served.stderr.pipeTo(new WritableStream()).catch(() => {});
  url = await foundIn(served.stdout, /^(http\S+)$/m);
  browser = await startBrowser();
  page = await browser.newPage({ viewport: DESK });
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(url);
});
afterAll(async () => {
  await browser?.close();
  served?.kill("SIGINT");
  await served?.exited;
  await bed[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

const tile = (name: string) =>
  page.locator("#grid a", { has: page.getByText(name, { exact: true }) });

test("all hosts are there with their pictures, and the one that is away is marked", async () => {
  await page.locator('#grid a[data-host="away"].away').waitFor();
  await page.waitForFunction(
    () => [...document.images].filter(({ naturalWidth }) => naturalWidth > 0).length === 2,
  );
  expect(await page.locator("#summary").textContent()).toBe("3 hosts, 1 away, 6 links, 0 jails");
  await keepScreenshot(page, "fleet");
});

test("a name is found on the host that has it, and Enter leads into its picture", async () => {
  await page.keyboard.press("/");
  await page.keyboard.type("dbweb2");
  // Fewer letters found another one, too.
  await page.waitForFunction(() => document.querySelectorAll("#hits li").length === 1);
  expect(await page.locator("#hits li").allTextContents()).toEqual([
    "dbweb2 on web2, bridge lan (link0)",
  ]);
  await page.keyboard.press("Enter");
  await page.locator("#panel #chosen", { hasText: "dbweb2" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/host/web2/");
  await page.locator("#counters", { hasText: "octets" }).waitFor();
  expect(await page.locator("#hostname").textContent()).toStartWith("web2 (");
  await keepScreenshot(page, "fleet-host");
});

test("what comes on that host is in its picture at once, and Esc leads out again", async () => {
  await page.keyboard.press("Escape");
  await bed.labs.get("web2")!.out("ngbuddy create late lan");
  await page.locator("#world g", { hasText: "late" }).first().waitFor();
  await page.locator("#picture").focus();
  await page.keyboard.press("Escape");
  await tile("web2").getByText("4 links").waitFor();
});

test("arrows go from host to host and Enter opens one, larger and smaller by keys", async () => {
  await page.locator('#grid a[data-host="web1"]').focus();
  const width = () =>
    page
      .locator("#grid li")
      .first()
      .evaluate((item) => item.clientWidth);
  for (let turn = 0; turn < 5; turn++) await page.keyboard.press("-");
  const small = await width();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  expect(await width()).toBeGreaterThan(small);
  await page.keyboard.press("0");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/host/web2/");
  await page.locator("#world svg").waitFor();
  await page.locator("#all-hosts").click();
  await page.locator("#grid a").first().waitFor();
});

test("the doctors of all hosts are asked, and the one that does not answer is named", async () => {
  await page.locator("#show-findings").click();
  await page.locator("#findings-list li", { hasText: "away: its doctor did not answer" }).waitFor();
  await page.locator("#show-tiles").click();
});

test("it is usable on a phone, dark, and in a table", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(new URL("/", url).href);
  await page.locator("#grid a").first().waitFor();
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await wide()).toBe(390);
  await keepScreenshot(page, "fleet-phone");
  await page.locator("#show-table").click();
  expect(await page.locator("#rows th").allTextContents()).toEqual(["away", "web1", "web2"]);
  expect(await wide()).toBe(390);
  await page.locator("#rows a", { hasText: "away" }).click();
  await page.locator("#state.lost", { hasText: "its agent does not run" }).waitFor();
  await keepScreenshot(page, "fleet-phone-away");
  await page.setViewportSize(DESK);
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(new URL("/", url).href);
  await page.locator("#show-tiles").click();
});

test("a server that is gone is said on the page, which outlives it", async () => {
  await bed.server.kill();
  await page.locator("#state.lost", { hasText: "no server of the fleet is reached" }).waitFor();
  await bed.server.start();
  await page.locator("#state:not(.lost)").waitFor();
  await page.locator('#grid a[data-host="web1"].there').waitFor();
  expect(errors).toEqual([]);
});
