/** FreeBSD's jng, as it was recorded, with ours in its place: the same graph, interfaces, output and exit status. */
import { expect, test } from "bun:test";
import { labPrograms } from "../../src/cli/labprogram.ts";
import { runNgbuddy } from "../../src/cli/ngbuddy.ts";
import { splitWords } from "../../src/config/sh/line.ts";
import { via } from "../support/via.ts";
import { type Answer, Renumbering } from "./normalise.ts";
import { bootRecordedHost, readRecording } from "./replay.ts";

/** Where the session began: what jng had left there when ng_ether(4) was not loaded. */
const BEFORE = [
  "ngctl list",
  "kldload ng_ether",
  "kldload ng_bridge",
  "kldload ng_eiface",
  "ngctl -f -",
  "ifconfig ngeth0 name ng0_verylongnam",
];
const LEFT_THERE = "mkpeer . eiface e ether\nname .:e ng0_verylongnam\n";

/** What jng does wrong, and ours does not. */
const STATS = "jng stats web1";
/** jng leaves the eiface behind that it could not name: put there, so that the rest can be compared as it is. */
const LEAVES_ONE = "jng bridge verylongname012345 vtnet1";
const LEFT_BEHIND = "ngctl mkpeer vtnet1bridge: eiface link10 ether";

/** What a lab does not have: times of a wire, and where modules lie in memory. */
function withoutLabs(run: string, { exit, stdout, stderr }: Answer): Answer {
  const text = run.startsWith("ping ")
    ? stdout.replace(/[\d./]+ ms/g, "N ms")
    : run === "kldstat"
      ? stdout.replace(/^( *\d+) .* (\S+)$/gm, "$1 $2").replace(/^Id.*/, "Id")
      : stdout;
  return { exit, stdout: text, stderr };
}

test.each(["50-jng", "51-jng-usage"])(
  "%s: ours does and says what jng did and said",
  async (session) => {
    const lab = bootRecordedHost(labPrograms(runNgbuddy, undefined, via), "15.1-RELEASE");
    const answerOf = async (run: string, text = ""): Promise<Answer> => {
      const { status, stdout, stderr } = await lab.capture(splitWords(run), { text });
      return { exit: status, stdout, stderr };
    };
    if (session === "50-jng")
      for (const run of BEFORE) expect((await answerOf(run, LEFT_THERE)).stderr).toBe("");
    const ours = new Renumbering();
    const theirs = new Renumbering();
    const unlike: string[] = [];
    for (const { run = "", ...recorded } of readRecording(session)) {
      const got = ours.answer(withoutLabs(run, await answerOf(run)));
      const wanted = theirs.answer(withoutLabs(run, recorded));
      if (Bun.deepEquals(got, wanted)) {
        if (run === LEAVES_ONE) expect((await answerOf(LEFT_BEHIND)).exit).toBe(0);
        continue;
      }
      if (run !== STATS) expect({ run, ...got }).toEqual({ run, ...wanted });
      unlike.push(run);
    }
    expect(unlike).toEqual(session === "50-jng" ? [STATS] : []);
  },
);
