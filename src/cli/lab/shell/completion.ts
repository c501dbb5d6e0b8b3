/** What a word in a lab's shell may become: commands, files, interfaces, jails, subcommands of ngbuddy, jng and Bastille. */
import { runCommand } from "../../../lab/daemon/client.ts";
import type { LabDirectory } from "../../../lab/daemon/directory.ts";
import type { Shell } from "../../../lab/sh/shell.ts";
import { loadAll, type SubcommandList } from "../../subcommand.ts";
import type { Completion } from "./terminal.ts";

/** Reserved words and what is built in, as far as somebody types it. */
const BUILT_IN =
  "case cd do done elif else esac exit export fi for if pwd read set then unset until wait while".split(
    " ",
  );

/** What may stand in a line, as far as it was known when the prompt was shown: an editor does not wait. */
export class Completions {
  private host: readonly string[] = [];
  private readonly subcommands: Promise<Subcommands>;
  private known: Subcommands = new Map();

  /** `commands` are the lab's. */
  constructor(
    private readonly directory: LabDirectory,
    private readonly shell: Shell,
    private readonly commands: readonly string[],
    subcommands: SubcommandList,
  ) {
    this.subcommands = subcommandsOf(subcommands);
  }

  /** Asks the lab for the names of today. */
  async gather(): Promise<void> {
    this.known = await this.subcommands;
    this.host = await namesOfHost(this.directory);
  }

  /** What the last word of a line may become. */
  complete(line: string): Completion {
    const [, before = "", word = ""] = /^(.*?)([^\s;|&<>()"'`=]*)$/s.exec(line) ?? [];
    const command = before
      .split(/[;|&(`]/)
      .at(-1)!
      .trim();
    const words = command === "" ? [] : command.split(/\s+/);
    const isFile = word.includes("/") || /[<>]\s*$/.test(before);
    const names = isFile ? [] : this.namesBehind(words);
    const files = isFile || words.length > 0 ? filesFor(this.shell, word) : [];
    const fitting = [...names, ...files]
      .filter((one) => one.startsWith(word))
      .map((one) => (one.endsWith("/") ? one : `${one} `));
    return [[...new Set(fitting)].sort(), word];
  }

  private namesBehind([first, ...rest]: readonly string[]): readonly string[] {
    if (first === undefined) return [...this.commands, ...BUILT_IN, ...this.shell.functions.keys()];
    return [...(this.known.get([first, ...rest].join(" ")) ?? []), ...this.host];
  }
}

/** Subcommands by what stands before them: `ngbuddy`, `ngbuddy lab`, `bastille`. */
type Subcommands = ReadonlyMap<string, readonly string[]>;

/** Returns the subcommands of all commands that have some. `list`: ngbuddy's. */
export async function subcommandsOf(list: SubcommandList): Promise<Subcommands> {
  const { subcommands: bastille } = await import("../../../lab/commands/bastille/index.ts");
  const all = new Map<string, readonly string[]>([["bastille", Object.keys(bastille)]]);
  const enter = async (before: string, inside: SubcommandList) => {
    const shown = (await loadAll(inside)).filter(({ hidden }) => hidden !== true);
    all.set(
      before,
      shown.map(({ name }) => name.split(" ").at(-1)!),
    );
    for (const {
      name,
      group,
      arguments: [first],
    } of shown) {
      if (group !== undefined) await enter(`ngbuddy ${name}`, group);
      if (name === "jng" && Array.isArray(first?.of)) all.set("jng", first.of);
    }
  };
  await enter("ngbuddy", list);
  return all;
}

/** The host's interfaces and jails. */
async function namesOfHost(directory: LabDirectory): Promise<string[]> {
  const asked = [
    ["ifconfig", "-l"],
    ["jls", "name"],
  ];
  const answers = await Promise.all(asked.map((argv) => runCommand(directory, argv)));
  return answers.flatMap(({ stdout }) => stdout.split(/\s+/)).filter(Boolean);
}

/** Names of files that begin like a word. */
function filesFor(shell: Shell, word: string): string[] {
  const { files } = shell.process.lab;
  const above = word.slice(0, word.lastIndexOf("/") + 1);
  const place = shell.placeOf(above === "" ? "." : above);
  if (!files.isDirectory(place)) return [];
  const begin = word.slice(above.length);
  return files
    .list(place)
    .filter((name) => name.startsWith(begin) && (begin !== "" || !name.startsWith(".")))
    .map((name) => `${above}${name}${files.isDirectory(`${place}/${name}`) ? "/" : ""}`);
}
