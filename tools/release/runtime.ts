/** Bun's runtimes for other systems: npm installs that of the machine it runs on only, so they are fetched by `npm pack`. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./targets.ts";

const cache = join(root, "node_modules", ".cache", "ngbuddy");

/** The path of a runtime of the version that package-lock.json names, fetched unless it is there. Throws when its hash is not the lock's. */
export function runtimeOf(name: string): string {
  const { version, integrity } = locked(name);
  const directory = join(cache, `${name.replace("/", "-").slice(1)}-${version}`);
  const bun = join(directory, "package", "bin", "bun");
  if (existsSync(bun)) return bun;
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, "fetch-"));
  try {
    run("npm", ["pack", "--silent", "--pack-destination", work, `${name}@${version}`]);
    const archive = join(work, `${name.replace("/", "-").slice(1)}-${version}.tgz`);
    const hash = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
    if (hash !== integrity)
      throw new Error(`${name}@${version} has ${hash}, package-lock.json says ${integrity}`);
    run("tar", ["-xzf", archive, "-C", work]);
    rmSync(archive);
    // Whole or not at all: another build may look for it meanwhile.
    rmSync(directory, { recursive: true, force: true });
    renameSync(work, directory);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return bun;
}

function locked(name: string): { version: string; integrity: string } {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return lock.packages[`node_modules/${name}`];
}

/** Runs a command that must succeed. Returns its standard output. */
export function run(command: string, args: readonly string[], cwd = root): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}
