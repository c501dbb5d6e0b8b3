/** The text of a document, YAML or JSON, read to a value and the places of what is in it; and written. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Document as Parsed,
  type ParsedNode,
  parseDocument,
  stringify,
} from "yaml";
import { checkDocument } from "./check.ts";
import { DocumentError, type Path, pathText } from "./error.ts";
import { MAX_LENGTH } from "./maxlength.ts";
import type { Document } from "./schema.ts";
import { type DocumentsOfHosts, documentsOfTemplate, isTemplate } from "./template.ts";

/** The deepest thing in a document is a word of a list of a bridge. */
const MAX_DEPTH = 12;

/** Reads a document. `name`: what its text is called in messages. Throws a DocumentError with line and column. */
export function readDocument(source: string, name: string): Document {
  const { value, placeOf } = readValue(source, name);
  if (isTemplate(value))
    throw new DocumentError(
      [],
      "is a template for many hosts; ngbuddy fleet plan -f and fleet apply -f take it",
      name,
    );
  return checkDocument(value, placeOf);
}

/** Reads what is a document, or a template of those of many hosts. Throws a DocumentError with line and column. */
export function readDocuments(source: string, name: string): Document | DocumentsOfHosts {
  const { value, placeOf } = readValue(source, name);
  return isTemplate(value) ? documentsOfTemplate(value, placeOf) : checkDocument(value, placeOf);
}

/** A value that was written as text, and where what is in it stands. */
interface Written {
  readonly value: unknown;
  placeOf(path: Path): string;
}

function readValue(source: string, name: string): Written {
  if (source.length > MAX_LENGTH)
    throw new DocumentError([], `is longer than ${MAX_LENGTH} characters`, name);
  const deep = tooDeep(source);
  if (deep !== undefined)
    throw new DocumentError(
      [],
      `brackets are ${MAX_DEPTH} deep; nothing in a document is`,
      placeIn(source, deep, name),
    );
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const parsed = parsedText(source, lines, name, at);
  const { value, placeOf } = new Values(at).read(parsed.contents);
  if (value === null || value === undefined)
    throw new DocumentError([], "is empty; ngbuddy export prints one", name);
  return { value, placeOf: (path) => placeOf(path) ?? name };
}

function parsedText(
  source: string,
  lineCounter: LineCounter,
  name: string,
  at: (offset: number) => string,
): Parsed.Parsed {
  let parsed: Parsed.Parsed;
  try {
    // Keys that are there twice are found in linear time below.
    parsed = parseDocument(source, {
      lineCounter,
      uniqueKeys: false,
      prettyErrors: false,
      // Or a second document would be passed over.
      logLevel: "error",
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DocumentError([], "is nested too deeply; nothing in a document is", name);
  }
  const [fault] = [...parsed.errors, ...parsed.warnings];
  if (fault !== undefined)
    throw new DocumentError([], sentence(fault.code, fault.message), at(fault.pos[0]));
  if (parsed.directives.yaml.version !== "1.2")
    throw new DocumentError([], "must be YAML 1.2; take the line %YAML out", name);
  return parsed;
}

/** What the parser says, for people. */
function sentence(code: string, message: string): string {
  const known: { readonly [code: string]: string } = {
    TAB_AS_INDENT: "a tab indents this line; YAML takes spaces only",
    MULTIPLE_DOCS: "there is a second document behind ---; give one",
    TAG_RESOLVE_FAILED: "there are no tags (!…) in a document",
    BAD_ALIAS: "there are no aliases (*…) in a document; write it out",
  };
  const first = message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, "");
  return known[code] ?? `no YAML or JSON: ${first}`;
}

/** Where brackets are opened too deeply, in quotes or not: nothing in a document needs so many. */
function tooDeep(source: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    if (char === "[" || char === "{") depth++;
    else if ((char === "]" || char === "}") && depth > 0) depth--;
    if (depth > MAX_DEPTH) return at;
  }
  return undefined;
}

function placeIn(source: string, offset: number, name: string): string {
  const before = source.slice(0, offset).split("\n");
  return `${name}:${before.length}:${before.at(-1)!.length + 1}`;
}

/** Makes plain values of a tree, and keeps where each stands. */
class Values {
  private readonly places = new Map<string, number>();

  constructor(private readonly at: (offset: number) => string) {}

  read(root: ParsedNode | null): { value: unknown; placeOf: (path: Path) => string | undefined } {
    const value = root === null ? null : this.valueOf(root, []);
    return {
      value,
      placeOf: (path) => {
        // What is missing is told by what it is missing from.
        for (let length = path.length; length >= 0; length--) {
          const offset = this.places.get(pathText(path.slice(0, length)));
          if (offset !== undefined) return this.at(offset);
        }
        return undefined;
      },
    };
  }

  private valueOf(node: Node, path: Path): unknown {
    const offset = node.range?.[0] ?? 0;
    const wrong = (what: string, where = offset) => new DocumentError(path, what, this.at(where));
    const shown = pathText(path);
    if (!this.places.has(shown)) this.places.set(shown, offset);
    if (path.length > MAX_DEPTH) throw wrong("is nested too deeply; nothing in a document is");
    if (isAlias(node)) throw wrong("there are no aliases (*…) in a document; write it out");
    if ("tag" in node && typeof node.tag === "string" && !isPlainTag(node.tag))
      throw wrong("there are no tags (!…) in a document");
    if (isSeq(node)) {
      return node.items.map((item, index) => this.valueOf(item as Node, [...path, index]));
    }
    if (isMap(node)) return this.mapOf(node.items as Pairs, path);
    return isScalar(node) ? scalarOf(node.value, node.source) : null;
  }

  private mapOf(items: Pairs, path: Path): { [key: string]: unknown } {
    const entries = new Map<string, unknown>();
    for (const { key, value } of items) {
      const where = key?.range?.[0] ?? 0;
      if (!isScalar(key)) throw new DocumentError(path, whyNoKey(key), this.at(where));
      const name = key.source ?? String(key.value);
      const own = [...path, name];
      if (entries.has(name)) throw new DocumentError(own, "is there twice", this.at(where));
      this.places.set(pathText(own), where);
      entries.set(name, value === null ? null : this.valueOf(value, own));
    }
    // Which defines `__proto__` as a key like any other.
    return Object.fromEntries(entries);
  }
}

/** `{{mtu}}` without quotes is an object in an object to YAML. */
function whyNoKey(key: Node | null): string {
  return isMap(key)
    ? 'has a key that is no text; a variable of a template is in quotes: "{{NAME}}"'
    : "has a key that is no text";
}

type Pairs = readonly { readonly key: Node | null; readonly value: Node | null }[];

function isPlainTag(tag: string): boolean {
  return /^tag:yaml\.org,2002:(?:map|seq|str|int|float|bool|null)$/.test(tag);
}

/** A number that is not written as JSON would write it is text: 10.20 is a VLAN, and 001122 a prefix. */
function scalarOf(value: unknown, source: string | undefined): unknown {
  if (typeof value === "bigint") return source;
  return typeof value === "number" && source !== undefined && String(value) !== source
    ? source
    : value;
}

/** Returns the text of a document. */
export function documentText(document: Document, form: "yaml" | "json"): string {
  return form === "json"
    ? `${JSON.stringify(document, null, 2)}\n`
    : stringify(document, { lineWidth: 0, defaultStringType: "PLAIN" });
}
