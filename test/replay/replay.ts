/** Replays a recorded session in a fresh lab and compares what each command answers. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { splitWords } from "../../src/config/sh/line.ts";
import { createClock } from "../../src/lab/base/clock.ts";
import { memoryFiles } from "../../src/lab/files/memoryfiles.ts";
import { parseHostDescription } from "../../src/lab/hostjson.ts";
import { Lab } from "../../src/lab/lab.ts";
import type { Command } from "../../src/lab/process/process.ts";
import { type Answer, Renumbering } from "./normalise.ts";

const recordings = join(import.meta.dirname, "..", "recordings");

export interface Recorded extends Answer {
  readonly run?: string;
  readonly sh?: string;
  readonly stdin?: string;
}

export interface Mismatch {
  readonly session: string;
  /** The command's number in the session, from 1. */
  readonly number: number;
  readonly run: string;
  readonly got: Answer;
  readonly wanted: Answer;
}

export function readRecording(session: string): Recorded[] {
  const text = readFileSync(join(recordings, `${session}.jsonl`), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Recorded);
}

export function bootRecordedHost(
  programs: { readonly [name: string]: Command } = {},
  release?: string,
): Lab {
  const description = parseHostDescription(readFileSync(join(recordings, "host.json"), "utf8"));
  return new Lab({
    description: release === undefined ? description : { ...description, release },
    files: memoryFiles(),
    clock: createClock({ bootEpoch: 0 }),
    programs,
  });
}

/** Of a command that was cut off by a time limit when it was recorded: what it left is compared by the commands behind it. */
const CUT_OFF = 124;

/** Replays one session. `sh` lines are for reading only and are passed over, unless `options.shell` says that the lab's own sh runs them. */
export async function replay(
  session: string,
  lab: Lab = bootRecordedHost(),
  options: {
    readonly shell?: boolean;
    /** What becomes of the lab before each command. */
    readonly between?: (lab: Lab) => Lab;
  } = {},
): Promise<{ commands: number; mismatches: Mismatch[] }> {
  const mismatches: Mismatch[] = [];
  const ours = new Renumbering();
  const theirs = new Renumbering();
  let current = lab;
  let number = 0;
  let commands = 0;
  for (const recorded of readRecording(session)) {
    number++;
    const argv = argvOf(recorded, options.shell === true);
    if (argv === undefined) continue;
    current = options.between?.(current) ?? current;
    const { status, stdout, stderr } = await current.capture(argv, { text: recorded.stdin ?? "" });
    if (recorded.exit === CUT_OFF) continue;
    commands++;
    const got = ours.answer({ exit: status, stdout, stderr });
    const wanted = theirs.answer({
      exit: recorded.exit,
      stdout: recorded.stdout,
      stderr: recorded.stderr,
    });
    if (got.exit !== wanted.exit || got.stdout !== wanted.stdout || got.stderr !== wanted.stderr) {
      const run = recorded.run ?? recorded.sh ?? "";
      mismatches.push({ session, number, run, got, wanted });
    }
  }
  return { commands, mismatches };
}

function argvOf({ run, sh }: Recorded, hasShell: boolean): readonly string[] | undefined {
  if (run !== undefined) return splitWords(run);
  return sh !== undefined && hasShell ? ["sh", "-c", sh] : undefined;
}
