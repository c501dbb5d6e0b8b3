/** Completions for shells: what may come next is known here, and each shell has a few lines that ask. */
import { takerOfNext } from "./arguments.ts";
import {
  type Argument,
  type Kind,
  loadAll,
  type NameKind,
  type Options,
  type SubcommandList,
} from "./subcommand.ts";
import { shownOptions } from "./usage.ts";

export const shells = ["bash", "zsh", "fish", "tcsh"] as const;
/** A shell that there are completions for. */
export type Shell = (typeof shells)[number];

/** Something that may come next, and what it means, where that needs saying. */
export interface Candidate {
  readonly text: string;
  readonly summary?: string;
}

/** What the shell itself completes: a name of a file. */
const FILES: Candidate = { text: ":files" };

/** `typed` is what follows `ngbuddy`, the word that is being typed last, be it empty. `names` asks the host. */
export async function candidates(
  typed: readonly string[],
  list: SubcommandList,
  names: (kind: NameKind) => Promise<readonly string[]>,
): Promise<readonly Candidate[]> {
  const [name = "", ...rest] = typed;
  if (rest.length === 0) return matching(await namesOf(list), name);
  const load = Object.hasOwn(list, name) ? list[name] : undefined;
  if (load === undefined) return [];
  const { subcommand } = await load();
  if (subcommand.group !== undefined) return await candidates(rest, subcommand.group, names);
  const kind = kindAt(rest, subcommand.arguments, subcommand.options);
  return matching(await answers(kind, list, names), rest.at(-1)!);
}

function matching(all: readonly Candidate[], current: string): readonly Candidate[] {
  return all.filter((one) => one === FILES || one.text.startsWith(current));
}

/** What may stand where the last one of `args` is being typed; undefined when it is free. */
function kindAt(
  args: readonly string[],
  known: readonly Argument[],
  options: Options,
): Kind | undefined {
  const before = args.slice(0, -1);
  const taker = takerOfNext(before.at(-1), options);
  if (taker !== undefined) return taker.of;
  if (args.at(-1)!.startsWith("-")) {
    return shownOptions(options)
      .map(([long]) => `--${long}`)
      .sort();
  }
  const position = before.filter(
    (one, index) => !one.startsWith("-") && takerOfNext(before[index - 1], options) === undefined,
  ).length;
  const more = known.some(({ many }) => many) ? known.at(-1) : undefined;
  return (known[position] ?? more)?.of;
}

async function answers(
  kind: Kind | undefined,
  list: SubcommandList,
  names: (kind: NameKind) => Promise<readonly string[]>,
): Promise<readonly Candidate[]> {
  if (kind === undefined) return [];
  if (kind === "files") return [FILES];
  if (kind === "subcommands") return await namesOf(list);
  const texts = typeof kind === "string" ? await names(kind) : kind;
  return texts.map((text) => ({ text }));
}

/** The subcommands of a list; those of a group go without the group's own name. */
async function namesOf(list: SubcommandList): Promise<readonly Candidate[]> {
  const all = await loadAll(list);
  return Object.keys(list).flatMap((text, index) => {
    const { hidden, summary } = all[index]!;
    return hidden ? [] : [{ text, summary }];
  });
}

/** What follows `ngbuddy` on a command line: its words, split at blanks, the last one empty when it is still to come. */
export function wordsOfLine(line: string): string[] {
  return line.trimStart().split(/\s+/).slice(1);
}

const ASK = "ngbuddy completions --for";

/** Teach a shell to complete `ngbuddy`. */
export const completionScripts: { readonly [shell in Shell]: string } = {
  bash: `# bash completion for ngbuddy(8): eval "$(ngbuddy completions bash)"
_ngbuddy() {
  local answers
  answers=$(${ASK} "\${COMP_WORDS[*]:0:COMP_CWORD+1}" 2>/dev/null | cut -f 1)
  if [ "$answers" = ${FILES.text} ]; then
    COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
  else
    COMPREPLY=($answers)
  fi
}
complete -F _ngbuddy ngbuddy
`,
  zsh: `#compdef ngbuddy
# zsh completion for ngbuddy(8): ngbuddy completions zsh > a directory of $fpath, as _ngbuddy
_ngbuddy() {
  local answers
  answers=$(${ASK} "\${(j: :)\${(@)words[1,CURRENT]}}" 2>/dev/null)
  if [[ $answers = ${FILES.text} ]]; then
    _files
  elif [[ -n $answers ]]; then
    answers=("\${(@)\${(@f)answers}/$'\\t'/:}")
    _describe ngbuddy answers
  fi
}
_ngbuddy "$@"
`,
  fish: `# fish completion for ngbuddy(8): ngbuddy completions fish > ~/.config/fish/completions/ngbuddy.fish
function __ngbuddy
  set -l answers (${ASK} (commandline -cp | string collect) 2>/dev/null)
  if test "$answers" = ${FILES.text}
    __fish_complete_path (commandline -ct)
  else
    string join \\n -- $answers
  end
end
complete -c ngbuddy -f -a '(__ngbuddy)'
`,
  tcsh: `# tcsh completion for ngbuddy(8): ngbuddy completions tcsh >> ~/.tcshrc
complete ngbuddy 'n/-o/f/' 'p@*@\`${ASK} "$COMMAND_LINE" | cut -f 1\`@'
`,
};
