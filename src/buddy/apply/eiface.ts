/** Making an eiface so that any number of processes can do it at once, and finding one that was left half made. */
import { setTimeout as wait } from "node:timers/promises";
import { DEFAULT_MAX_RETRIES } from "../../config/hooks.ts";
import type { Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { eiface as eifaceType } from "../../netgraph/types/eiface.ts";
import { isKernelsName } from "../names.ts";
import { pathOf, unlessGone } from "../observe/nodes.ts";
import { askEiface } from "../observe/told.ts";
import type { Action } from "../plan/step.ts";
import { highestLink } from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import { type ApplyContext, type EifaceFact, learn, type Made } from "./context.ts";

type EifaceAction = Extract<Action, { op: "eiface" }>;
type UnmakeAction = Extract<Action, { op: "unmake" }>;

/** The hook of our own socket that an eiface hangs on until it has its place. */
const OWN_HOOK = "new";
/** Makes the eiface, gives it its address and its node its name. */
export async function makeEiface(context: ApplyContext, action: EifaceAction): Promise<void> {
  const { netgraph } = context;
  const { name, ether, bridge, hook, maxRetries = DEFAULT_MAX_RETRIES } = action;
  const onBridge = bridge !== undefined && hook !== undefined;
  const made = onBridge
    ? await placeOnBridge(context, name, { bridge, hook, maxRetries })
    : await placeApart(context, name);
  await know(context, { made });
  const node = pathOf(made);
  await Promise.all([
    ...(ether === undefined ? [] : [netgraph.send(node, eifaceType, "set", ether)]),
    netgraph.name(node, name),
  ]);
  if (!onBridge) await netgraph.rmhook(".", OWN_HOOK);
}

/** Asks what was made where this path leads. */
async function madeAt(netgraph: Netgraph, path: string, name: string): Promise<Made> {
  const [{ id }, told] = await Promise.all([netgraph.nodeInfo(path), askEiface(netgraph, path)]);
  return {
    name,
    id,
    interface: told.name,
    ...(told.ether !== undefined && { ether: told.ether }),
  };
}

async function know(context: ApplyContext, fact: EifaceFact): Promise<void> {
  learn(context, fact);
  await context.note(fact);
}

/** Makes the node at our own socket, where nobody else can mean it. */
async function placeApart(context: ApplyContext, name: string): Promise<Made> {
  const { netgraph } = context;
  const unnamed = (await netgraph.nodes()).filter(isUnnamed).map((node) => node.name);
  await know(context, { apart: { name, unnamed } });
  await netgraph.mkpeer(".", "eiface", OWN_HOOK, "ether");
  return await madeAt(netgraph, `.:${OWN_HOOK}`, name);
}

/**
 * Makes the node on the bridge, by the first number from that of `hook` on that is free behind all others. A number that
 * the kernel chose would not tell which eiface is ours.
 */
async function placeOnBridge(
  context: ApplyContext,
  name: string,
  place: { readonly bridge: string; readonly hook: string; readonly maxRetries: number },
): Promise<Made> {
  const { netgraph } = context;
  const { bridge, hook, maxRetries } = place;
  for (let at = hook, taken = 0; ; taken++) {
    // What was made is asked for at once: where nothing was, the answer is not looked at.
    const [placed, found] = await Promise.allSettled([
      netgraph.mkpeer(`${bridge}:`, "eiface", at, "ether"),
      madeAt(netgraph, `${bridge}:${at}`, name),
    ]);
    if (placed.status === "fulfilled") {
      if (found.status === "rejected") throw found.reason;
      return found.value;
    }
    if (!isErrno(placed.reason, errno.EEXIST)) throw placed.reason;
    if (taken >= maxRetries) {
      refuse(
        "unavailable",
        `bridge ${bridge}: ${taken + 1} hooks up to ${at} were taken, as many as ngbuddy_max_retries (${maxRetries}) allows; make it higher in rc.conf`,
      );
    }
    const highest = taken === 0 ? highestLink((await netgraph.show(`${bridge}:`)).links) : -1;
    at = `link${1 + Math.max(highest, highestLink([{ name: at }]))}`;
    await know(context, { trying: { name, hook: at } });
  }
}

/** Connects a node to a bridge: by this hook, or by another free one when it has been taken. */
export async function connectToBridge(
  netgraph: Netgraph,
  path: string,
  bridge: string,
  hook: string,
  peerHook: string,
): Promise<void> {
  const attempt = (name: string) => netgraph.connect(path, bridge, hook, name);
  try {
    await attempt(peerHook);
  } catch (error) {
    const [, kind, number] = /^((?:up)?link)(\d+)$/.exec(peerHook) ?? [];
    if (!isErrno(error, errno.EEXIST) || kind === undefined) throw error;
    // EEXIST may as well mean that our own end is taken: then no other number helps.
    if ((await netgraph.show(path)).links.some(({ name }) => name === hook)) throw error;
    await attempt(kind).catch(async (refusal: unknown) => {
      // Kernels before FreeBSD 15 do not choose numbers.
      if (!isErrno(refusal, errno.EINVAL)) throw refusal;
      await firstFree((free) => attempt(`${kind}${free}`), Number(number) + 1);
    });
  }
}

/** Tries numbers until one is free: there are fewer links than attempts soon, as each failure means one link. */
async function firstFree(attempt: (number: number) => Promise<void>, from: number): Promise<void> {
  for (let number = from; ; number++) {
    try {
      await attempt(number);
      return;
    } catch (error) {
      if (!isErrno(error, errno.EEXIST)) throw error;
    }
  }
}

/** How often to look whether others are still making eifaces, and the pause between, milliseconds. */
const PATIENCE = 250;
const PAUSE = 20;

/** Removes the eiface that an action made, or began to make before it failed or its process was killed. */
export async function unmakeEiface(context: ApplyContext, action: UnmakeAction): Promise<void> {
  const { netgraph } = context;
  const made = context.made.get(action.name);
  if (made !== undefined) {
    await shutdownIf(netgraph, made.id, ({ name }) => name === action.name || isKernelsName(name));
    return;
  }
  for (let attempt = 0; attempt < PATIENCE; attempt++) {
    const candidates = await halfMade(context, action);
    if (candidates.length === 0) return;
    // One that another process is making looks just the same. Whatever has no name when nobody is at it was left behind.
    if (await context.othersMakeEifaces()) {
      await wait(PAUSE);
      continue;
    }
    for (const { id } of candidates)
      await shutdownIf(netgraph, id, ({ name }) => isKernelsName(name));
    return;
  }
  throw new Error(
    `other processes do not stop making eifaces, so that the one left half made for ${action.name} cannot be told`,
  );
}

/** Eifaces without a name of their own, where this action leaves one between its messages. */
async function halfMade(
  { netgraph, apart, hooks }: ApplyContext,
  { name, bridge, hook }: UnmakeAction,
): Promise<NodeInfo[]> {
  const others = apart.get(name);
  if (others !== undefined) {
    const own = await unlessGone(netgraph.nodeInfo(`.:${OWN_HOOK}`));
    if (own !== undefined) return [own];
    // The socket that it hung on has gone with its process.
    return (await netgraph.nodes()).filter(
      (node) => isUnnamed(node) && node.hooks === 0 && !others.includes(node.name),
    );
  }
  if (bridge === undefined || hook === undefined) return [];
  const node = await unlessGone(netgraph.nodeInfo(`${bridge}:${hooks.get(name) ?? hook}`));
  return node !== undefined && isUnnamed(node) ? [node] : [];
}

function isUnnamed({ type, name }: NodeInfo): boolean {
  return type === "eiface" && isKernelsName(name);
}

async function shutdownIf(
  netgraph: Netgraph,
  id: number,
  is: (node: NodeInfo) => boolean,
): Promise<void> {
  try {
    const node = await netgraph.nodeInfo(pathOf({ id }));
    if (node.type === "eiface" && is(node)) await netgraph.shutdown(pathOf({ id }));
  } catch (error) {
    if (!isErrno(error, errno.ENOENT)) throw error;
  }
}

export function isErrno(error: unknown, number: number): boolean {
  return error instanceof NetgraphError && error.errno === number;
}
