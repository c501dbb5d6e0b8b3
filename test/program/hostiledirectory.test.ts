/** bin/ngbuddy of a clone in a directory, and with an environment, of somebody else. */
import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostileDirectory } from "../../tools/release/hostile.ts";

const ngbuddy = join(import.meta.dirname, "..", "..", "bin", "ngbuddy");

function run(cwd: string, env: { [name: string]: string }, ...args: string[]) {
  const { exitCode, stdout, stderr } = Bun.spawnSync([ngbuddy, ...args], {
    cwd,
    env: { ...process.env, ...env },
  });
  return { status: exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

test.each(["bunfig.toml", "tsconfig.json", ".env", ".env.local", "package.json"])(
  "%s of the current directory has no say",
  (file) => {
    using hostile = hostileDirectory(file);
    const { status, stdout, stderr } = run(hostile.path, {}, "--version");
    expect([hostile.wasRun(), status, stderr]).toEqual([false, 0, ""]);
    expect(stdout).toStartWith("ngbuddy ");
  },
);

test.each(["BUN_OPTIONS", "BUN_BE_BUN", "BUN_INSPECT_PRELOAD", "BUN_JSC_dumpOptions"])(
  "%s of the environment has no say",
  (name) => {
    using hostile = hostileDirectory("none of the files");
    const value = name === "BUN_OPTIONS" ? `--preload=${hostile.script}` : hostile.script;
    const env = { [name]: name === "BUN_JSC_dumpOptions" ? "1" : value };
    const { stdout, stderr } = run(hostile.path, env, "--version");
    expect([hostile.wasRun(), stdout, stderr]).toEqual([
      false,
      expect.stringMatching(/^ngbuddy /),
      "",
    ]);
  },
);

test("the lab that it leaves running was not started by that directory's settings either", () => {
  using hostile = hostileDirectory();
  const lab = mkdtempSync(join(tmpdir(), "ngbuddy-test-"));
  const env = { NGBUDDY_LAB: lab };
  try {
    expect(run(hostile.path, env, "lab", "start")).toMatchObject({ status: 0, stderr: "" });
    expect(hostile.wasRun()).toBe(false);
    const pid = readFileSync(join(lab, "pid"), "utf8").trim();
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
    expect(environment).not.toContain("NGBUDDY_EVIL");
  } finally {
    run(hostile.path, env, "lab", "stop");
    rmSync(lab, { recursive: true, force: true });
  }
});
