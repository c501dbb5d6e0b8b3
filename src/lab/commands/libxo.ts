/** JSON as libxo(3) writes it, compact and pretty. */

/** An object keeps the order of its members; `leaves` of a list are written without their own braces. */
export type Xo = { readonly [name: string]: XoValue };
/** What stands in libxo's output: a number is printed bare, a text in quotes. */
export type XoValue = string | number | boolean | Xo | readonly Xo[] | readonly string[];

/** What follows `--libxo`, and the command's other arguments. Formats other than text and JSON are not known. */
export interface XoOptions {
  readonly json: boolean;
  readonly pretty: boolean;
  readonly argv: readonly string[];
  /** The format that was asked for and is not known. */
  readonly unknown: string | undefined;
}

/** Takes `--libxo json,pretty` and `--libxo=json` out of a command line, as xo_parse_args(3) does. */
export function takeXoOptions(argv: readonly string[]): XoOptions {
  const rest: string[] = [];
  const words: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === "--libxo") words.push(...(argv[++at] ?? "").split(","));
    else if (word.startsWith("--libxo=")) words.push(...word.slice(8).split(","));
    else rest.push(word);
  }
  const known = new Set(["json", "text", "pretty", "no-locale", "no-humanize"]);
  return {
    json: words.includes("json"),
    pretty: words.includes("pretty"),
    argv: rest,
    unknown: words.find((word) => !known.has(word)),
  };
}

/** Writes the document, a newline at its end. */
export function writeXo(document: Xo, pretty: boolean): string {
  return pretty ? `${prettyText(document, "")}\n` : `{${compactMembers(document)}}\n`;
}

/** libxo puts a space after the comma before lists and containers, and none before leaves. */
function compactMembers(members: Xo): string {
  return Object.entries(members)
    .map(([name, value], index) => {
      // The document's version is written by other means than its leaves (xo_set_version).
      if (typeof value !== "object" && name !== "__version") {
        return `${index > 0 ? "," : ""}${quoted(name)}:${leaf(value)}`;
      }
      const comma = index > 0 ? ", " : "";
      const text = typeof value === "object" ? compactValue(value) : leaf(value);
      return `${comma}${quoted(name)}: ${text}`;
    })
    .join("");
}

function compactValue(value: Exclude<XoValue, string | number | boolean>): string {
  if (!isList(value)) return `{${compactMembers(value)}}`;
  const leaves = value.every((item) => typeof item === "string");
  const items = value.map((item) =>
    typeof item === "string" ? quoted(item) : `{${compactMembers(item)}}`,
  );
  return `[${items.join(leaves ? "," : ", ")}]`;
}

function isList(value: XoValue): value is readonly Xo[] | readonly string[] {
  return Array.isArray(value);
}

function prettyText(value: XoValue, indent: string): string {
  if (typeof value !== "object") return leaf(value);
  const deeper = `${indent}  `;
  const lines = isList(value)
    ? value.map((item) => `${deeper}${prettyText(item, deeper)}`)
    : Object.entries(value).map(
        ([name, member]) => `${deeper}${quoted(name)}: ${prettyText(member, deeper)}`,
      );
  const [open, close] = isList(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}

function leaf(value: string | number | boolean): string {
  return typeof value === "string" ? quoted(value) : String(value);
}

/** libxo escapes what it must for its own syntax and for lines, and passes other controls on as they are. */
function quoted(text: string): string {
  const escaped = text.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return `"${escaped}"`;
}
