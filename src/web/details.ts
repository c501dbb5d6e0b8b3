/** What the side panel shows of a link or a bridge: facts that stay, and figures that do not. */
import { countersOf, factsOf, hooksOf, nodeName, type Pair } from "../buddy/linkfacts.ts";
import { linkName } from "../buddy/status.ts";
import { nameOrId } from "../netgraph/path.ts";
import { type Found, type Model, PAST_SECONDS, type Sample } from "./model.ts";

/** Asked for when something is chosen, and again when the picture changes. */
export interface Details {
  readonly title: string;
  readonly facts: readonly Pair[];
  /** A bridge's hooks, or the two ends of a link. */
  readonly hooks: readonly Pair[];
  /** A jail's parameters as jls(8) writes them; none for anything else. */
  readonly jail: readonly string[];
  /** The lines of rc.conf's files that have to do with it, each with its place. */
  readonly rcLines: readonly string[];
}

/** Asked for with every reading while the panel is open. */
export interface Live {
  readonly counters: readonly (readonly [name: string, rx: number, tx: number])[];
  /** Counters that should stay 0. */
  readonly troubles: readonly (readonly [name: string, value: number])[];
  /** Oldest first. */
  readonly past: readonly Sample[];
  /** Of how many samples a chart is when it is full, and how many seconds that is. */
  readonly samples: number;
  readonly seconds: number;
  readonly addresses: readonly {
    readonly addr: string;
    readonly hook: string;
    /** Seconds since it was last heard, and since it was first heard there. */
    readonly staleness: number;
    readonly age: number;
  }[];
}

export function detailsOf(
  found: Found,
  more: { readonly jail: readonly string[]; readonly rcLines: readonly string[] },
): Details {
  const { bridge, link } = found;
  const hooks = hooksOf(bridge, link);
  if (link === undefined) {
    const facts: Pair[] = [["node", nodeName(bridge)]];
    return { title: `bridge ${nameOrId(bridge)}`, facts, hooks, ...more };
  }
  return { title: linkName(link), facts: factsOf(bridge, link), hooks, ...more };
}

export function liveOf(model: Model, found: Found): Live {
  const { bridge, link } = found;
  return {
    ...countersOf(link === undefined ? bridge.links : [link]),
    past: model.pastOf(found),
    samples: model.samples,
    seconds: PAST_SECONDS,
    addresses: (bridge.hosts ?? [])
      .filter(({ hook }) => link === undefined || hook === link.hook)
      .map(({ addr, hook, staleness, age }) => ({ addr, hook, staleness, age })),
  };
}
