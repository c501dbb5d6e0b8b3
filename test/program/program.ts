/** Runs the program as its user does, in a directory of its own that goes when the test is over. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopLab } from "../../src/lab/daemon/client.ts";
import { labDirectory } from "../../src/lab/daemon/directory.ts";
import { executable } from "../support/executable.ts";

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
  // Labs are noted there, so that all can be listed.
  const state = `${lab}-state`;
  const runWith: Program["runWith"] = async (
    { stdin = "", env = {}, cwd = process.cwd() },
    ...args
  ) => {
    const child = Bun.spawn([executable, ...args], {
      env: { ...process.env, NGBUDDY_LAB: lab, XDG_STATE_HOME: state, ...env },
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
      // Without a process for it: a test may have stopped it already, or have made it one that cannot be stopped.
      await stopLab(labDirectory(lab)).catch(() => {});
      for (const path of [lab, state]) rmSync(path, { recursive: true, force: true });
    },
  };
}
