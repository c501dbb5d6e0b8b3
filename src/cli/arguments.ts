/** The arguments of a subcommand, read as its record describes them. */
import { parseArgs } from "node:util";
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
import { usageLine } from "./usage.ts";

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
  const rest = known.at(-1)?.rest === true ? known.length - 1 : undefined;
  const own = rest === undefined ? argv : argv.slice(0, endOfOwn(argv, options, rest));
  const { tokens } = parseArgs({
    args: [...own],
    options: { ...options },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const option: Option | undefined = Object.hasOwn(options, token.name)
      ? options[token.name]
      : undefined;
    if (option === undefined) {
      const names = Object.keys(options).filter((name) => options[name]?.summary !== undefined);
      const meant = token.rawName.startsWith("--")
        ? didYouMean(
            token.rawName,
            names.map((name) => `--${name}`),
          )
        : "";
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
        : positionals[index];
    if (
      argument.optional !== true &&
      (given === undefined || (given.length === 0 && argument.rest === true))
    )
      throw missing(described, argument, wrong);
    args[argument.name.toLowerCase()] = given;
  }
  const extra = positionals[known.length];
  if (rest === undefined && extra !== undefined) throw wrong(`unexpected argument "${extra}"`);
  return { args: args as ArgumentValues<A>, options: values as OptionValues<O> };
}

function missing(
  { name, example }: Described,
  argument: Argument,
  wrong: (what: string) => Failure,
): Failure {
  const forInstance = example === undefined ? "" : `, for example: ${example}`;
  return wrong(`${name}: ${argument.name} is missing${forInstance}`);
}

/** Where the options of our own end: at the first argument of somebody else's command line. */
function endOfOwn(argv: readonly string[], options: Options, before: number): number {
  let positionals = 0;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === "--") return at + 1;
    if (word.startsWith("-") && word !== "-") {
      if (takesNext(word, options)) at++;
    } else if (++positionals > before) return at;
  }
  return argv.length;
}

/** Does an option take the next word as its value? */
export function takesNext(word: string, options: Options): boolean {
  if (word.includes("=")) return false;
  const named = Object.entries(options).find(([name, { short }]) =>
    word.startsWith("--") ? word === `--${name}` : short !== undefined && word.endsWith(short),
  );
  return named?.[1].type === "string";
}

/** Is help asked for, and not by the command line of somebody else? */
export function asksForHelp(
  argv: readonly string[],
  { arguments: known, options }: Described,
): boolean {
  const rest = known.at(-1)?.rest === true ? known.length - 1 : undefined;
  const own = rest === undefined ? argv : argv.slice(0, endOfOwn(argv, options, rest));
  const end = own.indexOf("--");
  return (end < 0 ? own : own.slice(0, end)).some((word) => word === "--help" || word === "-h");
}
