/** The arguments of a subcommand, read as its record describes them. */
import { didYouMean } from "./didyoumean.ts";
import { exitStatus, Failure } from "./io.ts";
import type {
  Argument,
  ArgumentValues,
  Described,
  Option,
  Options,
  OptionValues,
} from "./subcommand.ts";
import { shownOptions, usageLine } from "./usage.ts";

/** What was typed behind a subcommand. Throws a Failure that says what is wrong and shows the usage. */
export function readArguments<A extends readonly Argument[], O extends Options>(
  argv: readonly string[],
  described: Described & { readonly arguments: A; readonly options: O },
): { args: ArgumentValues<A>; options: OptionValues<O> } {
  const wrong = (what: string) =>
    new Failure(
      exitStatus.usage,
      `${what}${what.endsWith("?") ? "" : ";"} usage: ngbuddy ${usageLine(described)}`,
    );
  const { arguments: known, options } = described;
  const values: { [name: string]: boolean | string } = {};
  const positionals: string[] = [];
  const own = ownWords(argv, described);
  for (const token of tokensOf(own, options)) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const option: Option | undefined = Object.hasOwn(options, token.name)
      ? options[token.name]
      : undefined;
    if (option === undefined) {
      const names = shownOptions(options).map(([name]) => `--${name}`);
      const meant = token.rawName.startsWith("--") ? didYouMean(token.rawName, names) : "";
      throw wrong(`unknown option ${token.rawName}${meant}`);
    }
    if (option.type === "boolean") {
      if (token.value !== undefined) throw wrong(`${token.rawName} takes no value`);
      values[token.name] = true;
    } else {
      // `--confirm -n` has forgotten the value; `--confirm=-n` means it.
      if (token.value === undefined || (!token.inlineValue && /^-./.test(token.value)))
        throw wrong(`${token.rawName} needs a value, ${option.value ?? "VALUE"}`);
      values[token.name] = token.value;
    }
  }
  const args: { [name: string]: string | readonly string[] | undefined } = {};
  for (const [index, argument] of known.entries()) {
    const given =
      argument.rest === true
        ? [...positionals.slice(index), ...argv.slice(own.length)]
        : argument.many === true
          ? positionals.slice(index)
          : known.slice(0, index).some(({ many }) => many === true)
            ? undefined
            : positionals[index];
    const isList = argument.rest === true || argument.many === true;
    if (argument.optional !== true && (given === undefined || (given.length === 0 && isList)))
      throw missing(described, argument, wrong);
    args[argument.name.toLowerCase()] = given;
  }
  const extra = positionals[known.length];
  const isOpen = known.some(({ rest, many }) => rest === true || many === true);
  if (!isOpen && extra !== undefined) throw wrong(`unexpected argument "${extra}"`);
  return { args: args as ArgumentValues<A>, options: values as OptionValues<O> };
}

/** The words of a command line as parseArgs(node:util) takes them apart, which is not loaded where no word can be an option. */
function tokensOf(words: readonly string[], options: Options) {
  if (!words.some((word) => word.startsWith("-")))
    return words.map((value) => ({ kind: "positional" as const, value }));
  const { parseArgs } = process.getBuiltinModule("node:util");
  const args = words.map((word, at) => (isAlone(word, words[at + 1], options) ? `${word}=` : word));
  return parseArgs({
    args,
    options: { ...options },
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

/** Is this an option whose value may be left out, and is? */
function isAlone(word: string, next: string | undefined, options: Options): boolean {
  if (!word.startsWith("--") || (next !== undefined && !next.startsWith("-"))) return false;
  const name = word.slice(2);
  return Object.hasOwn(options, name) && options[name]!.mayBeEmpty === true;
}

function missing(
  { name, example }: Described,
  argument: Argument,
  wrong: (what: string) => Failure,
): Failure {
  const forInstance = example === undefined ? "" : `, for example: ${example}`;
  return wrong(`${name}: ${argument.name} is missing${forInstance}`);
}

/** What of a command line is the subcommand's own: all before the first argument of somebody else's command line. */
function ownWords(
  argv: readonly string[],
  { arguments: known, options }: Described,
): readonly string[] {
  return known.at(-1)?.rest === true
    ? argv.slice(0, endOfOwn(argv, options, known.length - 1))
    : argv;
}

function endOfOwn(argv: readonly string[], options: Options, before: number): number {
  let positionals = 0;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === "--") return at + 1;
    if (word.startsWith("-") && word !== "-") {
      if (takerOfNext(word, options) !== undefined) at++;
    } else if (++positionals > before) return at;
  }
  return argv.length;
}

/** The option that takes the word after this one as its value; undefined when none does. */
export function takerOfNext(word: string | undefined, options: Options): Option | undefined {
  if (!word?.startsWith("-") || word.includes("=")) return undefined;
  const named = Object.entries(options).find(([name, { short }]) =>
    word.startsWith("--") ? word === `--${name}` : short !== undefined && word.endsWith(short),
  );
  return named?.[1].type === "string" ? named[1] : undefined;
}

/** Is help asked for, and not by the command line of somebody else? */
export function asksForHelp(argv: readonly string[], described: Described): boolean {
  return optionWords(ownWords(argv, described)).some((word) => word === "--help" || word === "-h");
}

/** The words of a command line that may be options: those before `--`. */
export function optionWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return end < 0 ? argv : argv.slice(0, end);
}
