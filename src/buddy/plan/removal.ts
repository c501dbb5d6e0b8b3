/** Steps that take an eiface away, and the way back. */
import type { NodeInfo } from "../../netgraph/client.ts";
import { pathOf } from "../observe/nodes.ts";
import { configure, renameStep, tellOf } from "./eiface.ts";
import type { Action, Step } from "./step.ts";
import { linkSeen, mtuOf, type Place, type Seen, type Wanted } from "./wanted.ts";

/** How an eiface is to come back when its removal is undone. */
export interface Removal {
  /** Will its bridge still be there when it is taken back? */
  readonly attached: boolean;
  /** The host's own interface on a bridge, which is up and configured. */
  readonly hosts?: boolean;
}

/** Shuts an eiface down. */
export function removeEiface(wanted: Wanted, seen: Seen, node: NodeInfo, removal: Removal): Step {
  const { name } = node;
  return {
    description: `shut down eiface ${name}`,
    do: { op: "shutdown", path: pathOf(node), type: "eiface", name },
    undo: name === "" ? [] : restoreEiface(wanted, seen, node, removal),
  };
}

function restoreEiface(
  wanted: Wanted,
  seen: Seen,
  node: NodeInfo,
  { attached, hosts }: Removal,
): Action[] {
  const { name } = node;
  const walked = linkSeen(seen, node);
  const link = walked?.hook;
  const direct = attached && walked?.between.length === 0 && link?.peer.type === "bridge";
  const on = direct ? { bridge: link!.peer.name, hook: link!.peerHook } : {};
  const place = seen.places.get(node.id);
  const ether = place?.interface.ether ?? seen.ethers.get(name);
  const settings = wanted.bridges.find((bridge) => bridge.name === link?.peer.name);
  return [
    { op: "eiface", name, ...on, ...(ether !== undefined && { ether }) },
    renameStep(name, settings, hosts === true).do,
    ...(place !== undefined
      ? restorePlace(name, place)
      : hosts
        ? configure(wanted, name).map((step) => step.do)
        : []),
    ...(direct ? [tellOf(name, link!.peer.name).do] : []),
  ];
}

/** Back where it was, with what it had there. */
function restorePlace(name: string, place: Place): Action[] {
  const { jail } = place;
  return [
    ...(jail === undefined
      ? []
      : [{ op: "vnet", node: name, interface: name, jail, to: "jail" } as const]),
    ...settle(name, place),
  ];
}

/** What an interface had where it is again, under the name of its node. */
export function settle(name: string, { jail, interface: one, routes }: Place): Action[] {
  const there = jail === undefined ? {} : { jail };
  const args = [
    // Only in a jail: on the host something else may be called so.
    ...(jail === undefined || one.name === name ? [] : ["name", one.name]),
    ...(jail === undefined ? [] : mtuOf(one)),
  ];
  return [
    ...(args.length === 0 ? [] : [{ op: "ifconfig", interface: name, args, ...there } as const]),
    {
      op: "addresses",
      interface: one.name,
      ...there,
      inet: one.inet,
      // The kernel makes link-local addresses itself.
      inet6: one.inet6.filter((address) => !address.startsWith("fe80:")),
      up: one.up,
      routes: routes.map(({ family, destination, gateway }) => ({ family, destination, gateway })),
    },
  ];
}
