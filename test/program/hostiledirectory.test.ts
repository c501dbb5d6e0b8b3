/** bin/ngbuddy of a clone in a directory, and with an environment, of somebody else. */
import { expect, test } from "bun:test";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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

test("a clone that lacks a package says what to type", () => {
  const clone = mkdtempSync(join(tmpdir(), "ngbuddy-clone-"));
  const said = () => {
    const { exitCode, stderr } = Bun.spawnSync([join(clone, "bin", "ngbuddy"), "status"]);
    return [exitCode, stderr.toString()];
  };
  const line = (name: string) =>
    `ngbuddy: the package ${name} of this clone is not installed; first: (cd ${clone} && npm ci)\n`;
  try {
    mkdirSync(join(clone, "bin"));
    copyFileSync(ngbuddy, join(clone, "bin", "ngbuddy"));
    expect(said()).toEqual([69, line("bun")]);
    mkdirSync(join(clone, "node_modules", ".bin"), { recursive: true });
    symlinkSync("/bin/true", join(clone, "node_modules", ".bin", "bun"));
    writeFileSync(
      join(clone, "package.json"),
      JSON.stringify(
        { dependencies: { "new-one": "1.0.0" }, devDependencies: { x: "1" } },
        null,
        2,
      ),
    );
    writeFileSync(join(clone, "package-lock.json"), "{}");
    expect(said()).toEqual([69, line("new-one")]);
    mkdirSync(join(clone, "node_modules", "new-one"));
    expect(said()).toEqual([0, ""]);
  } finally {
    rmSync(clone, { recursive: true });
  }
});
