/** AppJail's template files: a parameter of jail(8) a line (appjail-template(5)), which `appjail start` makes a jail.conf(5) of. */
import { type Edit, jailString } from "./edit.ts";
import { type Block, parseBlocks } from "./parse.ts";

/** A line of a template that has a parameter. */
interface Row {
  readonly key: string;
  readonly appends: boolean;
  readonly columns: readonly string[];
  /** Bytes of the file: the line without its break. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** `exec.prestart+: "…"`, `*ip4.addr:`, `mount.devfs`. */
const ROW = /^\s*\*?(\$\{[^}]*\}|\$?[\w.-]+)(\+?)(?::(.*))?$/;

function rowsOf(text: string): Row[] {
  const rows: Row[] = [];
  let start = 0;
  for (const [at, line] of text.split("\n").entries()) {
    const end = start + Buffer.byteLength(line);
    const match = /^\s*(?:#|$)/.test(line) ? null : ROW.exec(line);
    if (match !== null)
      rows.push({
        key: match[1]!,
        appends: match[2] === "+",
        columns: columnsOf(match[3] ?? ""),
        start,
        end,
        line: at + 1,
      });
    start = end + 1;
  }
  return rows;
}

/** Words by blanks; one in quotes may have blanks, and its own quotes behind a backslash, which stands for itself otherwise. */
function columnsOf(value: string): string[] {
  return [...value.matchAll(/"((?:\\"|[^"])*)"|'((?:\\'|[^'])*)'|(\S+)/g)].map(
    ([, double, single, bare]) =>
      double?.replaceAll('\\"', '"') ?? single?.replaceAll("\\'", "'") ?? bare!,
  );
}

/** What AppJail adds that the template leaves out. */
export interface TemplateDefaults {
  readonly name: string;
  /** The jail's root. */
  readonly path: string;
}

/**
 * Returns the block that a template is, with the places of its lines: read as the jail.conf(5) that AppJail makes of it.
 * Throws a JailConfError.
 */
export function templateBlock(text: string, file: string, defaults: TemplateDefaults): Block {
  const rows = rowsOf(text).filter(({ key }) => key !== "depend");
  const said = rows.map(({ key, appends, columns }) => {
    const values = columns.map((column) => `"${column.replace(/["\\]/g, "\\$&")}"`).join(", ");
    return `${key}${values === "" ? "" : ` ${appends ? "+" : ""}= ${values}`};\n`;
  });
  const own = [
    ...(rows.some(({ key }) => key === "path") ? [] : [`path = ${jailString(defaults.path)};\n`]),
    ...(rows.some(({ key }) => key === "host.hostname")
      ? []
      : [`host.hostname = "${defaults.name}";\n`]),
  ];
  const [block] = parseBlocks(
    `${defaults.name} {\n${[...said, ...own].join("")}}\n`,
    file,
    () => [],
  );
  const bytes = Buffer.byteLength(text);
  const settings = block!.settings.map((setting, at) => {
    const { start, end, line } = rows[at] ?? { start: bytes, end: bytes, line: 0 };
    return { ...setting, at: { file, start, end }, line };
  });
  const whole = { file, start: 0, end: bytes };
  return { name: defaults.name, settings, at: whole, inside: whole };
}

/** A parameter as a line of a template. */
export function templateRow(
  parameter: string,
  operator: "=" | "+=" | undefined,
  values: readonly string[],
): string {
  if (operator === undefined) return parameter;
  const columns = values.map((value) => `"${value.replaceAll('"', '\\"')}"`).join(" ");
  return `${parameter}${operator === "=" ? "" : "+"}: ${columns}`;
}

/** Puts lines at the end of a template. */
export function templateAddition(text: string, file: string, rows: readonly string[]): Edit {
  const end = Buffer.byteLength(text);
  const before = text === "" || text.endsWith("\n") ? "" : "\n";
  return {
    at: { file, start: end, end },
    text: `${before}${rows.map((row) => `${row}\n`).join("")}`,
  };
}
