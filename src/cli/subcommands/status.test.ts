import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { labHost } from "../../lab/host.ts";
import { runNgbuddy } from "../ngbuddy.ts";

test("status --watch shows the host again until it is interrupted", async () => {
  const { lab, out } = buddyLab();
  await out("service ngbuddy enable");
  await out("service ngbuddy start");
  const once = await out("ngbuddy status");
  const interrupt = new AbortController();
  const shown: string[] = [];
  const status = await runNgbuddy(
    ["status", "--watch"],
    {
      out: (text) => {
        shown.push(text);
        if (shown.length === 2) interrupt.abort();
      },
      err: (text) => {
        shown.push(text);
      },
      env: {},
      terminal: () => ({ columns: 80, rows: 24 }),
      signal: interrupt.signal,
    },
    async () => labHost(lab),
  );
  expect(status).toBe(0);
  expect(shown).toEqual([`\x1b[H\x1b[J${once}`, `\x1b[H\x1b[J${once}`]);
});
