/** Completions for shells: what may come next is known here, and each shell has a few lines that ask. */
import type { Word } from "./word.ts";

export const shells = ["bash", "zsh", "fish", "tcsh"] as const;
export type Shell = (typeof shells)[number];

/** Something that may come next, and what it means, where that needs saying. */
export interface Candidate {
  readonly text: string;
  readonly summary?: string;
}

/** What a host has names of. */
export type NameKind = "bridges" | "eifaces" | "interfaces" | "jails";
type Kind = NameKind | "words" | "lab words" | "shells" | "files" | "nothing";

/** What the shell itself completes: a name of a file. */
const FILES: Candidate = { text: ":files" };

/** By the words that usages have for arguments. An interface that is made has a new name; one that goes has an old one. */
const KINDS: { readonly [argument: string]: Kind } = {
  BRIDGE: "bridges",
  JAIL: "jails",
  FILE: "files",
  WORD: "words",
  SHELL: "shells",
};

/** Words that are none of the buddy's own: what they take. */
const OTHERS: { readonly [name: string]: { readonly summary: string; readonly kinds: Kind[] } } = {
  lab: { summary: "an emulated host to try all of this on", kinds: ["lab words"] },
  help: { summary: "show how a word is used", kinds: ["words"] },
};

/** `typed` is what follows `ngbuddy`, the word that is being typed last, be it empty. `names` asks the host. */
export async function candidates(
  typed: readonly string[],
  words: ReadonlyMap<string, Word>,
  names: (kind: NameKind) => Promise<readonly string[]>,
): Promise<readonly Candidate[]> {
  const [name = "", ...rest] = typed;
  const current = typed.at(-1) ?? "";
  const all: Candidate[] = [
    ...[...words].map(([text, { summary }]) => ({ text, summary })),
    ...Object.entries(OTHERS).map(([text, { summary }]) => ({ text, summary })),
  ];
  const answers = async (kind: Kind): Promise<readonly Candidate[]> => {
    if (kind === "nothing") return [];
    if (kind === "files") return [FILES];
    if (kind === "words") return all;
    const texts =
      kind === "shells" ? shells : kind === "lab words" ? await labWords() : await names(kind);
    return texts.map((text) => ({ text }));
  };
  const found = rest.length === 0 ? all : await answersAfter(words.get(name), name, rest, answers);
  return found.filter((one) => one === FILES || one.text.startsWith(current));
}

/** What may come after a subcommand and its arguments so far, the last of which is being typed. */
async function answersAfter(
  word: Word | undefined,
  name: string,
  args: readonly string[],
  answers: (kind: Kind) => Promise<readonly Candidate[]>,
): Promise<readonly Candidate[]> {
  const usage = word?.usage ?? "";
  const text = `${usage}\n${word?.details ?? ""}`;
  /** Options that take a value, and what that is called. */
  const values = new Map(
    [...text.matchAll(/(--?[a-z][a-z-]*) ([A-Z]+)\b/g)].map(([, option, value]) => [option, value]),
  );
  const before = args.slice(0, -1);
  const value = values.get(before.at(-1) ?? "");
  if (value !== undefined) return await answers(valueKind(before.at(-1)!, value));
  if (args.at(-1)!.startsWith("-")) {
    const options = new Set(text.match(/--[a-z][a-z-]*/g) ?? []);
    return [...options].sort().map((option) => ({ text: option }));
  }
  const position = before.filter(
    (one, index) => !one.startsWith("-") && !values.has(before[index - 1]),
  ).length;
  return await answers(kindsOf(name, usage)[position] ?? "nothing");
}

function kindsOf(name: string, usage: string): readonly Kind[] {
  const other = OTHERS[name];
  if (other !== undefined) return other.kinds;
  // What stands in brackets with an option is that option's value.
  const positionals = usage.replaceAll(/\[-[^\]]*\]/g, "").match(/\b[A-Z]{2,}\b/g) ?? [];
  return positionals.map((argument): Kind => {
    // A new bridge has a name of its own.
    if (name === "bridge") return argument === "INTERFACE" ? "interfaces" : "nothing";
    if (argument !== "INTERFACE") return KINDS[argument] ?? "nothing";
    return name === "destroy" || name === "unjail" ? "eifaces" : "nothing";
  });
}

/** The lab has ngbuddy's words in it, and so is not there yet when these are read. */
async function labWords(): Promise<readonly string[]> {
  return (await import("./lab/index.ts")).labWordNames;
}

function valueKind(option: string, value: string): Kind {
  return option === "--bridge" ? "bridges" : value === "FILE" ? "files" : "nothing";
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
# zsh completion for ngbuddy(8): ngbuddy completions zsh > a folder of $fpath, as _ngbuddy
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
