/** The file with the keys of a fleet, on the machine of its owner. */

import { X509Certificate } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { FleetFile } from "../../fleet/shapes.ts";
import type { NamedFrom } from "../../host/namedplace.ts";
import { createRegular, kindOf, readRegular, writeAll } from "../../host/regular.ts";
import { exitStatus, Failure, reasonOf } from "../io.ts";
import { atNamed, toRead } from "../namedfiles.ts";
import type { Options, SubcommandContext } from "../subcommand.ts";

/** What every subcommand of the fleet takes. */
export const FLEET_OPTION = {
  fleet: {
    type: "string",
    value: "FILE",
    of: "files",
    summary: "the file with the fleet's keys; $NGBUDDY_FLEET, else ~/.config/ngbuddy/fleet.json",
  },
} as const satisfies Options;

/** A file that has keys in it: what it is called, and by whom. */
export interface KeyFile extends NamedFrom {
  readonly name: string;
}

/** Returns the fleet's file. Throws a Failure inside of a lab, which has no fleet. */
export function fleetPath(context: SubcommandContext, option: string | undefined): KeyFile {
  const { directory, env, root, self } = context;
  if (directory !== undefined && self === undefined)
    throw new Failure(exitStatus.unavailable, "fleet: not inside of a lab; its hosts run agents");
  const configuration =
    directory === undefined
      ? env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config")
      : "/root/.config";
  const name = option || env["NGBUDDY_FLEET"] || join(configuration, "ngbuddy", "fleet.json");
  return { directory, root, name };
}

/** Returns where a file with keys is, to open it there. Throws a Failure where links of a lab lead nowhere. */
export function placeOf(file: KeyFile): string {
  return atNamed(file, file.name, toRead("fleet", file.name), (place) => place);
}

/** Is a file of this name there? */
export function isThere(file: KeyFile): boolean {
  return existsSync(placeOf(file));
}

/** Reads the fleet's file. Throws a Failure for one that is not there or that others can read, and a Refusal for nonsense. */
export async function readFleet(file: KeyFile): Promise<FleetFile> {
  const { parseFleetFile } = await import("../../fleet/shapes.ts");
  return fleetIn(file, parseFleetFile);
}

/** Reads it by what was loaded already. Throws as `readFleet`. */
export function fleetIn(
  file: KeyFile,
  parse: (path: string, content: string) => FleetFile,
): FleetFile {
  const path = file.name;
  const place = placeOf(file);
  const there = lstatSync(place, { throwIfNoEntry: false });
  if (there === undefined)
    throw new Failure(
      exitStatus.noInput,
      `there is no fleet in ${path}; to make one: ngbuddy fleet init tls://SERVER`,
    );
  if (there.isSymbolicLink())
    throw new Failure(
      exitStatus.noInput,
      `${path}: it is a symbolic link, which is not followed to keys; name the file that it leads to with --fleet`,
    );
  if (there.isFile() && (there.mode & 0o077) !== 0)
    throw new Failure(
      exitStatus.noPermission,
      `${path}: others can read the fleet's keys; type: chmod 600 ${path}`,
    );
  try {
    return parse(path, readRegular(place, "own").toString());
  } catch (error) {
    if ((error as Error).name === "Refusal") throw error;
    throw new Failure(exitStatus.noInput, `${path}: ${reasonOf(error)}`);
  }
}

/** Writes a file that is for its owner alone, whole or not at all. Throws a Failure. */
export function writeSecret(file: KeyFile, text: string): void {
  const place = placeOf(file);
  const fresh = `${place}.${process.pid}`;
  let isBegun = false;
  try {
    const there = lstatSync(place, { throwIfNoEntry: false });
    if (there !== undefined && !there.isFile() && !there.isSymbolicLink())
      throw new Error(`it is ${kindOf(there)}, not a file`);
    mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
    const handle = createRegular(fresh);
    isBegun = true;
    try {
      writeAll(handle, Buffer.from(text));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(fresh, place);
  } catch (error) {
    if (isBegun) rmSync(fresh, { force: true });
    throw new Failure(exitStatus.cannotCreate, `${file.name}: ${reasonOf(error)}`);
  }
}

/** Writes the fleet's file. */
export function writeFleet(file: KeyFile, fleet: FleetFile): void {
  writeSecret(file, `${JSON.stringify(fleet, null, 2)}\n`);
}

/** Returns the text of a certificate. Throws a Failure for what is none. */
export function readCertificate(from: NamedFrom, path: string): string {
  const bytes = atNamed(from, path, toRead("fleet", path), (place) => readRegular(place, "any"));
  const text = bytes.toString();
  if (text.includes("-----BEGIN CERTIFICATE-----"))
    try {
      new X509Certificate(text);
      return text;
    } catch {
      // As what has another shape.
    }
  throw new Failure(exitStatus.data, `${path}: it is no certificate (PEM)`);
}
