/** The lab answers as the recorded FreeBSD 15 did, command by command. */
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { replay } from "./replay.ts";

const directory = join(import.meta.dirname, "..", "recordings");
/** 20 to 22 are about the tool that this one replaces (buddy.test.ts); 40 is for reading: timing decides its figures. */
const numbered = readdirSync(directory).filter((name) => /^(0|1|30).*\.jsonl$/.test(name));
const walks = readdirSync(join(directory, "walks")).map((name) => `walks/${name}`);
const sessions = [...numbered, ...walks].map((name) => name.replace(/\.jsonl$/, "")).sort();

test("every recorded command is answered alike", async () => {
  let commands = 0;
  const unlike: string[] = [];
  for (const session of sessions) {
    const result = await replay(session);
    commands += result.commands;
    for (const { number, run, got, wanted } of result.mismatches) {
      unlike.push(
        `${session} ${number}: ${run}\n got ${JSON.stringify(got)}\n want ${JSON.stringify(wanted)}`,
      );
    }
  }
  console.log(`${commands - unlike.length} of ${commands} recorded commands are answered alike`);
  expect(unlike).toEqual([]);
  expect(sessions.length).toBeGreaterThan(50);
});
