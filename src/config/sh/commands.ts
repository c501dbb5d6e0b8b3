/** sh(1)'s simple commands: which there are in a text, in order, and whether each surely runs. */
import {
  type Compound,
  documentParts,
  type List,
  type Node,
  parseScript,
  type Redirection,
} from "./syntax.ts";
import { assigned, ShellSyntaxError, type Word } from "./words.ts";

/** Whether a command runs when the text is read, and whether what it sets remains. */
export type Context =
  | { readonly kind: "here" }
  | {
      readonly kind: "perhaps";
      /** What it depends on: `inside "if"`, `after "&&"`. */
      readonly because: string;
    }
  /** The body of a function: runs when that is called. */
  | { readonly kind: "function"; readonly name: string }
  /** In a process of its own: a subshell, a pipeline, the background. What it sets is gone with it. */
  | { readonly kind: "apart" };

/** A simple command: assignments, the command's name, its arguments. Redirections are left out. */
export interface Command {
  readonly start: number;
  readonly words: readonly Word[];
  /** Instead of words: the variable of a `for`, which every round sets. */
  readonly loopVariable?: string;
  /** Variables that what stands beside the words may set: files of redirections, here-documents, what `for` and `case` look at. */
  readonly sets: readonly string[];
  readonly context: Context;
}

/** The simple commands of a text, in order. Throws a ShellSyntaxError. */
export function parseCommands(text: string): readonly Command[] {
  return ofList(parseScript(text), HERE);
}

const HERE: Context = { kind: "here" };
const APART: Context = { kind: "apart" };
/** A file that cannot be opened keeps the command from running. */
const REDIRECTED: Context = { kind: "perhaps", because: "with a redirection" };
/** Of two contexts, one inside the other, the heavier one counts. */
const WEIGHT = { here: 0, perhaps: 1, function: 2, apart: 3 } as const;

function ofList(list: List, context: Context): Command[] {
  return list.flatMap(({ node, apart }) => ofNode(node, apart ? APART : context));
}

function ofNode(node: Node, context: Context): Command[] {
  switch (node.kind) {
    case "simple": {
      const { start, words, redirections } = node;
      const sets = setByRedirections(redirections);
      if (words.length === 0 && sets.length === 0) return [];
      const own = redirections.length > 0 ? heavier(REDIRECTED, context) : context;
      return [{ start, words, sets, context: own }];
    }
    case "chain":
      return [
        ...ofNode(node.first, context),
        ...node.rest.flatMap(({ operator, node: next }) =>
          ofNode(next, heavier({ kind: "perhaps", because: `after "${operator}"` }, context)),
        ),
      ];
    case "pipeline":
      return node.members.flatMap((one) => ofNode(one, node.members.length > 1 ? APART : context));
    case "function":
      return ofNode(node.body, heavier({ kind: "function", name: node.name }, context));
    case "compound": {
      const commands = ofCompound(node, context);
      const { start, redirections } = node;
      if (redirections.length === 0) return commands;
      return [
        ...beside(start, setByRedirections(redirections), context),
        ...commands.map((one) => ({ ...one, context: heavier(REDIRECTED, one.context) })),
      ];
    }
  }
}

/** A command that only stands for what sets variables beside the words of others. */
function beside(start: number, sets: readonly string[], context: Context): Command[] {
  return sets.length === 0 ? [] : [{ start, words: [], sets, context }];
}

function setByWords(words: readonly Word[]): readonly string[] {
  return words.flatMap(({ parts }) => parts.flatMap(assigned));
}

function setByRedirections(redirections: readonly Redirection[]): readonly string[] {
  return redirections.flatMap(({ target, document }) => [
    ...setByWords([target]),
    ...(document?.expanded ? setByDocument(document.text) : []),
  ]);
}

function setByDocument(text: string): readonly string[] {
  try {
    return documentParts(text).flatMap(assigned);
  } catch (error) {
    // sh expands it when the command runs, and stops there.
    if (error instanceof ShellSyntaxError) return [];
    throw error;
  }
}

function ofCompound({ start, body }: Compound, outer: Context): Command[] {
  const context = heavier({ kind: "perhaps", because: `inside "${body.kind}"` }, outer);
  switch (body.kind) {
    case "if":
      return [
        ...body.branches.flatMap((one) => [
          ...ofList(one.test, context),
          ...ofList(one.body, context),
        ]),
        ...ofList(body.otherwise, context),
      ];
    case "while":
    case "until":
      return [...ofList(body.test, context), ...ofList(body.body, context)];
    case "for": {
      const { variable, words = [] } = body;
      const sets = setByWords(words);
      return [
        { start: body.start, words: [], sets, loopVariable: variable, context },
        ...ofList(body.body, context),
      ];
    }
    case "case": {
      const looked = [body.subject, ...body.arms.flatMap(({ patterns }) => patterns)];
      return [
        ...beside(start, setByWords(looked), context),
        ...body.arms.flatMap((arm) => ofList(arm.body, context)),
      ];
    }
    case "subshell":
      return ofList(body.body, APART);
    case "group":
      return ofList(body.body, outer);
  }
}

/** The heavier of two contexts; of equal ones the outer. */
function heavier(inner: Context, outer: Context): Context {
  return WEIGHT[inner.kind] > WEIGHT[outer.kind] ? inner : outer;
}
