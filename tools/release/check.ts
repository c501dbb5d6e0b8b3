/** Looks at what was built, as far as this machine can tell. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readElf } from "./elf.ts";
import { hostileDirectory } from "./hostile.ts";
import { serviceEnvironment } from "./serviceenv.ts";
import { dist, type Target } from "./targets.ts";

/** The libraries of FreeBSD's base system that an executable may need; the FreeBSD 14 runtime has no others. */
const BASE = /^(libc|libthr|libm|libc\+\+|libcxxrt|libgcc_s)\.so\.\d+$/;

/** Throws unless the executable is for its system and needs nothing beyond the base system. */
export function checkExecutable({ file, abi, machine }: Target): void {
  const elf = readElf(readFileSync(join(dist, file)));
  if (elf.abi !== abi || elf.machine !== machine)
    throw new Error(`${file} is for ${elf.abi} on ${elf.machine}, not ${abi} on ${machine}`);
  const foreign = abi === "freebsd" ? elf.needed.filter((name) => !BASE.test(name)) : [];
  if (foreign.length > 0) throw new Error(`${file} needs ${foreign.join(" ")}`);
}

/**
 * Starts a program several times, in the environment that its services set. Returns the time of the middle one, milliseconds.
 * Throws unless it says the version.
 */
export function checkStart(command: readonly string[], version: string): number {
  const env = { ...process.env, ...serviceEnvironment("ngbuddy_agent") };
  const [program, ...args] = command;
  const times = Array.from({ length: 11 }, () => {
    const since = performance.now();
    const { stdout, stderr } = spawnSync(program!, [...args, "--version"], {
      env,
      encoding: "utf8",
    });
    if (stdout !== `ngbuddy ${version}\n`)
      throw new Error(`${command.join(" ")} --version: ${stdout}${stderr}`);
    return performance.now() - since;
  });
  return times.sort((a, b) => a - b)[5]!;
}

/** Throws unless a program runs alike in a directory whose files tell its runtime otherwise. */
export function checkDirectory(program: string, version: string): void {
  using hostile = hostileDirectory();
  const { stdout, stderr } = spawnSync(program, ["--version"], {
    cwd: hostile.path,
    encoding: "utf8",
  });
  if (hostile.wasRun() || stdout !== `ngbuddy ${version}\n`)
    throw new Error(`${program} goes by the files of the current directory: ${stdout}${stderr}`);
}
