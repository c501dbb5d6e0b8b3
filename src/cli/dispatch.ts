/** From the words of a command line to the subcommand that is meant. */
import { asksForHelp, optionWords, takerOfNext } from "./arguments.ts";
import { didYouMean } from "./didyoumean.ts";
import { exitStatus, Failure } from "./io.ts";
import {
  loadAll,
  type Subcommand,
  type SubcommandContext,
  type SubcommandList,
} from "./subcommand.ts";
import { helpText, listText } from "./usage.ts";
import { versionAsked } from "./version.ts";

/** Runs the subcommand of a list that a command line names. `group` is what was typed before: `lab`. */
export async function dispatch(
  argv: readonly string[],
  list: SubcommandList,
  context: SubcommandContext,
  group?: string,
): Promise<number> {
  const version = group === undefined ? versionAsked(argv) : undefined;
  if (version !== undefined) {
    context.out(version);
    return exitStatus.ok;
  }
  const [name, ...args] = await nameFirst(argv, list);
  if (name === "--help" || name === "-h" || name?.startsWith("-") === true) {
    if (name !== "--help" && name !== "-h") throw unknownOption(name, group);
    context.out(await listOf(list, group));
    return exitStatus.ok;
  }
  if (name === undefined) {
    context.err(await listOf(list, group));
    return exitStatus.usage;
  }
  const found = await subcommandNamed(name, list, group);
  if (asksForHelp(args, found)) {
    context.out(await helpOf(found));
    return exitStatus.ok;
  }
  return await found.run(args, context);
}

/** The subcommand of this name. Throws a Failure that offers the nearest one. */
export async function subcommandNamed(
  name: string,
  list: SubcommandList,
  group?: string,
): Promise<Subcommand> {
  const load = Object.hasOwn(list, name) ? list[name] : undefined;
  if (load !== undefined) return (await load()).subcommand;
  const of = group === undefined ? "" : `${group} `;
  const shown = (await shownOf(list)).map((one) => one.name.split(" ").at(-1)!);
  const offer = didYouMean(name, shown) || ";";
  throw new Failure(
    exitStatus.usage,
    `unknown subcommand "${of}${name}"${offer} ngbuddy ${of}help lists them`,
  );
}

/** What help says of a subcommand; of a group, its list. */
export async function helpOf(found: Subcommand): Promise<string> {
  return found.group === undefined
    ? helpText(found)
    : await listOf(found.group, found.name, found.details);
}

/** The subcommands of a list that are for people. */
async function shownOf(list: SubcommandList): Promise<Subcommand[]> {
  return (await loadAll(list)).filter(({ hidden }) => hidden !== true);
}

async function listOf(list: SubcommandList, group?: string, details?: string): Promise<string> {
  const before = group === undefined ? "" : `${group} `;
  return listText(
    `usage: ngbuddy ${before}SUBCOMMAND …`,
    await shownOf(list),
    `${details === undefined ? "" : `${details}\n`}See ngbuddy help ${before}SUBCOMMAND.`,
  );
}

/** A command line whose options come first, with its subcommand before them: `-q start` is `start -q`. */
export async function nameFirst(
  argv: readonly string[],
  list: SubcommandList,
): Promise<readonly string[]> {
  if (!argv[0]?.startsWith("-")) return argv;
  const options = Object.assign({}, ...(await loadAll(list)).map((one) => one.options));
  let at = 0;
  while (at < argv.length && argv[at]!.startsWith("-"))
    at += takerOfNext(argv[at], options) === undefined ? 1 : 2;
  const name = argv[at];
  if (name === undefined || !Object.hasOwn(list, name)) return argv;
  return [name, ...argv.slice(0, at), ...argv.slice(at + 1)];
}

function unknownOption(name: string, group: string | undefined): Failure {
  const before = group === undefined ? "" : `${group} `;
  return new Failure(
    exitStatus.usage,
    `${name} is no option of ngbuddy${group === undefined ? "" : ` ${group}`} itself; usage: ngbuddy ${before}SUBCOMMAND …`,
  );
}

/** Did somebody ask for JSON, who then wants to read failures as such, too? */
export function isAskedForJson(argv: readonly string[]): boolean {
  return optionWords(argv).includes("--json");
}
