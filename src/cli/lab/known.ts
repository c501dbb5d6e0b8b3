/** The labs of this user, wherever they are, and the one that is meant by what was typed. */
import { existsSync } from "node:fs";
import { printable } from "../../buddy/printable.ts";
import { nearest } from "../../config/nearest.ts";
import {
  allLabs,
  currentLab,
  type Environment,
  type LabDirectory,
  labDirectory,
} from "../../lab/daemon/directory.ts";
import { notedLabs } from "../../lab/daemon/registry.ts";
import { exitStatus, Failure } from "../io.ts";

/** Returns all labs that there are: those with a name first, then the current one, then the others by their paths. */
export function knownLabs(env: Environment): LabDirectory[] {
  const directories = new Map<string, LabDirectory>();
  const elsewhere = notedLabs(env).sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const directory of [...allLabs(env), currentLab(env), ...elsewhere]) {
    if (existsSync(directory.hostFile)) directories.set(directory.path, directory);
  }
  return [...directories.values()];
}

/** Returns the lab that is called so, or is in that directory. Throws a Failure when there is none, or several. */
export function labCalled(subcommand: string, text: string, env: Environment): LabDirectory {
  const fail = (why: string) => new Failure(exitStatus.noHost, `${subcommand}: ${why}`);
  if (text.includes("/") || text === "." || text === "..") {
    const directory = labDirectory(text);
    if (existsSync(directory.hostFile)) return directory;
    throw fail(
      `${printable(directory.path)} is no lab; start it: NGBUDDY_LAB=${printable(text)} ngbuddy lab start`,
    );
  }
  const all = knownLabs(env);
  const [first, ...more] = all.filter(({ name }) => name === text);
  if (more.length > 0)
    throw fail(
      `${more.length + 1} labs are called ${printable(text)}; give the directory of one: ${[first!, ...more].map(({ path }) => printable(path)).join(", ")}`,
    );
  if (first !== undefined) return first;
  const names = all.map(({ name }) => name);
  const meant = nearest(text, names);
  const known =
    names.length === 0
      ? "there are none; start one: ngbuddy lab start"
      : `there are ${names.map((name) => printable(name)).join(", ")}`;
  throw fail(
    `there is no lab "${printable(text)}"; ${meant === undefined ? known : `did you mean ${printable(meant)}?`}`,
  );
}

/** Returns what people call a lab: its name, or its directory where others have that name too. */
export function nameAmong(all: readonly LabDirectory[], { name, path }: LabDirectory): string {
  const same = all.filter((one) => one.name === name && one.path !== path);
  return printable(same.length === 0 ? name : path);
}
