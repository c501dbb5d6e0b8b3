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
/** The longest name that leaves room for the colon of a path in a socket address, characters. */
const MAX_NAME = MAX_NODE_NAME - 1;
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
    const name = base.slice(0, MAX_NAME - suffix.length) + suffix;
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
  const held = `left_${toBridge}`;
  return [
    {
      description: `make a tee for ${name} at our own socket`,
      do: { op: "mkpeer", path: ".", type: "tee", hook: held, peerHook: "left" },
      undo: [{ op: "shutdown", path: `.:${held}`, type: "tee", name: tee }],
    },
    {
      description: `name the tee ${tee}`,
      do: { op: "name", path: `.:${held}`, name: tee },
      undo: [],
    },
    ...copySteps({ tee, held, hook: "left2right" }, toBridge, `copy what ${name} says`),
    ...(ways === "both"
      ? copySteps({ tee, held, hook: "right2left" }, fromBridge, `copy what ${name} hears`)
      : []),
    {
      description: "take our own socket off the tee's left side",
      do: { op: "rmhook", path: ".", hook: held },
      undo: [],
    },
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

/** VLAN_ENCAP_FROM_FILTER, as it is by itself, and VLAN_ENCAP_FROM_NOMATCH (sys/netgraph/ng_vlan.h). */
const PUTS_TAGS = 0x1 | 0x2;

/**
 * Copies what comes to a tee's hook to ours, by an ng_vlan(4) that puts VLAN tags into the frames. What came in by a NIC
 * carries its tag beside the frame on its way through the kernel, and a socket is told of the frame alone (if_ethersubr.c,
 * ether_input_internal; ng_socket.c, ngs_rcvdata).
 */
function copySteps(
  { tee, held, hook }: { readonly tee: string; readonly held: string; readonly hook: string },
  ours: string,
  description: string,
): Step[] {
  // Of the tee's name and a hook the kernel would not take a path (ng_socket.c, ngc_send).
  const path = `.:${held}.${hook}`;
  return [
    {
      description: `make an ng_vlan at ${tee} (${hook})`,
      do: { op: "mkpeer", path: `.:${held}`, type: "vlan", hook, peerHook: "nomatch" },
      // The tee and it would keep each other when our socket goes.
      undo: [{ op: "shutdown", path: `${tee}:`, type: "tee", name: tee }],
    },
    {
      description: "have it put the VLAN tags into frames that they carry",
      do: { op: "message", path, type: "vlan", command: "setencap", value: PUTS_TAGS },
      undo: [],
    },
    {
      description: `${description} to our own socket`,
      do: { op: "connect", path: ".", peerPath: path, hook: ours, peerHook: "downstream" },
      undo: [],
    },
  ];
}

/** The next number of a bridge's link. */
function freeLink(hook: string): string {
  return `link${Number(/\d+$/.exec(hook)?.[0] ?? 0) + 1}`;
}
