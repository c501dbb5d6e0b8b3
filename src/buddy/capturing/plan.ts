/** The plan of a capture: an ng_tee(4) in each link, with its copies to our own socket; undone, it is out again. */
import { MAX_NODE_NAME } from "../../config/names.ts";
import { observe } from "../observe/observe.ts";
import type { Action, Plan, Step } from "../plan/step.ts";
import { makeRequest, type Request } from "../request.ts";
import { type CaptureLink, linksToCapture } from "./links.ts";

/** A link that is captured: its tee, and the hooks of our socket that its copies come in by. */
export interface CaptureTap extends CaptureLink {
  readonly tee: string;
  /** What comes to the bridge. */
  readonly toBridge: string;
  /** What comes from it. */
  readonly fromBridge: string;
}

/** Our socket's hook on a bridge that would go without a link. */
const HOLD = "hold";
/** Names of tees, which begin so that they are nobody's port. */
const PREFIX = "capture_";

interface Found {
  readonly taps: readonly CaptureTap[];
  readonly notes: readonly string[];
}

/**
 * Returns the request to capture the links of what was named. `planned` is told of them when the plan has been drawn up,
 * before anything is done.
 */
export function captureRequest(
  what: string,
  planned: (taps: readonly CaptureTap[]) => void,
): Request {
  return makeRequest<Found>({
    // Two captures of one link would each put a tee where there is none any more.
    serialises: "bridges",
    withoutConfiguration: true,
    async find(host, netgraph) {
      const topology = await observe(host, netgraph, { guests: true });
      const notes: string[] = [];
      const links = await linksToCapture(netgraph, topology, what, (line) => notes.push(line));
      const taken = new Set((await netgraph.names()).map(({ name }) => name));
      const taps = links.map((link, at) => ({
        ...link,
        tee: freeName(link.name, taken),
        toBridge: `to${at}`,
        fromBridge: `from${at}`,
      }));
      return { taps, notes };
    },
    plan(_wanted, _seen, { taps, notes }) {
      planned(taps);
      return capturePlan(what, taps, notes);
    },
  });
}

/** Returns a name of a node, made of a link's, that is not taken, and takes it. */
function freeName(link: string, taken: Set<string>): string {
  const base = `${PREFIX}${link.replace(/[^\w-]+/g, "_").replace(/_+$/, "")}`;
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? "" : `_${number}`;
    const name = base.slice(0, MAX_NODE_NAME - suffix.length) + suffix;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

/** Draws the plan up. */
function capturePlan(what: string, taps: readonly CaptureTap[], notes: readonly string[]): Plan {
  return {
    request: `capture ${what}`,
    says: [],
    steps: taps.flatMap(tapSteps),
    done: [],
    notes,
    expect: [],
    whenKilled: "undo",
  };
}

function tapSteps({ name, tee, toBridge, fromBridge, ways, place }: CaptureTap): Step[] {
  const { onlyHookOf, ...where } = place;
  const spliced = { tee, ...where };
  const { path, hook, peerHook } = where;
  // Whoever is killed between two messages does not hold it any more.
  const again: Action[] =
    onlyHookOf === undefined || onlyHookOf === ""
      ? []
      : [
          {
            op: "bridge",
            name: onlyHookOf,
            links: [{ hook: peerHook, peer: path.slice(0, -1), peerHook: hook }],
            persistent: false,
          },
        ];
  return [
    {
      description: `make a tee for ${name} at our own socket`,
      do: { op: "mkpeer", path: ".", type: "tee", hook: toBridge, peerHook: "left2right" },
      undo: [{ op: "shutdown", path: `.:${toBridge}`, type: "tee", name: tee }],
    },
    {
      description: `name the tee ${tee}`,
      do: { op: "name", path: `.:${toBridge}`, name: tee },
      undo: [],
    },
    ...(ways === "both"
      ? [
          {
            description: `copy both ways of ${name} to our own socket`,
            do: {
              op: "connect",
              path: ".",
              peerPath: `${tee}:`,
              hook: fromBridge,
              peerHook: "right2left",
            },
            undo: [],
          } as const satisfies Step,
        ]
      : []),
    ...(onlyHookOf !== undefined
      ? [
          {
            description: "hold the bridge, which has no other link",
            // The socket's hooks go with it.
            do: {
              op: "connect",
              path: ".",
              peerPath: where.peerPath,
              hook: HOLD,
              peerHook: freeLink(where.peerHook),
            },
            undo: [],
          } as const satisfies Step,
        ]
      : []),
    {
      description: `put ${tee} into the link of ${name}`,
      do: { op: "splice", ...spliced },
      undo: [{ op: "unsplice", ...spliced }, ...again],
    },
    ...(onlyHookOf !== undefined
      ? [
          {
            description: "let the bridge go",
            do: { op: "rmhook", path: ".", hook: HOLD },
            undo: [],
          } as const satisfies Step,
        ]
      : []),
  ];
}

/** The next number of a bridge's link. */
function freeLink(hook: string): string {
  return `link${Number(/\d+$/.exec(hook)?.[0] ?? 0) + 1}`;
}
