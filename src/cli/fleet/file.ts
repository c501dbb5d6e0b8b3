/** The file with the keys of a fleet, on the machine of its owner. */
import { closeSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { FleetFile } from "../../fleet/shapes.ts";
import { createRegular, readRegular, writeAll } from "../../host/regular.ts";
import { exitStatus, Failure, reasonOf } from "../io.ts";
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

/** Returns where the fleet's file is. Throws a Failure inside of a lab, which has no fleet. */
export function fleetPath(context: SubcommandContext, option: string | undefined): string {
  if (context.directory !== undefined)
    throw new Failure(exitStatus.unavailable, "fleet: not inside of a lab; its hosts run agents");
  if (option) return option;
  const { env } = context;
  return (
    env["NGBUDDY_FLEET"] ||
    join(
      env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config"),
      "ngbuddy",
      "fleet.json",
    )
  );
}

/** Reads the fleet's file. Throws a Failure for one that is not there or that others can read, and a Refusal for nonsense. */
export async function readFleet(path: string): Promise<FleetFile> {
  const { parseFleetFile } = await import("../../fleet/shapes.ts");
  return fleetIn(path, parseFleetFile);
}

/** Reads it by what was loaded already. Throws as `readFleet`. */
export function fleetIn(
  path: string,
  parse: (path: string, content: string) => FleetFile,
): FleetFile {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined)
    throw new Failure(
      exitStatus.noInput,
      `there is no fleet in ${path}; to make one: ngbuddy fleet init tls://SERVER`,
    );
  if ((there.mode & 0o077) !== 0)
    throw new Failure(
      exitStatus.noPermission,
      `${path}: others can read the fleet's keys; type: chmod 600 ${path}`,
    );
  try {
    return parse(path, readRegular(path, "own").toString());
  } catch (error) {
    if ((error as Error).name === "Refusal") throw error;
    throw new Failure(exitStatus.noInput, `${path}: ${reasonOf(error)}`);
  }
}

/** Writes a file that is for its owner alone, whole or not at all. Throws a Failure. */
export function writeSecret(path: string, text: string): void {
  const fresh = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const handle = createRegular(fresh);
    try {
      writeAll(handle, Buffer.from(text));
    } finally {
      closeSync(handle);
    }
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw new Failure(exitStatus.cannotCreate, `${path}: ${reasonOf(error)}`);
  }
}

/** Writes the fleet's file. */
export function writeFleet(path: string, fleet: FleetFile): void {
  writeSecret(path, `${JSON.stringify(fleet, null, 2)}\n`);
}

/** Returns the text of a certificate. Throws a Failure for what is none. */
export function readCertificate(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Failure(exitStatus.noInput, `${path}: ${reasonOf(error)}`);
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new Failure(exitStatus.data, `${path}: it is no certificate (PEM)`);
}
