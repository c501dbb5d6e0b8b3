/** Where a plan is carried out: the host, its netgraph, and what has come of the plan so far. */
import type { Host } from "../../host/host.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import type { RcChange } from "../plan/step.ts";

/** An eiface that was made: the node's ID for good, the interface's name for now. */
export interface Made {
  readonly name: string;
  /** A node ID. */
  readonly id: number;
  readonly interface: string;
  /** The address that the kernel gave it, where that was told. */
  readonly ether?: string;
}

/** A file that was edited: its text before and after, and the changes that lead back. */
export interface Edited {
  readonly path: string;
  /** Undefined when there was no file. */
  readonly before: string | undefined;
  readonly after: string;
  readonly inverse: readonly RcChange[];
}

/** What cannot be known before a step is done. */
export type Fact =
  | EifaceFact
  | { readonly edited: Edited }
  /** The same of an eiface that is made again because a step is taken back. */
  | { readonly again: EifaceFact };

/** What is known of an eiface that is being made, as the journal keeps it. */
export type EifaceFact =
  | { readonly made: Made }
  /** The hook that an eiface was to be made by is taken: it is about to be made by this one. */
  | { readonly trying: { readonly name: string; readonly hook: string } }
  /** An eiface is about to be made that will hang on nothing, and these have no names yet. */
  | { readonly apart: { readonly name: string; readonly unnamed: readonly string[] } };

/** What is known of the eifaces that were made, or begun, by their names. */
export interface Eifaces {
  readonly made: Map<string, Made>;
  /** Names that the kernel had given to other eifaces before one was made apart from its bridge, by the latter's name. */
  readonly apart: Map<string, readonly string[]>;
  /** The bridge's hook that an eiface is made by, by its name, where it is not the planned one. */
  readonly hooks: Map<string, string>;
}

export function noEifaces(): Eifaces {
  return { made: new Map(), apart: new Map(), hooks: new Map() };
}

/** Adds a fact to what is known. */
export function learn(eifaces: Eifaces, fact: EifaceFact): void {
  if ("made" in fact) eifaces.made.set(fact.made.name, fact.made);
  else if ("trying" in fact) eifaces.hooks.set(fact.trying.name, fact.trying.hook);
  else eifaces.apart.set(fact.apart.name, fact.apart.unnamed);
}

/** What a step works on and notes while it is carried out. */
export interface ApplyContext extends Eifaces {
  readonly host: Host;
  readonly netgraph: Netgraph;
  /** The files that were edited, oldest first, with what stood in them. */
  readonly edited: Edited[];
  /** Of those that are made because steps are taken back. */
  readonly again: Eifaces;
  /** A line for standard output. */
  say(line: string): void;
  /** Is another process in the middle of making an eiface? */
  othersMakeEifaces(): Promise<boolean>;
  /** Told of what must be known if this process is killed now. */
  note(fact: Fact): Promise<void>;
}
