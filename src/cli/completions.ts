/** Completions for shells, made from the words' own usage, so that they cannot be out of date. */
import type { Word } from "./word.ts";

export const shells = ["bash", "zsh", "fish", "tcsh"] as const;
export type Shell = (typeof shells)[number];

/** What a subcommand takes. */
interface Shape {
  readonly name: string;
  readonly summary: string;
  /** `--dry-run`, `--json`, …, with what their value is called, when they have one. */
  readonly options: readonly string[];
  /** What its arguments are, in order. */
  readonly kinds: readonly Kind[];
}

/** What an argument names, and so what completes it. */
type Kind = "bridges" | "eifaces" | "interfaces" | "jails" | "words" | "files" | "nothing";

/** By the words that usages have for arguments. An interface that is made has a new name; one that goes has an old one. */
const KINDS: { readonly [argument: string]: Kind } = {
  BRIDGE: "bridges",
  JAIL: "jails",
  FILE: "files",
  WORD: "words",
};

function kindOf(word: string, argument: string): Kind {
  if (argument !== "INTERFACE") return KINDS[argument] ?? "nothing";
  if (word === "bridge") return "interfaces";
  return word === "destroy" || word === "unjail" ? "eifaces" : "nothing";
}

function shapeOf(name: string, { usage, summary, details }: Word): Shape {
  const text = `${usage}\n${details ?? ""}`;
  const options = new Set(text.match(/--[a-z][a-z-]*/g) ?? []);
  // What stands in brackets with an option is that option's value.
  const positionals = usage.replaceAll(/\[-[^\]]*\]/g, "").match(/\b[A-Z]{2,}\b/g) ?? [];
  return {
    name,
    summary,
    options: [...options].sort(),
    kinds: positionals.map((one) => kindOf(name, one)),
  };
}

/** The script that teaches a shell to complete `ngbuddy`. */
export function completionScript(shell: Shell, words: ReadonlyMap<string, Word>): string {
  const shapes = [...words].map(([name, word]) => shapeOf(name, word));
  return writers[shell]([
    ...shapes,
    { name: "help", summary: "show how a word is used", options: [], kinds: ["words"] },
  ]);
}

const NAMES = "ngbuddy completions --names";

const writers: { readonly [shell in Shell]: (shapes: readonly Shape[]) => string } = {
  bash(shapes) {
    const cases = shapes.map(({ name, options, kinds }) => {
      const positions = kinds
        .map((kind, index) => `      ${index + 2}) ${bashAnswer(kind, shapes)} ;;\n`)
        .join("");
      return `    ${name})\n      options="${options.join(" ")}"\n      case $COMP_CWORD in\n${positions}      esac ;;\n`;
    });
    return `# bash completion for ngbuddy(8): eval "$(ngbuddy completions bash)"
_ngbuddy() {
  local current=\${COMP_WORDS[COMP_CWORD]} options= answers=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names(shapes)}" -- "$current"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join("")}  esac
  case $current in -*) answers=$options ;; esac
  COMPREPLY+=($(compgen -W "$answers" -- "$current"))
}
complete -F _ngbuddy ngbuddy
`;
  },

  zsh(shapes) {
    const words = shapes.map(({ name, summary }) => `    '${name}:${quoted(summary)}'\n`).join("");
    const cases = shapes.map(({ name, options, kinds }) => {
      const positions = kinds
        .map((kind, index) => `      ${index + 3}) ${zshAnswer(kind)} ;;\n`)
        .join("");
      return `    ${name})\n      [[ $PREFIX = -* ]] && compadd -- ${options.join(" ")}\n      case $CURRENT in\n${positions}      esac ;;\n`;
    });
    return `#compdef ngbuddy
# zsh completion for ngbuddy(8): ngbuddy completions zsh > a folder of $fpath, as _ngbuddy
_ngbuddy() {
  local -a words_of_ngbuddy
  words_of_ngbuddy=(
${words}  )
  if (( CURRENT == 2 )); then
    _describe word words_of_ngbuddy
    return
  fi
  case $words[2] in
${cases.join("")}  esac
}
_ngbuddy "$@"
`;
  },

  fish(shapes) {
    const lines = shapes.flatMap(({ name, summary, options, kinds }) => [
      `complete -c ngbuddy -n __fish_use_subcommand -a ${name} -d '${quoted(summary)}'`,
      ...options.map(
        (option) =>
          `complete -c ngbuddy -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}`,
      ),
      ...[...new Set(kinds)].flatMap((kind) => fishAnswer(name, kind, shapes)),
    ]);
    return `# fish completion for ngbuddy(8): ngbuddy completions fish > ~/.config/fish/completions/ngbuddy.fish
complete -c ngbuddy -f
${lines.join("\n")}
`;
  },

  tcsh(shapes) {
    // The last argument's kind decides, as tcsh knows the word before only.
    const rules = shapes.flatMap(({ name, kinds }) => {
      const answer = tcshAnswer(kinds[0] ?? "nothing", shapes);
      return answer === "" ? [] : [`'n/${name}/${answer}/'`];
    });
    const options = [...new Set(shapes.flatMap((shape) => shape.options))]
      .map((option) => option.slice(2))
      .sort();
    return `# tcsh completion for ngbuddy(8): ngbuddy completions tcsh >> ~/.tcshrc
complete ngbuddy 'c/--/(${options.join(" ")})/' 'p/1/(${names(shapes)})/' ${rules.join(" ")} 'p/3/\`${NAMES} bridges\`/'
`;
  },
};

function names(shapes: readonly Shape[]): string {
  return shapes.map(({ name }) => name).join(" ");
}

function bashAnswer(kind: Kind, shapes: readonly Shape[]): string {
  if (kind === "nothing") return ":";
  if (kind === "files") return 'COMPREPLY=($(compgen -f -- "$current"))';
  return kind === "words"
    ? `answers="${names(shapes)}"`
    : `answers=$(${NAMES} ${kind} 2>/dev/null)`;
}

function zshAnswer(kind: Kind): string {
  if (kind === "nothing") return ":";
  if (kind === "files") return "_files";
  return kind === "words"
    ? "_describe word words_of_ngbuddy"
    : `compadd -- $(${NAMES} ${kind} 2>/dev/null)`;
}

function fishAnswer(name: string, kind: Kind, shapes: readonly Shape[]): string[] {
  const condition = `complete -c ngbuddy -n '__fish_seen_subcommand_from ${name}'`;
  if (kind === "nothing") return [];
  if (kind === "files") return [`${condition} -F`];
  return [`${condition} -a '${kind === "words" ? names(shapes) : `(${NAMES} ${kind})`}'`];
}

function tcshAnswer(kind: Kind, shapes: readonly Shape[]): string {
  if (kind === "nothing") return "";
  if (kind === "files") return "f";
  return kind === "words" ? `(${names(shapes)})` : `\`${NAMES} ${kind}\``;
}

function quoted(text: string): string {
  return text.replaceAll("'", "'\\''").replaceAll(":", "\\:");
}
