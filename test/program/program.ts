/** Runs the program as its user does, in a directory of its own that goes when the test is over. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const main = join(import.meta.dirname, "..", "..", "src", "cli", "main.ts");

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program extends AsyncDisposable {
  /** The lab's directory. */
  readonly lab: string;
  run(...args: string[]): Promise<Ran>;
  runWith(
    options: { stdin?: string; env?: { [name: string]: string }; cwd?: string },
    ...args: string[]
  ): Promise<Ran>;
}

export function program(): Program {
  const lab = mkdtempSync(join(tmpdir(), "ngbuddy-test-"));
  const runWith: Program["runWith"] = async (
    { stdin = "", env = {}, cwd = process.cwd() },
    ...args
  ) => {
    const child = Bun.spawn([process.execPath, main, ...args], {
      env: { ...process.env, NGBUDDY_LAB: lab, ...env },
      cwd,
      stdin: new TextEncoder().encode(stdin),
      stdout: "pipe",
      stderr: "pipe",
    });
    const [stdout, stderr] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    return { status: await child.exited, stdout, stderr };
  };
  return {
    lab,
    run: (...args) => runWith({}, ...args),
    runWith,
    async [Symbol.asyncDispose]() {
      await runWith({}, "lab", "stop");
      rmSync(lab, { recursive: true, force: true });
    },
  };
}
