/** A plan while it is drawn up. */
import type { Expectation, Step } from "./step.ts";
import { nextLink, type Seen, type Wanted, type WantedBridge } from "./wanted.ts";

/** What is at the other end of a hook. */
export interface End {
  /** The node's name, or `[1f]`. */
  readonly node: string;
  readonly type: string;
  readonly hook: string;
}

/** What a plan has come to while it is drawn up. */
export interface Draft {
  readonly wanted: Wanted;
  /** What was seen, and what the steps so far have made of it where later ones go by it. */
  seen: Seen;
  readonly steps: Step[];
  readonly notes: string[];
  /** What cannot be done as things are, while the rest is: a line each. */
  readonly unmet: string[];
  readonly expect: Expectation[];
  /** The number of the next link; links are counted over all bridges. */
  nextLink: number;
  /** How many hooks of bridges the plan makes. */
  links: number;
  /** Which bridge has taken an interface's name in this plan. */
  readonly taken: Map<string, string>;
  /** What the steps so far connect and disconnect, by node and hook (`em0:lower`). */
  readonly rewired: Map<string, End | undefined>;
}

export function newDraft(wanted: Wanted, seen: Seen): Draft {
  return {
    wanted,
    seen,
    steps: [],
    notes: [],
    unmet: [],
    expect: [],
    nextLink: nextLink(seen),
    links: 0,
    taken: new Map(),
    rewired: new Map(),
  };
}

/** A bridge's hook, for whatever is connected to it. */
export interface BridgeHook {
  readonly peerHook: string;
  /** Its name on a kernel that has none such. */
  readonly olderHook?: string;
}

/** Returns the next hook of a bridge. Links are numbered over all bridges, as ngbuddy(8) of the ports numbers them. */
export function takeLink(draft: Draft): BridgeHook {
  draft.links++;
  return { peerHook: `link${draft.nextLink++}` };
}

/** Makes a bridge at a hook. Until it has its name, that hook is the way to it. */
export function makeBridge(
  draft: Draft,
  bridge: Pick<WantedBridge, "name">,
  path: string,
  hook: string,
  at: BridgeHook,
): void {
  draft.steps.push({
    description: `make bridge ${bridge.name} at ${path}${hook} (${at.peerHook})`,
    do: { op: "mkpeer", path, type: "bridge", hook, ...at },
    undo: [{ op: "shutdown", path: `${path}${hook}`, type: "bridge", name: bridge.name }],
  });
}

/** Names the bridge that is behind a path. */
export function nameBridge(
  draft: Draft,
  bridge: Pick<WantedBridge, "name"> & Partial<WantedBridge>,
  path: string,
): void {
  draft.steps.push({
    description: `name the bridge ${bridge.name}`,
    do: { op: "name", path, name: bridge.name },
    undo: [],
  });
  if (bridge.persistent) {
    draft.steps.push({
      description: `keep ${bridge.name} when it has no links`,
      do: { op: "message", path: `${bridge.name}:`, type: "bridge", command: "setpersistent" },
      undo: [],
    });
  }
}
