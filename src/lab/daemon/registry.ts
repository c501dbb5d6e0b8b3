/** Where this user's labs are that have a directory elsewhere, so that all can be listed: a file each, with its path. */
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRegular, readRegular, writeAll } from "../../host/regular.ts";
import { type Environment, type LabDirectory, labDirectory, labsHome } from "./directory.ts";

const registryOf = (env: Environment) => join(dirname(labsHome(env)), "labs.elsewhere");

/** Notes where a lab is, unless it is among those that are found anyway. That it cannot is no reason not to run it. */
export function noteLab(env: Environment, { path }: LabDirectory): void {
  if (dirname(path) === labsHome(env)) return;
  const name = createHash("sha256").update(path).digest("hex").slice(0, 32);
  try {
    const registry = registryOf(env);
    mkdirSync(registry, { recursive: true, mode: 0o700 });
    const note = join(registry, name);
    if (existsSync(note)) return;
    const file = createRegular(note);
    writeAll(file, Buffer.from(`${path}\n`));
    closeSync(file);
  } catch (error) {
    console.error(`lab: it will not be listed elsewhere: ${String(error)}`);
  }
}

/** Returns the labs that have been noted and are still there; the notes of the others are thrown away. */
export function notedLabs(env: Environment): LabDirectory[] {
  const registry = registryOf(env);
  let names: string[];
  try {
    names = readdirSync(registry);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const note = join(registry, name);
    try {
      const directory = labDirectory(readRegular(note, "own").toString().replace(/\n$/, ""));
      if (existsSync(directory.hostFile)) return [directory];
      rmSync(note, { force: true });
    } catch {
      // What is no note of ours is left alone.
    }
    return [];
  });
}
