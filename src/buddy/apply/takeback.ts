/** Taking a step back, or doing it once more: harmless where there is nothing to do. */
import { interfaceNamed, jails } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { isKernelsName } from "../names.ts";
import { interfaceOf } from "../observe/guests.ts";
import { unlessGone } from "../observe/nodes.ts";
import type { Action } from "../plan/step.ts";
import { Refusal } from "../refusal.ts";
import type { ApplyContext } from "./context.ts";
import { connectToBridge, unmakeEiface } from "./eiface.ts";
import { perform } from "./perform.ts";

/** Performs an action of a step's `undo`. What stands as it should already is left alone. */
export async function takeBack(context: ApplyContext, action: Action): Promise<void> {
  if (action.op === "unmake") return await perform(context, action);
  // What is made now is not what the plan's own steps made. A disk that is full must not keep it from being made.
  const again: ApplyContext = {
    ...context,
    ...context.again,
    note: (fact) =>
      context.note("edited" in fact || "again" in fact ? fact : { again: fact }).catch(() => {}),
  };
  await performIfNeeded(again, action);
}

/** Performs an action that may have been done already, or whose object may have gone. */
export async function performIfNeeded(context: ApplyContext, action: Action): Promise<void> {
  if (!(await mustBeDone(context, action))) return;
  try {
    await perform(context, action);
  } catch (error) {
    // Whoever has the interface now: it will go with its node.
    if (action.op !== "vnet" || !(error instanceof Refusal)) throw error;
  }
}

async function mustBeDone(context: ApplyContext, action: Action): Promise<boolean> {
  switch (action.op) {
    case "eiface":
      if (await isThere(context, action)) return false;
      // Whoever tried before may have been stopped between two messages.
      await unmakeEiface(context, { ...action, op: "unmake" });
      return true;
    case "rename": {
      const node = await unlessGone(context.netgraph.nodeInfo(`${action.node}:`));
      return node !== undefined && isKernelsName(await interfaceOf(context.netgraph, node));
    }
    case "mkpeer":
    case "connect": {
      const node = await unlessGone(context.netgraph.show(action.path));
      return node !== undefined && !node.links.some(({ name }) => name === action.hook);
    }
    case "name": {
      const node = await unlessGone(context.netgraph.nodeInfo(action.path));
      return node !== undefined && node.name !== action.name;
    }
    case "message":
    case "tag":
    case "rmhook":
      return (await unlessGone(context.netgraph.nodeInfo(action.path))) !== undefined;
    case "ifconfig": {
      const { interface: name, args, jail } = action;
      const found = await interfaceNamed(context.host, name, jail);
      const [, address = "", taken] = args;
      return (
        found !== undefined &&
        (taken !== "-alias" || [...found.inet, ...found.inet6].includes(address))
      );
    }
    case "addresses":
      return (await interfaceNamed(context.host, action.interface, action.jail)) !== undefined;
    case "vnet":
      if (action.to === "host") return true;
      // A jail that has ended since has no use for it.
      return (
        (await interfaceNamed(context.host, action.interface)) !== undefined &&
        (await isRunning(context.host, action.jail))
      );
    default:
      return true;
  }
}

async function isRunning(host: Host, jail: string): Promise<boolean> {
  return (await jails(host)).some(({ name, jid }) => name === jail || String(jid) === jail);
}

/** Is the eiface there? Then it is connected to its bridge, should it not be. */
async function isThere(
  { netgraph }: ApplyContext,
  action: Extract<Action, { op: "eiface" }>,
): Promise<boolean> {
  const node = await unlessGone(netgraph.show(`${action.name}:`));
  if (node === undefined) return false;
  if (node.links.length === 0 && action.bridge !== undefined && action.hook !== undefined) {
    await connectToBridge(netgraph, `${action.name}:`, `${action.bridge}:`, "ether", action.hook);
  }
  return true;
}
