/** The library that `lab preload` puts before libc: built from its source in the lab's directory, once for each version of it. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import source from "../../../tools/shim/netgraph.c" with { type: "text" };
import { printable } from "../../buddy/printable.ts";
import type { LabDirectory } from "../../lab/daemon/directory.ts";
import { exitStatus, Failure } from "../io.ts";

/** In this order: the machine's own, then those that there may be. */
const COMPILERS = ["cc", "gcc", "clang"];

/** Returns the path of the library, which is built when it is not there. Throws a Failure where it cannot be built. */
export async function builtShim({ shim: directory }: LabDirectory): Promise<string> {
  if (/[\s:]/.test(directory)) {
    throw new Failure(
      exitStatus.config,
      `lab preload: a path with a blank or a colon cannot be preloaded (${printable(directory)}); name another directory with NGBUDDY_LAB`,
    );
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const version = createHash("sha256").update(source).digest("hex").slice(0, 16);
  const library = join(directory, `netgraph-${process.arch}-${version}.so`);
  if (lstatSync(library, { throwIfNoEntry: false })?.isFile()) return library;
  // Two may build at the same time: each in a place of its own, and what is finished is put in place at one go.
  const place = mkdtempSync(join(directory, "build-"));
  try {
    writeFileSync(join(place, "netgraph.c"), source);
    await compile(place);
    // A file that is there is replaced at one go, too: a program that another one starts may be loading it.
    if (lstatSync(library, { throwIfNoEntry: false })?.isDirectory())
      rmSync(library, { recursive: true, force: true });
    renameSync(join(place, "netgraph.so"), library);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  return library;
}

async function compile(place: string): Promise<void> {
  const flags = ["-O2", "-shared", "-fPIC", "-pthread", "-o", "netgraph.so", "netgraph.c", "-ldl"];
  for (const compiler of COMPILERS) {
    const built = await run(compiler, flags, place);
    if (built === undefined) continue;
    if (built.status === 0) return;
    const [first = "it says nothing"] = built.stderr.split("\n").filter((line) => line !== "");
    throw new Failure(
      exitStatus.unavailable,
      `lab preload: ${compiler} cannot build the library: ${printable(first)}`,
    );
  }
  throw new Failure(
    exitStatus.unavailable,
    `lab preload: no C compiler (${COMPILERS.join(", ")}) on this machine; install one, such as Debian's gcc and libc6-dev`,
  );
}

/** Runs a program. Returns undefined when there is none of this name. */
function run(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<{ status: number; stderr: string } | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ENOENT" ? resolve(undefined) : reject(error),
    );
    child.on("close", (code) => resolve({ status: code ?? exitStatus.os, stderr }));
  });
}
