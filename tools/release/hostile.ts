/** A directory in which the runtime finds code to run and settings, as root may stand in one of another user. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface HostileDirectory extends Disposable {
  readonly path: string;
  /** A script that leaves a trace when it is run. */
  readonly script: string;
  /** Was it run since this was asked last? */
  wasRun(): boolean;
}

/** The files that Bun looks for in the current directory. */
const FILES = ["bunfig.toml", "tsconfig.json", ".env", ".env.local", "package.json"] as const;

/** Makes the directory with these files of it; with all of them when none are named. */
export function hostileDirectory(...files: readonly string[]): HostileDirectory {
  const path = mkdtempSync(join(tmpdir(), "ngbuddy-hostile-"));
  const trace = join(path, "trace");
  const script = join(path, "evil.js");
  writeFileSync(script, `require("node:fs").writeFileSync(${JSON.stringify(trace)}, "");\n`);
  const environment = `BUN_OPTIONS=--preload=${script}\nNGBUDDY_LAB=/nonexistent\nNGBUDDY_EVIL=1\n`;
  const contents: { readonly [file in (typeof FILES)[number]]: string } = {
    "bunfig.toml": 'preload = ["./evil.js"]\n',
    "tsconfig.json": '{"compilerOptions":{"baseUrl":".","paths":{"*":["./evil.js"]}}}\n',
    ".env": environment,
    ".env.local": environment,
    "package.json":
      '{"name":"ngbuddy","type":"commonjs","imports":{"#*":"./evil.js"},"browser":{"./version.ts":"./evil.js"}}\n',
  };
  for (const file of FILES)
    if (files.length === 0 || files.includes(file)) writeFileSync(join(path, file), contents[file]);
  return {
    path,
    script,
    wasRun() {
      const was = existsSync(trace);
      rmSync(trace, { force: true });
      return was;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
