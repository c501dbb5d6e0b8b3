import { expect, test } from "bun:test";
import { progressLine } from "./progress.ts";

function watch(enabled: boolean, { TERM, columns = 12 }: { TERM?: string; columns?: number } = {}) {
  let now = 0;
  let written = "";
  const err = (text: string) => {
    written += text;
  };
  const io = {
    err,
    terminal: () => (columns === 0 ? undefined : { columns, rows: 24 }),
    env: { TERM },
  };
  const line = progressLine(io, enabled, () => now);
  return {
    line,
    at: (time: number) => {
      now = time;
    },
    written: () => written,
  };
}

test("short work shows nothing", () => {
  const { line, at, written } = watch(true);
  line.show(0, 9, "make a");
  at(900);
  line.show(8, 9, "make b");
  line.clear();
  expect(written()).toBe("");
});

test("long work shows how far it is, in one line that fits and is taken away", () => {
  const { line, at, written } = watch(true);
  at(1500);
  line.show(4, 10, "make eiface jail05");
  at(1510);
  line.show(5, 10, "too soon to be read");
  line.clear();
  expect(written()).toBe("\r\x1b[K5/10 make e\r\x1b[K");
});

test("a line of wide letters fits too, and no character is taken apart", () => {
  const { line, at, written } = watch(true);
  at(1500);
  line.show(4, 10, "名前 e\u0301e\u0301");
  expect(written()).toBe("\r\x1b[K5/10 名前 e\u0301");
});

test("without a terminal nothing is shown", () => {
  const { line, at, written } = watch(true, { columns: 0 });
  at(5000);
  line.show(4, 10, "make a");
  line.clear();
  expect(written()).toBe("");
});

test("who wants none is shown nothing", () => {
  const { line, at, written } = watch(false);
  at(5000);
  line.show(4, 10, "make a");
  expect(written()).toBe("");
});

test("on a terminal that cannot take a line away, as rc.d calls the console, nothing is shown", () => {
  const { line, at, written } = watch(true, { TERM: "dumb" });
  at(5000);
  line.show(4, 10, "make a");
  line.clear();
  expect(written()).toBe("");
});
