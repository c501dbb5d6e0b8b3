/** Edits of jail.conf(5) that keep every other byte. */
import type { Block, Setting, Span } from "./parse.ts";

/** A stretch of a file, and what is to stand in its place. */
export interface Edit {
  readonly at: Span;
  readonly text: string;
}

/** Makes the edits of one file, which may not overlap. Edits at the same place keep their order. */
export function edited(text: string, edits: readonly Edit[]): string {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  let from = 0;
  for (const { at, text: put } of edits.toSorted((a, b) => a.at.start - b.at.start)) {
    if (at.start < from) throw new RangeError(`edits of ${at.file} overlap at byte ${at.start}`);
    parts.push(bytes.subarray(from, at.start), Buffer.from(put));
    from = at.end;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]).toString();
}

/** Takes a setting away, and its line with it when nothing else is there. */
export function removal(text: string, { at }: Setting): Edit {
  const bytes = Buffer.from(text).toString("latin1");
  let { start, end } = at;
  while (start > 0 && " \t".includes(bytes[start - 1]!)) start--;
  while (end < bytes.length && " \t\r".includes(bytes[end]!)) end++;
  const isAlone = (start === 0 || bytes[start - 1] === "\n") && bytes[end] === "\n";
  return { at: isAlone ? { ...at, start, end: end + 1 } : { ...at, start }, text: "" };
}

/** Puts settings (`vnet;`) at the end of a jail's block, as its others are written: each on a line of its own, or all on one. */
export function addition(text: string, block: Block, settings: readonly string[]): Edit {
  const { inside } = block;
  if (inside === undefined) throw new RangeError(`${block.name} has no braces`);
  const bytes = Buffer.from(text).toString("latin1");
  const body = bytes.slice(inside.start, inside.end);
  if (!body.includes("\n")) {
    const blank = body.endsWith(" ") ? "" : " ";
    return { at: { ...inside, start: inside.end }, text: `${blank}${settings.join(" ")} ` };
  }
  // The closing brace has a line of its own, or stands behind the last setting.
  const line = bytes.lastIndexOf("\n", inside.end - 1) + 1;
  const isBehind = bytes.slice(line, inside.end).trim() !== "";
  const indent = indentOf(bytes, block, line);
  const lines = settings.map((setting) => `${indent}${setting}\n`).join("");
  const start = isBehind ? inside.end : line;
  return { at: { ...inside, start, end: start }, text: isBehind ? `\n${lines}` : lines };
}

/** As the last setting of the block on a line of its own is indented, else two blanks more than its braces. */
function indentOf(bytes: string, { settings, inside, at }: Block, closing: number): string {
  const own = settings.filter(({ at: { file } }) => file === inside!.file);
  for (const { at: span } of own.toReversed()) {
    const line = bytes.lastIndexOf("\n", span.start - 1) + 1;
    const before = bytes.slice(line, span.start);
    if (line > at!.start && /^[ \t]*$/.test(before)) return before;
  }
  return `${/^[ \t]*/.exec(bytes.slice(closing))![0]}  `;
}

/** A value as it is written in jail.conf, whatever is in it. */
export function jailString(value: string): string {
  if (/^[A-Za-z0-9_./:@%-]+$/.test(value)) return value;
  const escaped = value.replace(/[\\"$]/g, "\\$&").replaceAll("\n", "\\n");
  return `"${escaped}"`;
}
