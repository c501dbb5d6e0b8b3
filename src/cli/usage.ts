/** How subcommands are used, in words: all of it follows from their records. */
import type { Argument, Described, Option, Options } from "./subcommand.ts";

/** `jail [-nqv] [--json] INTERFACE [BRIDGE]`. */
export function usageLine({ name, options, arguments: args }: Described): string {
  const shown = shownOptions(options);
  const letters = shown
    .filter(([, { type, short }]) => type === "boolean" && short !== undefined)
    .map(([, { short }]) => short)
    .join("");
  const others = shown
    .filter(([, { type, short }]) => type === "string" || short === undefined)
    .map(([long, option]) => `[${shortest(long, option)}]`);
  return [
    name,
    ...(letters === "" ? [] : [`[-${letters}]`]),
    ...others,
    ...args.map(argumentShown),
  ].join(" ");
}

function argumentShown({ name, optional, rest, many }: Argument): string {
  const shown = rest || many ? `${name} …` : name;
  return optional ? `[${shown}]` : shown;
}

/** The options that are for people, by their long names. */
export function shownOptions(options: Options): (readonly [string, ShownOption])[] {
  return Object.entries(options).filter(
    (one): one is [string, ShownOption] => one[1].summary !== undefined,
  );
}

type ShownOption = Option & { readonly summary: string };

/** The shortest way to write an option: `-o FILE`, `--confirm SECONDS`. */
function shortest(long: string, option: Option): string {
  return `${option.short === undefined ? `--${long}` : `-${option.short}`}${valueShown(option)}`;
}

/** What follows an option: ` FILE`, or nothing. */
function valueShown({ type, value = "VALUE", mayBeEmpty }: Option): string {
  if (type !== "string") return "";
  return mayBeEmpty ? ` [${value}]` : ` ${value}`;
}

/** What `ngbuddy help SUBCOMMAND` prints. */
export function helpText(described: Described): string {
  const { summary, details, options } = described;
  const rows = shownOptions(options).map(
    ([long, option]) => [optionShown(long, option), option.summary.split("\n")] as const,
  );
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
  return `${option.short === undefined ? "" : `-${option.short}, `}--${long}${valueShown(option)}`;
}

/** The list of subcommands, a line each, with what they are for. */
export function listText(heading: string, all: readonly Described[], ending: string): string {
  const width = Math.max(...all.map(({ name }) => name.length));
  const rows = all.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`);
  return `${heading}\n${rows.join("")}${ending}\n`;
}
