/** The lab answers as the recorded FreeBSD 15 did, command by command. */
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { exceptions } from "./exceptions.ts";
import { replay } from "./replay.ts";

const folder = join(import.meta.dirname, "..", "recordings");
/** 20 to 22 are about the tool that this one replaces (buddy.test.ts); 40 is for reading: timing decides its figures. */
const numbered = readdirSync(folder).filter((name) => /^(0|1|30).*\.jsonl$/.test(name));
const walks = readdirSync(join(folder, "walks")).map((name) => `walks/${name}`);
const sessions = [...numbered, ...walks].map((name) => name.replace(/\.jsonl$/, "")).sort();

test("every recorded session is answered alike, but for the listed exceptions", async () => {
  let commands = 0;
  const unexpected: string[] = [];
  const needless = new Set(exceptions);
  let excepted = 0;
  for (const session of sessions) {
    const result = await replay(session);
    commands += result.commands;
    for (const mismatch of result.mismatches) {
      const known = exceptions.find(
        (other) => other.session === session && other.number === mismatch.number,
      );
      const { run, got, wanted } = mismatch;
      const allowed = known?.amend && { ...wanted, stdout: known.amend(wanted.stdout) };
      if (known !== undefined && (allowed === undefined || Bun.deepEquals(got, allowed))) {
        needless.delete(known);
        excepted++;
        continue;
      }
      unexpected.push(
        `${session} ${mismatch.number}: ${run}\n got ${JSON.stringify(got)}\n want ${JSON.stringify(wanted)}`,
      );
    }
  }
  console.log(
    `${commands - excepted - unexpected.length} of ${commands} commands matched, ${excepted} excepted`,
  );
  expect(unexpected).toEqual([]);
  expect([...needless]).toEqual([]);
  expect(sessions.length).toBeGreaterThan(50);
  expect(excepted / commands).toBeLessThan(0.02);
}, 60_000);
