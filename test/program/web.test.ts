/// <reference lib="dom" />
/** The live page in headless Chromium, against a lab. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { keepScreenshot, startBrowser } from "../support/browser.ts";
import { executable } from "../support/executable.ts";
import { serveMadeUp } from "../support/madeuppage.ts";
import { type Program, program } from "./program.ts";

// A browser on a busy machine takes its time.
setDefaultTimeout(30_000);

let ngbuddy: Program;
let browser: Browser;
let state: string;

interface Served {
  readonly url: string;
  readonly origin: string;
  /** The next line that it prints. */
  nextLine(): Promise<string>;
  stop(): Promise<void>;
}

async function serve(...args: string[]): Promise<Served> {
  const child = Bun.spawn([executable, "web", "--interval", "0.25", ...args], {
    env: { ...process.env, NGBUDDY_LAB: ngbuddy.lab, XDG_STATE_HOME: state },
    stdout: "pipe",
    stderr: "inherit",
  });
  const lines = linesOf(child.stdout);
  const nextLine = async () => (await lines.next()).value ?? "";
  const url = await nextLine();
  return {
    url,
    origin: new URL(url).origin,
    nextLine,
    async stop() {
      child.kill("SIGINT");
      await child.exited;
    },
  };
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let text = "";
  for await (const chunk of stream) {
    text += new TextDecoder().decode(chunk);
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
    }
  }
}

/** What curl would have: the cookie that the page's address gives. */
async function letIn(url: string): Promise<{ Cookie: string }> {
  const answer = await fetch(url, { redirect: "manual" });
  expect(answer.status).toBe(303);
  return { Cookie: answer.headers.get("set-cookie")!.split(";")[0]! };
}

const lab = (...args: string[]) => ngbuddy.run("lab", "exec", "--", ...args);

const jailCommands = (name: string, address: string) => [
  `ngbuddy jail ${name} public`,
  `jail -c name=${name} path=/ vnet vnet.interface=${name} persist`,
  `jexec ${name} ifconfig ${name} ${address}/24 up`,
];

/** Runs commands in the lab one after the other. */
async function inLab(...commands: string[]): Promise<void> {
  const ran = await ngbuddy.run("lab", "shell", "-c", commands.join(" && "));
  expect(ran).toMatchObject({ status: 0 });
}

beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), "ngbuddy-state-"));
  ngbuddy = program();
  const jails = [1, 2, 3, 4, 5].flatMap((at) => jailCommands(`jail0${at}`, `10.2.70.5${at}`));
  await inLab("ngbuddy enable", "ngbuddy start", ...jails);
  browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
  await ngbuddy[Symbol.asyncDispose]();
  rmSync(state, { recursive: true, force: true });
});

/** Keeps what a page says is wrong. */
function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  return errors;
}

async function newContext(): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: DESK, acceptDownloads: true });
  // Before the test's own time is over, so that it says what it waited for.
  context.setDefaultTimeout(15_000);
  return context;
}

const DESK = { width: 1280, height: 800 };

/** The tab that the tests use one after the other: a new one is a new process of the browser. */
let tab: Page;

/** The tab as if it were new. */
async function fresh(size = DESK, colorScheme: "light" | "dark" = "light") {
  tab ??= await (await newContext()).newPage();
  for (const event of ["pageerror", "console", "request"] as const) tab.removeAllListeners(event);
  await tab.setViewportSize(size);
  await tab.emulateMedia({ colorScheme, forcedColors: "none" });
  return { page: tab, errors: errorsOf(tab) };
}

/** Opens a page in it, which stays there until `leave`. */
async function open(url: string, ...look: Parameters<typeof fresh>) {
  const { page, errors } = await fresh(...look);
  await arrive(page, url);
  return { page, errors, leave: async () => await page.goto("about:blank") };
}

async function arrive(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector("#world svg", { state: "attached" });
}

/** What has the keyboard, by its title or its text. */
const focused = (page: Page) =>
  page.evaluate(
    () =>
      document.activeElement?.querySelector(":scope > title")?.textContent ??
      document.activeElement?.textContent,
  );

const nic = (page: Page, name: string) =>
  page.locator('#world g[data-key]:not([id^="bridge:"])', { hasText: name }).first();

