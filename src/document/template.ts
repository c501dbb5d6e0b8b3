/**
 * A template: one document for many hosts, with variables in it that each host has values for. They are replaced in values that
 * were read already, so that no quotes or indents of YAML come into it.
 */
import { nearest } from "../config/nearest.ts";
import { checkDocument } from "./check.ts";
import { DocumentError, type Path, pathText } from "./error.ts";
import { MAX_LENGTH } from "./maxlength.ts";
import type { Document } from "./schema.ts";

/** The document of each host that a template names, in its order. */
export type DocumentsOfHosts = ReadonlyMap<string, Document>;

type Variables = ReadonlyMap<string, unknown>;

/** The variable that every host has. */
const HOST = "host";
const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,62}$/;
const WHOLE = /^\{\{\s*([^{}]*?)\s*\}\}$/;
const EACH = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Is this a template, be it a wrong one? */
export function isTemplate(value: unknown): boolean {
  return isObject(value) && (Object.hasOwn(value, "hosts") || Object.hasOwn(value, "document"));
}

/**
 * Returns the documents of all hosts that a template names, checked. `placeOf`: where a path stands in its text. Throws a
 * DocumentError for the first thing that is wrong, and says for which host it is.
 */
export function documentsOfTemplate(
  template: unknown,
  placeOf: (path: Path) => string | undefined = () => undefined,
): DocumentsOfHosts {
  const wrong = (path: Path, what: string) => new DocumentError(path, what, placeOf(path));
  const { hosts, document } = partsOf(template, wrong);
  const found = new Map<string, Document>();
  for (const [host, own] of hosts) {
    const variables = variablesOf(host, own, wrong);
    const used = new Set<string>();
    const filled = filledIn(document, ["document"], { host, variables, used, wrong, length: 0 });
    const unused = [...variables.keys()].find((name) => name !== HOST && !used.has(name));
    if (unused !== undefined)
      throw wrong(["hosts", host, unused], `the document has no {{${unused}}}`);
    try {
      found.set(host, checkDocument(filled));
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      throw wrong(["document", ...error.path], `${error.what} (for ${shown(host)})`);
    }
  }
  return found;
}

type Wrong = (path: Path, what: string) => DocumentError;

function partsOf(
  template: unknown,
  wrong: Wrong,
): { hosts: [string, unknown][]; document: unknown } {
  const parts = new Map(Object.entries(template as object));
  for (const key of parts.keys())
    if (key !== "hosts" && key !== "document")
      throw wrong([key], "there is no such key in a template; there are hosts and document");
  const [hosts, document] = [parts.get("hosts"), parts.get("document")];
  if (!isObject(hosts) || Object.keys(hosts).length === 0)
    throw wrong(["hosts"], "must be an object: the hosts, and the variables of each");
  if (!isObject(document))
    throw wrong(["document"], "must be an object: what the hosts are to have");
  return { hosts: Object.entries(hosts), document };
}

/** The variables of a host, its name among them. */
function variablesOf(host: string, own: unknown, wrong: Wrong): Variables {
  // `web1:` with nothing behind it.
  if (own !== null && !isObject(own))
    throw wrong(["hosts", host], "must be an object: its variables and their values");
  const variables = new Map<string, unknown>([[HOST, host]]);
  for (const [name, value] of Object.entries(own ?? {})) {
    const path = ["hosts", host, name];
    if (name === HOST) throw wrong(path, "is the name of the host already");
    if (!NAME.test(name)) throw wrong(path, "a variable has letters, digits, _ and - in its name");
    variables.set(name, value);
  }
  return variables;
}

interface Filling {
  readonly host: string;
  readonly variables: Variables;
  /** Is told which variables there were. */
  readonly used: Set<string>;
  readonly wrong: Wrong;
  /** How much was put in for variables, characters: what takes their place many times may be as long as no memory is. */
  length: number;
}

function filledIn(value: unknown, path: Path, filling: Filling): unknown {
  if (typeof value === "string") return textFilledIn(value, path, filling);
  if (Array.isArray(value)) return value.map((one, at) => filledIn(one, [...path, at], filling));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const own = [...path, key];
      if (key.includes("{{"))
        throw filling.wrong(own, "variables are in values, not in names of things");
      return [key, filledIn(inner, own, filling)];
    }),
  );
}

/** A text that is one variable and nothing else becomes whatever that is. */
function textFilledIn(text: string, path: Path, filling: Filling): unknown {
  const { host, variables, used, wrong } = filling;
  const valueFor = (name: string) => {
    if (!variables.has(name)) {
      const near = nearest(name, [...variables.keys()]);
      const advice =
        near === undefined ? `write it under hosts: ${shown(host)}` : `did you mean ${near}?`;
      throw wrong(path, `${shown(host)} has no variable ${JSON.stringify(name)}; ${advice}`);
    }
    used.add(name);
    const value = variables.get(name);
    filling.length += (JSON.stringify(value) ?? "").length;
    if (filling.length > MAX_LENGTH)
      throw wrong(path, `makes it longer than ${MAX_LENGTH} characters for ${shown(host)}`);
    return value;
  };
  const [, whole] = WHOLE.exec(text) ?? [];
  if (whole !== undefined) return valueFor(whole);
  const rest = text.replace(EACH, "");
  if (rest.includes("{{") || rest.includes("}}"))
    throw wrong(path, `${JSON.stringify(text)} has half a variable; write {{NAME}}`);
  return text.replace(EACH, (_, name: string) => {
    const value = valueFor(name);
    if (typeof value === "string" || typeof value === "number") return String(value);
    throw wrong(path, `{{${name}}} is within text, and for ${shown(host)} it is no text or number`);
  });
}

/** A name as it may be shown: whatever is in it, it stays on one line. */
function shown(name: string): string {
  return pathText([name]);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
