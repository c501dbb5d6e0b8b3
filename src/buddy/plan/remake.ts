/** Bridges that are made anew, in one plan with all else that rc.conf wants: `restart`, and rc.conf changed as a whole. */
import type { NodeInfo } from "../../netgraph/client.ts";
import { handsOn } from "../../netgraph/passthrough.ts";
import { nameOrId } from "../../netgraph/path.ts";
import { isKernelsName } from "../names.ts";
import { pathOf } from "../observe/nodes.ts";
import { removeGuest } from "./between.ts";
import { lossNotes } from "./losses.ts";
import { missingInterface } from "./missing.ts";
import { settle } from "./removal.ts";
import { type Returning, returning, returnSteps } from "./returning.ts";
import { planStart } from "./start.ts";
import type { Plan, Step } from "./step.ts";
import { behindOthers, type Chained, ours, planRemoval } from "./stop.ts";
import { endSeen, hooksSeen, type Place, type Seen, type Wanted } from "./wanted.ts";
import { without } from "./without.ts";

/** What goes, and what of it comes again. */
export interface Remaking {
  /** Bridges of rc.conf as it was that are made anew, by name. */
  readonly remade: ReadonlySet<string>;
  /** Those that go for good, with all that is on them. */
  readonly gone: ReadonlySet<string>;
  /** Eifaces that go for good. */
  readonly dropped: ReadonlySet<string>;
  /** Does what is on a bridge that is made anew, and on no list, stay on it? */
  readonly keepsOthers: boolean;
}

/**
 * Takes bridges and eifaces away as rc.conf had them (`before`), and makes what it wants (`after`) and is not there.
 * Jails that run have their interfaces again afterwards, with what they had there.
 */
export function planRemake(
  request: string,
  before: Wanted,
  after: Wanted,
  seen: Seen,
  { remade, gone, dropped, keepsOthers }: Remaking,
): Plan {
  const touched = before.bridges.filter(({ name }) => remade.has(name) || gone.has(name));
  const all = ours({ bridges: touched }, seen);
  const isIn = (names: ReadonlySet<string>, node: NodeInfo) =>
    names.has(endSeen(seen, node)?.name ?? "");
  // They stay in front of their bridges, with those nodes and all that is set in them.
  const kept = behindOthers(seen, all.eifaces).filter(
    ({ eiface, walked }) =>
      remade.has(walked.hook.peer.name) &&
      !dropped.has(eiface.name) &&
      isOn(after, eiface.name, walked.hook.peer.name),
  );
  const eifaces = all.eifaces.filter((node) => !kept.some(({ eiface }) => eiface === node));
  const off = planOff(before, seen, droppedNodes(before, seen, dropped, all.eifaces));
  const stop = planRemoval(before, seen, request, { ...all, eifaces });
  const removal = { steps: [...off.steps, ...stop.steps] };
  const then = { ...without(seen, removal), nics: keptNics(seen, removal) };
  const leftOut = new Set(
    after.bridges.flatMap((bridge) =>
      missingInterface(after, then, bridge) === undefined ? [] : [bridge.name],
    ),
  );
  const back = returning(after, seen, eifaces).filter(
    ({ node, bridge }) =>
      !leftOut.has(bridge) &&
      !dropped.has(node.name) &&
      (!isIn(gone, node) || isListed(after, node)),
  );
  const joined = kept.filter(({ walked }) => !leftOut.has(walked.hook.peer.name));
  const stays = keepsOthers ? others([before, after], seen, eifaces, { remade, dropped }) : [];
  const names = new Set(kept.map(({ eiface }) => eiface.name));
  const start = planStart(...withReturning(unlisted(after, names), then, [...back, ...stays]));
  const lost = eifaces.filter((node) => ![...back, ...stays].some((one) => one.node === node));
  const rest = [
    ...start.steps,
    ...joined.map(joinAgain),
    ...(keepsOthers ? strangers(seen, remade) : []),
    ...back.flatMap(returnSteps),
    ...stays.flatMap(againSteps),
  ];
  const between = [...stop.done, ...start.says];
  return {
    request,
    steps: [...off.steps, ...stop.steps, ...withSays(rest, between)],
    says: [],
    done: rest.length === 0 ? [...between, ...start.done] : start.done,
    notes: [
      ...off.notes,
      ...lossNotes(seen, lost, (bridge) => (gone.has(bridge) ? "gone" : "up")),
      ...start.notes,
    ],
    unmet: start.unmet ?? [],
    expect: start.expect,
    whenKilled: "undo",
  };
}

/** The settings of NICs that keep their hooks: one that loses its last has them back as they were (ng_ether.c resets the node). */
function keptNics(seen: Seen, plan: Pick<Plan, "steps">): Seen["nics"] {
  const { hooks } = without(seen, plan);
  const changed = new Set(
    plan.steps.flatMap(({ do: one }) => (one.op === "message" ? [one.path] : [])),
  );
  return new Map(
    [...seen.nics].filter(([name]) => {
      const links = hooks.get(seen.byName.get(name)?.id ?? 0) ?? [];
      return links.length > 0 && !changed.has(`${name}:`);
    }),
  );
}

function withSays([first, ...rest]: readonly Step[], says: readonly string[]): Step[] {
  return first === undefined ? [] : [{ ...first, says: [...says, ...(first.says ?? [])] }, ...rest];
}

/** Is an eiface on this bridge, or on no list at all? */
function isOn({ bridges }: Wanted, eiface: string, bridge: string): boolean {
  const listed = bridges.find(({ list }) => list.includes(eiface));
  return listed === undefined || listed.name === bridge;
}