describe("the read-only page", () => {
  let served: Served;
  let context: BrowserContext;
  let page: Page;
  let errors: string[];
  beforeAll(async () => {
    served = await serve();
    context = await newContext();
    page = await context.newPage();
    errors = errorsOf(page);
    await arrive(page, served.url);
  });
  afterAll(async () => {
    await context.close();
    await served.stop();
  });

  test("lets in who has the token, once, and nobody else", async () => {
    expect((await fetch(served.origin)).status).toBe(401);
    expect((await fetch(served.url)).status).toBe(403);
    const [cookie] = await context.cookies();
    const { port } = new URL(served.origin);
    expect(cookie).toMatchObject({
      name: `ngbuddy-${port}`,
      httpOnly: true,
      sameSite: "Strict",
    });
  });

  test("prints an address for the next browser when one was let in", async () => {
    const next = await served.nextLine();
    expect(next).toStartWith(`${served.origin}/?token=`);
    const second = await open(next);
    expect(second.errors).toEqual([]);
    await second.leave();
    expect((await fetch(next)).status).toBe(403);
  });

  test("is not answered under another name or for another page", async () => {
    const [cookie] = await context.cookies();
    const headers = { Cookie: `${cookie!.name}=${cookie!.value}` };
    expect((await fetch(served.origin, { headers })).status).toBe(200);
    expect(
      (await fetch(served.origin, { headers: { ...headers, Host: "evil.example" } })).status,
    ).toBe(421);
    expect(
      (await fetch(served.origin, { headers: { ...headers, Origin: "http://evil.example" } }))
        .status,
    ).toBe(403);
    const policy = (await fetch(served.origin, { headers })).headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
  });

  test("shows the five jails", async () => {
    for (const number of [1, 2, 3, 4, 5]) await nic(page, `jail0${number}`).waitFor();
    await keepScreenshot(page, "light");
  });

  test("shows traffic as it flows", async () => {
    let seen = false;
    const busy = (async () => {
      // So close together that no address is forgotten, however often it takes: a ping moves the lab's clock.
      while (!seen)
        await lab("jexec", "jail01", "ping", "-i", "0.01", "-c", "400", "-q", "10.2.70.1");
    })();
    await page
      .waitForFunction(() =>
        /RX [1-9][\d.]* [kM]?bit\/s/.test(document.querySelector("#world")!.textContent!),
      )
      .finally(() => {
        seen = true;
      });
    await busy;
  });

  test("shows a jail that comes and one that goes, and says so", async () => {
    await inLab(...jailCommands("jail06", "10.2.70.56"));
    await nic(page, "jail06").waitFor();
    await page.getByText(/link made: .* on bridge public \(link6\)/).waitFor();
    await inLab("jail -r jail06", "ngbuddy unjail jail06");
    await page.getByText("link gone: jail06 on bridge public").waitFor();
    await nic(page, "jail06").waitFor({ state: "detached" });
  });

  test("tells all about a link that is chosen, by mouse and by keyboard", async () => {
    await nic(page, "jail02").click();
    await page.locator("#panel h2", { hasText: "jail02" }).waitFor();
    await page.locator("#counters", { hasText: "octets" }).waitFor();
    const panel = await page.locator("#panel").textContent();
    for (const text of [
      "10.2.70.52",
      "link2",
      'ngbuddy_public_if="vtnet0"',
      "name=jail02",
      "vnet=new",
    ])
      expect(panel).toContain(text);
    expect(panel).toMatch(/58:9c:fc:[0-9a-f:]{8}on link2, heard \d+ s ago/);
    await page.locator("#panel button", { hasText: "Close" }).click();
    await nic(page, "jail03").focus();
    await page.keyboard.press("Enter");
    await page.locator("#panel h2", { hasText: "jail03" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#panel").waitFor({ state: "hidden" });
    expect(await focused(page)).toContain("jail03");
    // The picture drawn anew keeps what has the keyboard.
    const theme = () => page.evaluate(() => document.getElementById("theme")!.click());
    await theme();
    await page.locator('#world svg > rect:first-of-type[fill="#0f1317"]').waitFor();
    expect(await focused(page)).toContain("jail03");
    await theme();
    await page.locator('#world svg > rect:first-of-type[fill="#ffffff"]').waitFor();
  });

  test("tells of a bridge its hooks and every address it heard", async () => {
    await page.locator('#world g[id="bridge:public"] > text', { hasText: "public" }).click();
    await page.locator("#panel h2", { hasText: "bridge public" }).waitFor();
    await page.locator("#addresses dd", { hasText: "link5" }).waitFor();
    const facts = await page.locator("#facts").textContent();
    for (const text of ["uplink1vtnet0 (lower)", "uplink2vtnet0 (upper)", "link5jail05"])
      expect(facts).toContain(text);
    await keepScreenshot(page, "bridge");
    await page.keyboard.press("Escape");
  });

  test("draws what went through a link as it flows", async () => {
    await nic(page, "jail01").click();
    const busy = lab("jexec", "jail01", "ping", "-c", "400", "-q", "-s", "1000", "10.2.70.1");
    await page.waitForFunction(() => {
      const [svg] = document.querySelectorAll("#charts svg");
      const points = svg?.querySelector(".rx")?.getAttribute("points")?.split(" ") ?? [];
      return points.length > 1 && points.some((point) => Number(point.split(",")[1]) < 90);
    });
    await busy;
    expect(await page.locator("#charts svg").first().getAttribute("aria-label")).toMatch(
      /^RX, bits a second: now .*; at most [\d.]+ [kM]?bit\/s$/,
    );
    // RX and TX are apart, in one scale, and the scale is written beside them.
    const tops = await page.locator("#charts .plot p span:first-child").allTextContents();
    expect(tops).toEqual([tops[0]!, tops[0]!, tops[2]!, tops[2]!]);
    expect(tops[0]).toMatch(/^[125]0{0,2}(\.0)? [kM]?bit\/s$/);
    await keepScreenshot(page, "panel");
    await page.keyboard.press("Escape");
  });

  test("is moved and zoomed by keyboard, mouse and minimap", async () => {
    const transform = () => page.locator("#world").evaluate((world) => world.style.transform);
    const seen = new Set([await transform()]);
    await page.focus("#picture");
    for (const key of ["ArrowRight", "+", "ArrowDown", "-"]) {
      await page.keyboard.press(key);
      seen.add(await transform());
    }
    await page.mouse.move(640, 60);
    await page.mouse.down();
    await page.mouse.move(600, 90, { steps: 3 });
    await page.mouse.up();
    seen.add(await transform());
    await page.mouse.wheel(0, -200);
    await page.waitForFunction(
      (before) => document.getElementById("world")!.style.transform !== before,
      [...seen].at(-1),
    );
    seen.add(await transform());
    await page.locator("#minimap").click({ position: { x: 20, y: 20 } });
    seen.add(await transform());
    expect(seen.size).toBe(8);
    await page.keyboard.press("0");
    await page.focus("#fit");
    await page.keyboard.press("Enter");
  });

  test("has one stop for Tab in the picture; arrows go on from there", async () => {
    await page.focus("#picture");
    await page.keyboard.press("Tab");
    const first = await focused(page);
    expect(first).toContain("bridge public");
    const after = async (key: string) => {
      await page.keyboard.press(key);
      return await focused(page);
    };
    // As things lie: NICs above a bridge, its jails in a row below it.
    expect(await after("ArrowUp")).toMatch(/on uplink[12]/);
    expect(await after("ArrowDown")).toBe(first);
    const below = await after("ArrowDown");
    expect(below).toMatch(/on link\d/);
    const beside = await after("ArrowRight");
    expect([beside !== below, beside]).toEqual([true, expect.stringMatching(/on link\d/)]);
    expect(await after("ArrowLeft")).toBe(below);
    expect(await after("ArrowUp")).toBe(first);
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("+");
    expect(await page.locator('#world [tabindex="0"]').count()).toBe(1);
  });

  test("finds what is searched for, by a key too", async () => {
    await page.focus("#picture");
    await page.keyboard.press("/");
    await page.keyboard.type("10.2.70.54");
    await page.keyboard.press("Enter");
    await page.locator("#panel h2", { hasText: "jail04" }).waitFor();
    expect(await page.locator("#world g.found").count()).toBe(1);
    await page.fill("#search", "jail");
    expect(await page.textContent("#found")).toBe("5");
    await page.fill("#search", "");
    await page.keyboard.press("Escape");
  });

  test("has the links as a table that sorts, by mouse and by keyboard", async () => {
    await page.click("#show-table");
    await page.click("[data-sort=name]");
    const names = () => page.locator("#rows th").allTextContents();
    await page.waitForFunction(() => document.querySelector("#rows th")?.textContent === "jail01");
    expect((await names()).slice(0, 5)).toEqual(["jail01", "jail02", "jail03", "jail04", "jail05"]);
    await page.focus("[data-sort=name]");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() =>
      document.querySelector("#rows th")?.textContent?.startsWith("vtnet0"),
    );
    expect(await page.locator("th[aria-sort=descending]").textContent()).toBe("Name");
    await page.locator("#rows button", { hasText: "jail05" }).focus();
    const clock = await page.textContent("#clock");
    await page.waitForFunction(
      (was) => document.getElementById("clock")!.textContent !== was,
      clock,
    );
    expect(await focused(page)).toBe("jail05");
    await page.keyboard.press("Enter");
    await page.locator("#panel h2", { hasText: "jail05" }).waitFor();
    await keepScreenshot(page, "table");
    await page.keyboard.press("Escape");
    await page.click("#show-picture");
  });

  test("gives its pictures away", async () => {
    await page.click("#downloads summary");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.click("#downloads a[href*='dot']"),
    ]);
    expect(download.suggestedFilename()).toBe("netgraph.dot");
    expect(await Bun.file(await download.path()).text()).toStartWith("graph netgraph {");
    await page.click("#downloads summary");
  });

  test("refuses changes", async () => {
    expect(await page.locator("#change").isHidden()).toBe(true);
    const status = await page.evaluate(async () => {
      const answer = await fetch("/apply", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ words: ["create", "x1", "public"] }),
      });
      return answer.status;
    });
    expect(status).toBe(403);
  });

  test("has no errors of its own", () => {
    expect(errors.filter((text) => !text.includes("403"))).toEqual([]);
  });
});

