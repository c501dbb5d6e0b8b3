import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { labDirectory } from "./directory.ts";
import { type RunningLab, serveLab } from "./server.ts";
import { makeLab } from "./trust.ts";

let home: string;
let running: RunningLab | undefined;
/** How often the program was begun, and ended. */
let [begun, ended] = [0, 0];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "ngbuddy-services-"));
  [begun, ended] = [0, 0];
});

afterEach(() => {
  running?.stop();
  rmSync(home, { recursive: true, force: true });
});

async function start(): Promise<RunningLab["lab"]> {
  const directory = labDirectory(join(home, "lab"));
  makeLab(directory);
  writeFileSync(directory.hostFile, JSON.stringify({ hostname: "web1", interfaces: [] }));
  running = await serveLab(
    directory,
    () => {},
    () => ({
      async ngbuddy({ signal }) {
        begun++;
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        ended++;
        return 0;
      },
    }),
  );
  running.lab.onConsole = () => {};
  return running.lab;
}

test("a service ends with the lab's process, and goes on in the next one", async () => {
  const lab = await start();
  expect((await lab.capture(["service", "ngbuddy_agent", "onestart"])).status).toBe(0);
  expect([begun, ended]).toEqual([1, 0]);
  running!.stop();
  await running!.stopped;
  expect([begun, ended]).toEqual([1, 1]);
  const next = await start();
  expect([begun, ended]).toEqual([2, 1]);
  expect((await next.capture(["service", "ngbuddy_agent", "status"])).status).toBe(0);
  await next.capture(["service", "ngbuddy_agent", "onestop"]);
  running!.stop();
  await start();
  expect(begun).toBe(2);
});

test("a service of a host that was switched off waits for the boot", async () => {
  const lab = await start();
  await lab.capture(["service", "ngbuddy_agent", "onestart"]);
  await lab.capture(["halt", "-p"]);
  expect([begun, ended]).toEqual([1, 1]);
  running!.stop();
  await start();
  expect(begun).toBe(1);
});
