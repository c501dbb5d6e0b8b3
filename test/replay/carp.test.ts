/** CARP between two jails behaves as on the recorded FreeBSD 15.1: states, order and messages; counters, ages and times depend on when one looks. */
import { describe, expect, test } from "bun:test";
import { labPrograms } from "../../src/cli/labprogram.ts";
import { runNgbuddy } from "../../src/cli/ngbuddy.ts";
import { splitWords } from "../../src/config/sh/line.ts";
import { via } from "../support/via.ts";
import { type Answer, Renumbering } from "./normalise.ts";
import { bootRecordedHost, readRecording } from "./replay.ts";

/** Figures that depend on when one looks. */
function withoutFigures(text: string): string {
  return text
    .replace(/(time=)[\d.]+( ms)/g, "$1T$2")
    .replace(/(stddev = )[\d./]+( ms)/g, "$1T$2")
    .replace(/(expires in )\d+( seconds)/g, "$1N$2")
    .replace(/(?:.* moved from .*\n){3,}/g, backAndForth);
}

/** An address that goes back and forth: the two ways in their order, however often. */
function backAndForth(lines: string): string {
  return `${[...new Set(lines.split("\n"))].join("\n")}(and so on)\n`;
}

/** What is for reading: how much was counted, and what a table had heard by then. */
const COUNTS =
  /^(ngctl msg private: get(table|stats)|ngbuddy status|service ngbuddy status)|^arp -an$/;

/** Returns what is answered otherwise than it was recorded, and how many commands were compared. */
async function unlike(session: string, passedOver: RegExp) {
  const lab = bootRecordedHost(labPrograms(runNgbuddy, undefined, via), "15.1-RELEASE");
  const ours = new Renumbering();
  const theirs = new Renumbering();
  const found: unknown[] = [];
  let compared = 0;
  for (const [index, { run, sh, exit, stdout, stderr }] of readRecording(session).entries()) {
    const argv = run === undefined ? ["sh", "-c", sh ?? ""] : splitWords(run);
    const got = await lab.capture(argv);
    const clean = (numbers: Renumbering, answer: Answer) => {
      const { exit, stdout, stderr } = numbers.answer(answer);
      return { exit, stdout: withoutFigures(stdout), stderr };
    };
    const mine = clean(ours, { exit: got.status, stdout: got.stdout, stderr: got.stderr });
    const recorded = clean(theirs, { exit, stdout, stderr });
    // The recorded shell let its output end in a newline.
    if (sh !== undefined) recorded.stdout = recorded.stdout.trimEnd();
    if (sh !== undefined) mine.stdout = mine.stdout.trimEnd();
    if (run !== undefined && passedOver.test(run)) continue;
    compared++;
    if (!Bun.deepEquals(mine, recorded))
      found.push({ number: index + 1, run: run ?? sh, mine, recorded });
  }
  return { found, compared };
}

describe("two jails that share an address by CARP", () => {
  test("answer as recorded on a netgraph bridge", async () => {
    expect(await unlike("70-carp-netgraph", COUNTS)).toEqual({ found: [], compared: 57 });
  });

  test("answer as recorded on an if_bridge(4)", async () => {
    // How long an address is known yet a lab's if_bridge(4) does not say.
    const { found, compared } = await unlike("71-carp-epair", /^ifconfig br8 addr$/);
    expect(found).toEqual([]);
    expect(compared).toBe(33);
  });
});