test("the page comes back when the server does", async () => {
  const first = await serve();
  const { page, leave } = await open(first.url);
  await first.stop();
  await page.getByText("no connection, trying again").waitFor();
  const second = await serve("--port", new URL(first.url).port);
  await page.waitForFunction(() => document.querySelector("#connection")!.textContent === "");
  await leave();
  await second.stop();
});

test("a browser that was let in to read is not let in to change, and --revoke lets none in", async () => {
  const reading = await serve();
  const headers = await letIn(reading.url);
  const get = async () => (await fetch(reading.origin, { headers })).status;
  expect(await get()).toBe(200);
  const { port } = new URL(reading.url);
  await reading.stop();
  const changing = await serve("--allow-changes", "--port", port);
  expect(await get()).toBe(401);
  await changing.stop();
  const again = await serve("--port", port);
  expect(await get()).toBe(200);
  const { page, leave } = await open(again.url);
  const revoked = await ngbuddy.runWith({ env: { XDG_STATE_HOME: state } }, "web", "--revoke");
  expect(revoked).toMatchObject({ status: 0, stderr: "" });
  expect(await get()).toBe(401);
  await page.getByText("not let in; open the newest address").waitFor();
  await leave();
  await again.stop();
});

test("a host that cannot be read does not end the server: the page says why, and goes on", async () => {
  const own = program();
  const child = Bun.spawn([executable, "web", "--interval", "0.25"], {
    env: { ...process.env, NGBUDDY_LAB: own.lab, XDG_STATE_HOME: state },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = [linesOf(child.stdout), linesOf(child.stderr)];
  const { page, leave } = await open((await out.next()).value!);
  // The lab was not there before: it is said first that it was started.
  expect((await err.next()).value).toContain("started the lab in");
  expect((await err.next()).value).toContain("a browser was let in");
  await own.run("lab", "stop");
  await page.getByText("the host cannot be read: ").waitFor();
  expect((await err.next()).value).toStartWith("ngbuddy: web: the host cannot be read: ");
  await own.run("lab", "start");
  expect((await err.next()).value).toBe("ngbuddy: web: the host can be read again");
  await page.waitForFunction(() => document.querySelector("#connection")!.textContent === "");
  await leave();
  child.kill("SIGINT");
  expect(await child.exited).toBe(0);
  await own[Symbol.asyncDispose]();
});

test("a PNG is drawn beside the server, as ngbuddy graph draws it", async () => {
  const served = await serve();
  const headers = await letIn(served.url);
  const answer = await fetch(`${served.origin}/netgraph.png?theme=dark`, { headers });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    "image/png; charset=utf-8",
  ]);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  expect(bytes.subarray(-8, -4).toString()).toBe("IEND");
  await served.stop();
});

