/** The documents of many hosts that a command line names: one for all, a template, or a directory with one for each. */
import { type Stats, statSync } from "node:fs";
import { join } from "node:path";
import type { Document } from "../../document/schema.ts";
import type { FleetFile } from "../../fleet/shapes.ts";
import { exitStatus, Failure } from "../io.ts";
import { atNamed, toRead } from "../namedfiles.ts";
import type { Options, SubcommandContext } from "../subcommand.ts";
import { knownHost } from "./known.ts";

/** The option that names them. */
export const DOCUMENTS = {
  file: {
    type: "string",
    short: "f",
    value: "FILE",
    of: "files",
    summary:
      "the document, a template for many hosts, or a directory with HOST.yaml or HOST.json for each",
  },
} as const satisfies Options;

/**
 * Returns the document of each host that has one; of no others than the named hosts, where some are named. Throws a Failure
 * when a named host has none, or no host at all, and for hosts that the fleet does not know; a DocumentError for what cannot be used.
 */
export async function documentsFor(
  context: SubcommandContext,
  subcommand: string,
  fleet: FleetFile,
  path: string,
  named: readonly string[],
): Promise<ReadonlyMap<string, Document>> {
  if (fleet.hosts.length === 0)
    throw new Failure(
      exitStatus.noInput,
      "the fleet has no hosts yet; to add one: ngbuddy fleet enroll HOST",
    );
  const names = named.length > 0 ? named : fleet.hosts.map(({ name }) => name);
  const isDirectory = statOf(context, subcommand, path)?.isDirectory() === true;
  const found = isDirectory
    ? await documentsIn(context, subcommand, names, path)
    : await documentsOf(context, subcommand, fleet, names, path);
  const without = named.find((name) => !found.has(name));
  if (without === undefined && found.size > 0) return found;
  const whose = without ?? "any host";
  const advice = isDirectory
    ? `call one ${without ?? names[0] ?? "HOST"}.yaml`
    : `write ${without ?? names[0] ?? "HOST"} under hosts:`;
  throw new Failure(exitStatus.noInput, `${path} has no document for ${whose}; ${advice}`);
}

/** What one file has for hosts. */
async function documentsOf(
  context: SubcommandContext,
  subcommand: string,
  fleet: FleetFile,
  names: readonly string[],
  path: string,
): Promise<ReadonlyMap<string, Document>> {
  const { documentsNamed } = await import("../documentfile.ts");
  const read = await documentsNamed(context, subcommand, path);
  if (!(read instanceof Map)) return new Map(names.map((name) => [name, read as Document]));
  for (const name of read.keys()) knownHost(fleet, name);
  return new Map([...read].filter(([name]) => names.includes(name)));
}

/** What the files of a directory have for them. */
async function documentsIn(
  context: SubcommandContext,
  subcommand: string,
  names: readonly string[],
  path: string,
): Promise<ReadonlyMap<string, Document>> {
  const { documentNamed } = await import("../documentfile.ts");
  const found = new Map<string, Document>();
  for (const name of names)
    for (const ending of ["yaml", "json"]) {
      const own = join(path, `${name}.${ending}`);
      if (statOf(context, subcommand, own) === undefined) continue;
      if (found.has(name))
        throw new Failure(exitStatus.data, `${path} has two documents for ${name}; keep one`);
      found.set(name, await documentNamed(context, subcommand, own));
    }
  return found;
}

function statOf(context: SubcommandContext, subcommand: string, path: string): Stats | undefined {
  return atNamed(context, path, toRead(subcommand, path), (place) =>
    statSync(place, { throwIfNoEntry: false }),
  );
}
