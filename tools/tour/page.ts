/** How the tour looks: headings, prose and commands within the terminal's width. */

/** Escape sequences, on a terminal that wants them. */
const hasColour = process.stdout.isTTY === true && !process.env["NO_COLOR"];
const paint = (code: number) => (text: string) =>
  hasColour ? `\x1b[${code}m${text}\x1b[0m` : text;
const bold = paint(1);
const blue = paint(36);
const dim = paint(2);

/** Columns: the terminal's, as far as a page is pleasant to read. */
const width = Math.max(
  60,
  Math.min(100, process.stdout.columns ?? (Number(process.env["COLUMNS"]) || 80)),
);

const print = (text: string) => process.stdout.write(`${text}\n`);

/** A line that fits; what is cut off is told by a dot-dot-dot. */
function cut(line: string, columns = width): string {
  // FreeBSD's commands indent by tabs.
  const flat = line.replaceAll("\t", "        ").trimEnd();
  return flat.length <= columns ? flat : `${flat.slice(0, columns - 1)}…`;
}

let chapters = 0;

/** Begins a chapter. */
export function chapter(title: string): void {
  chapters++;
  const head = `── ${chapters}. ${title} `;
  print(`${blue(head.padEnd(width, "─"))}\n`);
}

/** Tells something in words. */
export function tell(text: string): void {
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      print(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  print(`${line}\n`);
}

const PROMPT = "root@belltower:~ #";

/** Shows a command as it is typed, on several lines when it is long: sh takes a backslash at their ends, outside of quotes. */
export function typed(line: string): void {
  const words = line.match(/(?:'[^']*'|[^\s'])+/g) ?? [];
  let shown = "";
  let column = PROMPT.length;
  for (const [at, word] of words.entries()) {
    const isLast = at === words.length - 1;
    if (at > 0 && column + 1 + word.length + (isLast ? 0 : 2) > width) {
      shown += " \\\n ";
      column = 1;
    }
    shown += ` ${word}`;
    column += 1 + word.length;
  }
  print(`${bold(PROMPT)}${shown}`);
}

/** How many lines of a long output are shown from its beginning and its end. */
export interface Shown {
  readonly first: number;
  readonly last: number;
}

/** Shows what a command printed; what is left out in its middle is told. */
export function printed(text: string, { first, last }: Shown = { first: 40, last: 0 }): void {
  const lines = text.replace(/\n+$/, "").split("\n");
  const left = lines.length - first - last;
  if (left <= 2) for (const line of lines) print(cut(line));
  else {
    for (const line of lines.slice(0, first)) print(cut(line));
    print(dim(`        … ${left} more lines …`));
    for (const line of last === 0 ? [] : lines.slice(-last)) print(cut(line));
  }
  if (text !== "") print("");
}

/** Shows two texts beside each other. */
export function beside(
  left: { readonly title: string; readonly text: string },
  right: { readonly title: string; readonly text: string },
): void {
  const half = Math.floor((width - 3) / 2);
  const rows = (one: typeof left) => [
    one.title,
    "─".repeat(half),
    ...one.text.trimEnd().split("\n"),
  ];
  const [a, b] = [rows(left), rows(right)];
  for (let at = 0; at < Math.max(a.length, b.length); at++)
    print(cut(`${cut(a[at] ?? "", half).padEnd(half)} │ ${cut(b[at] ?? "", half)}`));
  print("");
}
