/** How subcommands are used, in words: all of it follows from their records. */
import type { Argument, Described, Option } from "./subcommand.ts";

/** `jail [-nqv] [--json] INTERFACE [BRIDGE]`. */
export function usageLine({ name, options, arguments: args }: Described): string {
  const shown = Object.entries(options).filter(([, { summary }]) => summary !== undefined);
  const letters = shown
    .filter(([, { type, short }]) => type === "boolean" && short !== undefined)
    .map(([, { short }]) => short)
    .join("");
  const others = shown
    .filter(([, { type, short }]) => type === "string" || short === undefined)
    .map(([long, option]) => `[${spelled(long, option)[0]}]`);
  return [
    name,
    ...(letters === "" ? [] : [`[-${letters}]`]),
    ...others,
    ...args.map(argumentShown),
  ].join(" ");
}

function argumentShown({ name, optional, rest }: Argument): string {
  const shown = rest ? `${name} …` : name;
  return optional ? `[${shown}]` : shown;
}

/** The ways in which an option is written, the shortest first: `-o FILE`, `--output FILE`. */
function spelled(long: string, { type, short, value }: Option): string[] {
  const after = type === "string" ? ` ${value ?? "VALUE"}` : "";
  return [...(short === undefined ? [] : [`-${short}${after}`]), `--${long}${after}`];
}

/** What `ngbuddy help SUBCOMMAND` prints. */
export function helpText(described: Described): string {
  const { summary, details, options } = described;
  const rows = Object.entries(options).flatMap(([long, option]) => {
    if (option.summary === undefined) return [];
    return [[optionShown(long, option), option.summary.split("\n")] as const];
  });
  const width = Math.min(MAX_OPTION, Math.max(0, ...rows.map(([shown]) => shown.length)));
  const lines = rows.flatMap(([shown, [first, ...more]]) => [
    ...(shown.length > width
      ? [`  ${shown}`, `  ${" ".repeat(width)}  ${first}`]
      : [`  ${shown.padEnd(width)}  ${first}`]),
    ...more.map((line) => `  ${" ".repeat(width)}  ${line}`),
  ]);
  return [
    `usage: ngbuddy ${usageLine(described)}`,
    "",
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.`,
    ...(details === undefined ? [] : ["", details.trimEnd()]),
    ...(lines.length === 0 ? [] : ["", "options:", ...lines]),
    "",
  ].join("\n");
}

/** What an option says of itself begins in this column at most. */
const MAX_OPTION = 20;

/** `-n, --dry-run`, and `    --json` below it. */
function optionShown(long: string, option: Option): string {
  const after = option.type === "string" ? ` ${option.value ?? "VALUE"}` : "";
  return `${option.short === undefined ? "" : `-${option.short}, `}--${long}${after}`;
}

/** The list of subcommands, a line each, with what they are for. */
export function listText(heading: string, all: readonly Described[], ending: string): string {
  const width = Math.max(...all.map(({ name }) => name.length));
  const rows = all.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`);
  return `${heading}\n${rows.join("")}${ending}\n`;
}
