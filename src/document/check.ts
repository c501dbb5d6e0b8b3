/** A value of any kind, checked: a document, or what is wrong with it first. */
import * as v from "valibot";
import { variablePart } from "../config/interfaces.ts";
import type { NETWORK_FIELDS } from "../config/network.ts";
import { NetworkTextError, readNetwork } from "../config/networksettings.ts";
import { checkPort, PortError, readPort } from "../config/ports.ts";
import { bridgeFields } from "./bridgefields.ts";
import { DocumentError, type Path } from "./error.ts";
import { portTextOf } from "./ports.ts";
import { type Document, documentSchema, isSafeKey } from "./schema.ts";

/** Where a path stands in the document's text: `net.yaml:3:7`. */
export type PlaceOf = (path: Path) => string | undefined;

/** Checks a value that came as JSON or the like. Throws a DocumentError for the first thing that is wrong. */
export function checkDocument(value: unknown, placeOf: PlaceOf = () => undefined): Document {
  const wrong = (path: Path, what: string) => new DocumentError(path, what, placeOf(path));
  refuseUnsafeKeys(value, [], wrong);
  const result = v.safeParse(documentSchema, value);
  if (!result.success) {
    const [issue] = result.issues;
    const path = (issue.path ?? []).map(({ key }) => key as string | number);
    throw wrong(path, issue.message);
  }
  const document = result.output;
  checkBridges(document, wrong);
  checkPorts(document, wrong);
  return document;
}

type Wrong = (path: Path, what: string) => DocumentError;

/** A schema's library passes them over. */
function refuseUnsafeKeys(value: unknown, path: Path, wrong: Wrong): void {
  if (typeof value !== "object" || value === null || path.length > 4) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!isSafeKey(key))
      throw wrong([...path, key], `nothing in a document can be called "${key}"`);
    refuseUnsafeKeys(inner, [...path, key], wrong);
  }
}

/** What the keys of a bridge ask of each other, as far as both are in the document. */
function checkBridges({ bridges }: Document, wrong: Wrong): void {
  for (const [name, entry] of Object.entries(bridges ?? {})) {
    if (entry === null) continue;
    for (const list of ["list", "members"] as const) {
      const names = entry[list] ?? [];
      const twice = names.findIndex((one, at) => names.indexOf(one) !== at);
      if (twice >= 0) throw wrong(["bridges", name, list, twice], `${names[twice]} is there twice`);
    }
    // An address that is not said here may be in rc.conf.
    if (entry.address === undefined) continue;
    const text = (field: (typeof NETWORK_FIELDS)[number]) => {
      const value = entry[field];
      return value === undefined || value === null ? "" : bridgeFields[field].write(value as never);
    };
    try {
      readNetwork({
        ...{ address: text("address"), nat: text("nat") },
        ...{ rdr: text("rdr"), dhcp: text("dhcp"), peers: text("peers") },
      });
    } catch (error) {
      if (!(error instanceof NetworkTextError)) throw error;
      throw wrong(["bridges", name, error.field], error.message);
    }
  }
}

/** The same of ports; and two names that rc.conf could not tell apart. */
function checkPorts({ ports, mac }: Document, wrong: Wrong): void {
  for (const [name, entry] of Object.entries(ports ?? {})) {
    if (entry === null) continue;
    try {
      checkPort(readPort(portTextOf(entry)));
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      throw wrong(["ports", name], error.message);
    }
  }
  for (const [path, names] of [
    [["ports"], ports],
    [["mac", "pinned"], mac?.pinned],
  ] as const) {
    const taken = new Map<string, string>();
    for (const name of Object.keys(names ?? {})) {
      const other = taken.get(variablePart(name));
      if (other !== undefined)
        throw wrong([...path, name], `rc.conf has one variable for ${other} and ${name}`);
      taken.set(variablePart(name), name);
    }
  }
}