function isListed({ bridges }: Wanted, { name }: NodeInfo): boolean {
  return bridges.some(({ list }) => list.includes(name));
}

/** The nodes of eifaces that are dropped from bridges that stay as they are. */
function droppedNodes(
  before: Wanted,
  seen: Seen,
  dropped: ReadonlySet<string>,
  going: readonly NodeInfo[],
): NodeInfo[] {
  return [...dropped].flatMap((name) => {
    const node = seen.byName.get(name);
    if (node?.type !== "eiface" || going.some(({ id }) => id === node.id)) return [];
    const end = endSeen(seen, node);
    // One that hangs on somebody else's bridge is not ours, whatever it is called.
    return end === undefined || before.bridges.some((bridge) => bridge.name === end.name)
      ? [node]
      : [];
  });
}

/** Takes eifaces from bridges that stay. */
function planOff(
  before: Wanted,
  seen: Seen,
  nodes: readonly NodeInfo[],
): Pick<Plan, "steps" | "notes"> {
  const steps: Step[] = [];
  const notes: string[] = [];
  let then = seen;
  for (const node of nodes) {
    const gone = removeGuest(before, then, node);
    steps.push(...gone.steps);
    notes.push(...gone.notes, ...lossNotes(seen, [node], () => "up"));
    then = without(then, gone);
  }
  return { steps, notes };
}

/** An eiface of the host's that is on no list, and is made again. */
interface Staying {
  readonly node: NodeInfo;
  readonly place: Place;
  readonly bridge: string;
}

function others(
  wanted: readonly Wanted[],
  seen: Seen,
  eifaces: readonly NodeInfo[],
  { remade, dropped }: Pick<Remaking, "remade" | "dropped">,
): Staying[] {
  const own = new Set(
    wanted.flatMap(({ bridges }) =>
      bridges.flatMap(({ interface: iface, host, list }) => [iface, host ?? "", ...list]),
    ),
  );
  return eifaces.flatMap((node) => {
    const place = seen.places.get(node.id);
    const bridge = endSeen(seen, node)?.name ?? "";
    const isOurs = own.has(node.name) || dropped.has(node.name) || isKernelsName(node.name);
    return place === undefined || place.jail !== undefined || isOurs || !remade.has(bridge)
      ? []
      : [{ node, place, bridge }];
  });
}

function againSteps({ node, place }: Staying): Step[] {
  const { inet, inet6, up } = place.interface;
  if (inet.length + inet6.length === 0 && !up) return [];
  return settle(node.name, place).map((action) => ({
    description: `give ${node.name} back what it had`,
    do: action,
    undo: [],
  }));
}

/** Connects what is neither an eiface nor a NIC, such as a bhyve machine's socket, to its bridge again. */
function strangers(seen: Seen, remade: ReadonlySet<string>): Step[] {
  const known = ["eiface", "ether", "bridge"];
  return [...remade].flatMap((name) => {
    const node = seen.byName.get(name);
    if (node?.type !== "bridge") return [];
    return hooksSeen(seen, node)
      .filter(({ peer }) => !known.includes(peer.type) && !handsOn(peer.type))
      .map(
        ({ name: hook, peer, peerHook }): Step => ({
          description: `connect ${peer.type} ${nameOrId(peer)} to ${name} (${hook})`,
          do: {
            op: "connect",
            path: pathOf(peer),
            peerPath: `${name}:`,
            hook: peerHook,
            peerHook: hook,
          },
          undo: [{ op: "rmhook", path: pathOf(peer), hook: peerHook }],
        }),
      );
  });
}

/** What a start is planned from that makes these eifaces as well: with the addresses they had, and nothing of rc.conf's. */
function withReturning(
  wanted: Wanted,
  seen: Seen,
  back: readonly (Returning | Staying)[],
): [Wanted, Seen] {
  const names = new Set(back.map(({ node }) => node.name));
  const listed = new Set(wanted.bridges.flatMap((bridge) => [bridge.interface, ...bridge.list]));
  const bridges = wanted.bridges.map((bridge) => ({
    ...bridge,
    list: [
      ...bridge.list,
      ...back.flatMap(({ node, bridge: on }) =>
        on === bridge.name && !listed.has(node.name) ? [node.name] : [],
      ),
    ],
  }));
  const ethers = back.flatMap(({ node, place }) =>
    place.interface.ether === undefined ? [] : [[node.name, place.interface.ether] as const],
  );
  const ifconfig: Wanted["ifconfig"] = (name) =>
    names.has(name) ? { commands: [], needsScripts: false } : wanted.ifconfig(name);
  return [
    { ...wanted, bridges, ifconfig },
    { ...seen, ethers: new Map([...seen.ethers, ...ethers]) },
  ];
}

/** Connects what has kept its place in front of a bridge to it again. */
function joinAgain({ walked }: Chained): Step {
  const { node, exit } = walked.between.at(-1)!;
  const { peer, peerHook } = walked.hook;
  return {
    description: `connect ${node.type} ${nameOrId(node)} to ${peer.name} (${peerHook})`,
    do: { op: "connect", path: pathOf(node), peerPath: `${peer.name}:`, hook: exit, peerHook },
    undo: [{ op: "rmhook", path: pathOf(node), hook: exit }],
  };
}

/** rc.conf's wishes without these interfaces in the lists. */
function unlisted(wanted: Wanted, names: ReadonlySet<string>): Wanted {
  if (names.size === 0) return wanted;
  const bridges = wanted.bridges.map((bridge) => ({
    ...bridge,
    list: bridge.list.filter((name) => !names.has(name)),
  }));
  return { ...wanted, bridges };
}
