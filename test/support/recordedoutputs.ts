/** What commands printed on a real FreeBSD, for whoever reads that. */
import { expect } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OutputError } from "../../src/host/json.ts";

interface Recorded {
  readonly run?: string;
  readonly stdout: string;
}
const directory = join(import.meta.dirname, "..", "recordings");
const recorded: Recorded[] = readdirSync(directory)
  .filter((name) => /^\d.*\.jsonl$/.test(name))
  .flatMap((name) => readFileSync(join(directory, name), "utf8").trim().split("\n"))
  .map((line) => JSON.parse(line) as Recorded);

/** Everything that commands of this form were recorded to print. */
export function recordedOutputs(command: RegExp): string[] {
  return recorded
    .filter(({ run }) => run !== undefined && command.test(run))
    .map(({ stdout }) => stdout);
}

/** Reads what may be no output of a command at all: then that is told, and nothing else goes wrong. */
export function onlyOutputErrors(parse: () => unknown): void {
  try {
    parse();
  } catch (error) {
    expect(error).toBeInstanceOf(OutputError);
  }
}