test("the page follows the system from light to dark, unless another look was chosen", async () => {
  const served = await serveMadeUp(5, 1);
  const { page, leave } = await open(served.url);
  const shown = (theme: "light" | "dark") => {
    const fill = theme === "dark" ? "#0f1317" : "#ffffff";
    return page.locator(`#world svg > rect:first-of-type[fill="${fill}"]`).waitFor();
  };
  await shown("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await shown("dark");
  expect(await page.evaluate(() => document.documentElement.className)).toBe("dark");
  await keepScreenshot(page, "turned-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await shown("light");
  // Chosen dark, it stays so; chosen as the system has it, it follows again.
  await page.click("#theme");
  await shown("dark");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.emulateMedia({ colorScheme: "light" });
  expect(await page.textContent("#theme")).toBe("Light");
  await page.click("#theme");
  await shown("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await shown("dark");
  await leave();
  served.close();
});

test("a thousand links whose first reading takes longer than the browser: no error in its console", async () => {
  const served = await serveMadeUp(1000, 20, true);
  const { page, errors } = await fresh();
  const asked = page.waitForRequest(/\/picture/);
  await page.goto(served.url);
  await asked;
  served.tick();
  await page.waitForFunction(() => document.querySelectorAll("#world [data-key]").length === 1022);
  expect(errors).toEqual([]);
  await page.goto("about:blank");
  served.close();
});

test("with --allow-changes an interface is made and removed, its plan shown first", async () => {
  const served = await serve("--allow-changes");
  const { page, leave } = await open(served.url);
  await page.selectOption("#subcommand", "create");
  await page.fill("#names [name=interface]", "web7");
  await page.fill("#names [name=bridge]", "private");
  await page.waitForFunction(() =>
    [...document.querySelectorAll("#names datalist option")].some(
      (option) => (option as HTMLOptionElement).value === "private",
    ),
  );
  expect(await page.locator("#apply").isDisabled()).toBe(true);
  await page.click("#change button[type=submit]");
  await page.waitForFunction(() => document.querySelector("#plan")!.textContent!.includes("web7"));
  expect((await ngbuddy.run("status")).stdout).not.toContain("web7");
  await page.click("#apply:not([disabled])");
  await nic(page, "web7").waitFor();
  expect((await ngbuddy.run("status")).stdout).toContain("web7");
  await page.selectOption("#subcommand", "destroy");
  await page.fill("#names [name=interface]", "web7");
  await page.click("#change button[type=submit]");
  await page.click("#apply:not([disabled])");
  await nic(page, "web7").waitFor({ state: "detached" });
  await page.fill("#names [name=interface]", "--dry-run");
  await page.click("#change button[type=submit]");
  await page.getByText("and its names").waitFor();
  await leave();
  await served.stop();
});

test("it is usable on a phone and on a wall, in light and dark", async () => {
  const served = await serve();
  const { page, leave } = await open(served.url, { width: 375, height: 700 }, "dark");
  await nic(page, "jail01").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  await keepScreenshot(page, "narrow-dark");
  await page.setViewportSize({ width: 2560, height: 1400 });
  await page.click("#fit");
  await keepScreenshot(page, "wide-dark");
  await leave();
  await served.stop();
});

test("a thousand links are all there, and the view moves over them", async () => {
  const served = await serveMadeUp(1000, 20);
  const { page, errors, leave } = await open(served.url);
  await page.waitForFunction(() => document.querySelectorAll("#world [data-key]").length === 1022);
  // So many are a table at first.
  await page.locator("#rows tr").first().waitFor();
  expect(await page.locator("#picture").isVisible()).toBe(false);
  await keepScreenshot(page, "1000-links-table");
  await page.click("#show-picture");
  await keepScreenshot(page, "1000-links");
  await page.fill("#search", "guest0777");
  await page.locator(".labels text", { hasText: "guest0777" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator("#panel h2", { hasText: "guest0777" }).waitFor();
  const box = await nic(page, "guest0777").boundingBox();
  expect(box!.x > 0 && box!.x < 880 && box!.y > 0 && box!.y < 800).toBe(true);
  await keepScreenshot(page, "1000-links-found");
  expect(errors).toEqual([]);
  await leave();
  served.close();
});

test("64 guests have names that can be read without zooming, in a small window too", async () => {
  const served = await serveMadeUp(64, 2);
  const { page, leave } = await open(served.url, { width: 1024, height: 700 });
  await page.waitForFunction(() => document.querySelectorAll("#world .boxname").length >= 64);
  const heights = await page
    .locator("#world .boxname")
    .evaluateAll((names) => names.map((name) => name.getBoundingClientRect().height));
  expect(Math.min(...heights)).toBeGreaterThan(8);
  await keepScreenshot(page, "64-links");
  await leave();
  served.close();
});

test("the table is in groups when that is wanted, and goes into a spreadsheet as it is shown", async () => {
  const served = await serveMadeUp(6, 2);
  const { page, leave } = await open(served.url);
  await page.click("#show-table");
  await page.check("#grouped");
  const heads = await page.locator("#rows tr.group th").allTextContents();
  expect(heads).toHaveLength(2);
  expect(heads[0]).toMatch(/^bridge \S+, \d links$/);
  await page.fill("#search", "guest000");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#csv")]);
  const lines = (await Bun.file(await download.path()).text()).trimEnd().split("\r\n");
  expect(download.suggestedFilename()).toEndWith(".csv");
  expect(lines[0]).toStartWith("name,bridge,hook,rx_bits_per_second,");
  expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(
    expect.arrayContaining(["guest0001", "guest0006"]),
  );
  expect(lines).toHaveLength(7);
  // Loops and drops are there beside an open panel.
  await page.locator("#rows button", { hasText: "guest0001" }).click();
  await page.locator("#panel h2", { hasText: "guest0001" }).waitFor();
  const drops = (await page.locator("[data-sort=drops]").boundingBox())!;
  const panel = (await page.locator("#panel").boundingBox())!;
  expect(drops.x + drops.width).toBeLessThan(panel.x);
  await leave();
  served.close();
});

test("the doctor's findings are on the page, with what to type, and for programs too", async () => {
  const served = await serve();
  const { page, leave } = await open(served.url);
  await page.click("#show-findings");
  await page
    .locator("#findings-state", { hasText: /^(Nothing found|\d+ findings?), by \d+ checks/ })
    .waitFor();
  await keepScreenshot(page, "findings");
  const cookies = await page.context().cookies(served.origin);
  const headers = { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") };
  const json = async (path: string) => {
    const answer = await fetch(`${served.origin}/api/${path}`, { headers });
    expect(answer.headers.get("content-type")).toStartWith("application/json");
    return (await answer.json()) as Record<string, unknown>;
  };
  expect(Number((await json("findings"))["checks"])).toBeGreaterThan(10);
  expect(await json("status")).toMatchObject({ version: 1, bridges: expect.anything() });
  expect((await fetch(`${served.origin}/api/status`)).status).toBe(401);
  expect((await fetch(`${served.origin}/api/nix`, { headers })).status).toBe(404);
  await leave();
  await served.stop();
});

test("it can be used in forced colours, on a phone and on a wall of any size", async () => {
  const served = await serveMadeUp(200, 4);
  const { page, leave } = await open(served.url, { width: 390, height: 844 });
  await page.locator("#rows tr").first().waitFor();
  await keepScreenshot(page, "200-phone");
  const drops = (await page.locator("[data-sort=drops]").boundingBox())!;
  expect(drops.x + drops.width).toBeLessThanOrEqual(390);
  await page.check("#grouped");
  // Whatever is shown is what is measured, before it is read again.
  const edge = await page.evaluate(() => {
    for (const row of document.querySelectorAll<HTMLTableRowElement>("#rows tr")) {
      row.cells[0]!.firstElementChild?.replaceChildren("a-name-of-15-ch");
      for (const at of [5, 4]) row.cells[at]!.textContent = "999.9 Mbit/s";
    }
    const cells = document.querySelectorAll("#table tr :nth-child(6)");
    return Math.max(...[...cells].map((cell) => cell.getBoundingClientRect().right));
  });
  expect(edge).toBeLessThanOrEqual(390);
  await page.click("#show-picture");
  await keepScreenshot(page, "200-phone-picture");
  await page.emulateMedia({ forcedColors: "active" });
  await page.setViewportSize({ width: 3840, height: 2160 });
  await page.click("#fit");
  await keepScreenshot(page, "200-4k-forced");
  await leave();
  served.close();
});

test("a picture as a page of its own moves, zooms and finds, and loads nothing", async () => {
  const file = join(state, "net.html");
  expect((await ngbuddy.run("graph", "-o", file)).status).toBe(0);
  const { page, errors } = await fresh();
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(request.url()));
  await page.goto(`file://${file}`);
  const transform = () => page.locator("svg").evaluate((svg) => svg.style.transform);
  const seen = new Set([await transform()]);
  await page.focus("#view");
  for (const key of ["ArrowLeft", "+"]) {
    await page.keyboard.press(key);
    seen.add(await transform());
  }
  await page.mouse.move(600, 400);
  await page.mouse.down();
  await page.mouse.move(500, 300, { steps: 2 });
  await page.mouse.up();
  seen.add(await transform());
  await page.fill("#search", "10.2.70.54");
  expect(await page.locator("#found").textContent()).toBe("1/1");
  expect(await page.locator("g.found > title").textContent()).toStartWith("jail jail04");
  seen.add(await transform());
  expect(seen.size).toBe(5);
  await keepScreenshot(page, "html");
  expect(errors).toEqual([]);
  expect(loaded).toEqual([`file://${file}`]);
});

test("other addresses need TLS or a proxy, and a name", async () => {
  for (const [args, said] of [
    [["--listen", "0.0.0.0"], "give --tls-cert and --tls-key"],
    [["--listen", "0.0.0.0", "--behind-proxy"], "need --name"],
    [["--behind-proxy"], "need --name"],
    [["--tls-cert", "cert.pem"], "belong together"],
    [["--port", "65536"], "from 0 to 65535"],
    [["--name", "https://net.example/"], "net.example:8443"],
    [["--revoke", "--port", "8080"], "stands alone"],
  ] as const) {
    const answer = await ngbuddy.run("web", ...args);
    expect([answer.status, answer.stderr]).toEqual([64, expect.stringContaining(said)]);
  }
});

test("a port that another program has is said in one line", async () => {
  const served = await serve();
  const { port } = new URL(served.url);
  const answer = await ngbuddy.run("web", "--port", port);
  expect(answer).toMatchObject({
    status: 69,
    stderr: `ngbuddy: web: cannot listen on 127.0.0.1 port ${port}: another program does\n`,
  });
  await served.stop();
});

test("behind a proxy it says where the proxy finds it", async () => {
  const child = Bun.spawn([executable, "web", "--behind-proxy", "--name", "Net.Example"], {
    env: { ...process.env, NGBUDDY_LAB: ngbuddy.lab, XDG_STATE_HOME: state },
    stdout: "pipe",
    stderr: "pipe",
  });
  const { value } = await child.stderr.getReader().read();
  const said = new TextDecoder().decode(value);
  const port = /waiting for the proxy on 127\.0\.0\.1 port (\d+)/.exec(said)![1];
  const [url] = new TextDecoder().decode((await child.stdout.getReader().read()).value).split("\n");
  expect(url).toStartWith("https://net.example/?token=");
  const token = new URL(url!).search;
  const answer = await fetch(`http://127.0.0.1:${port}/${token}`, {
    headers: { Host: "NET.EXAMPLE:443" },
    redirect: "manual",
  });
  expect(answer.status).toBe(303);
  expect(answer.headers.get("set-cookie")).toStartWith(`__Host-ngbuddy-${port}=`);
  child.kill("SIGINT");
  expect(await child.exited).toBe(0);
});
