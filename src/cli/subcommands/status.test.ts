import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { labHost } from "../../lab/host.ts";
import { runNgbuddy } from "../ngbuddy.ts";

/** What `status --watch` with these options prints: so many readings, on a terminal of this size or on none. */
async function watched(
  lab: ReturnType<typeof buddyLab>["lab"],
  readings: number,
  terminal?: { columns: number; rows: number },
  ...options: string[]
): Promise<string[]> {
  const interrupt = new AbortController();
  const shown: string[] = [];
  const status = await runNgbuddy(
    ["status", "--watch", ...options],
    {
      out: (text) => {
        shown.push(text);
        if (shown.length === readings) interrupt.abort();
      },
      err: (text) => {
        shown.push(text);
      },
      env: {},
      terminal: () => terminal,
      signal: interrupt.signal,
    },
    async () => labHost(lab),
  );
  expect(status).toBe(0);
  return shown;
}

test("status --watch shows the host again with rates until it is interrupted", async () => {
  const { lab, out } = buddyLab();
  await out("service ngbuddy enable");
  await out("service ngbuddy start");
  const once = await out("ngbuddy status");
  const [first = "", second = ""] = await watched(lab, 2, { columns: 80, rows: 24 });
  expect(first).toStartWith("\x1b[H");
  for (const line of once.trim().split("\n")) expect(first).toContain(`${line}\x1b[K\n`);
  expect(second).toContain("  vtnet1 (lower): RX 0B (0 bit/s), TX 0B (0 bit/s)\x1b[K\n");
  expect(second.split("\x1b[K\n")[0]).toMatch(
    /\[H\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC {2}RX 0 bit\/s {2}TX 0 bit\/s$/,
  );
});

test("status --watch fits a terminal that is too small for the host, and says what it leaves out", async () => {
  const { lab, out } = buddyLab();
  await out("service ngbuddy enable");
  await out("service ngbuddy start");
  for (const name of ["web1", "web2", "web3"]) await out(`ngbuddy jail ${name} public`);
  const [shown = ""] = await watched(lab, 1, { columns: 20, rows: 6 });
  const lines = shown.replace("\x1b[H", "").replaceAll("\x1b[K", "").split("\n");
  expect(lines).toHaveLength(6);
  expect(lines.at(-1)).toBe("\x1b[J");
  for (const line of lines.slice(0, -1)) expect(line.length).toBeLessThanOrEqual(20);
  expect(lines.at(-2)).toMatch(/^… and \d+ more lines$/);
});

test("status --watch into a file has each reading's time, and nothing for a terminal", async () => {
  const { lab, out } = buddyLab();
  await out("service ngbuddy enable");
  await out("service ngbuddy start");
  const [text = ""] = await watched(lab, 1, undefined, "-v");
  expect(text).not.toContain("\x1b");
  expect(text).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n/);
  expect(text).toContain("packets in");
});
