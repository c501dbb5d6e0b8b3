/**
 * The program that tests start: the executable that is released, made of the sources as they are. Its start takes a third of what
 * it takes from the sources, and tests start it hundreds of times. What bin/ngbuddy of a clone runs, test/program/hostiledirectory.test.ts
 * starts as it is.
 */
import { createHash } from "node:crypto";
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import { lock } from "../../src/host/lock.ts";
import { plainProcesses } from "../../src/host/processes.ts";
import { makeExecutable } from "../../tools/release/executable.ts";
import { root } from "../../tools/release/targets.ts";

const place = join(root, "out", "tested");

/** Nobody who still runs its tests has such an old one, milliseconds. */
const OLD = 1_200_000;

/** Returns a name for what the executable is made of: all sources, packages and options. */
function state(): string {
  const hash = createHash("sha256").update(Bun.version);
  const files = globSync(["package*.json", "tools/{release,shim}/*", "src/**/*.*"], { cwd: root });
  for (const file of files.sort())
    if (!file.endsWith(".test.ts")) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest("hex").slice(0, 16);
}

/** Returns its path. The first of the processes that run tests makes it, and those of later runs find it as long as the sources are the same. */
async function made(): Promise<string> {
  const path = join(place, state());
  mkdirSync(place, { recursive: true });
  const letGo = await lock(join(place, "making.lock"), {
    patience: 120_000,
    processes: plainProcesses(),
    setAside: (file) => rmSync(file, { recursive: true, force: true }),
  });
  try {
    if (!existsSync(path)) {
      await makeExecutable(`${path}.new`);
      renameSync(`${path}.new`, path);
    }
    const now = Date.now();
    utimesSync(path, now / 1000, now / 1000);
    for (const name of readdirSync(place)) {
      const file = join(place, name);
      if (/^[0-9a-f]{16}/.test(name) && now - statSync(file).mtimeMs > OLD) rmSync(file);
    }
  } finally {
    letGo();
  }
  return path;
}

/** The executable's path. */
export const executable: string = await made();
