/** What is asked of the buddy: what it needs to know of the host, and how a plan becomes of that. */
import type { OnFault } from "../config/settings.ts";
import type { Host } from "../host/host.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { writtenEther } from "./ethers.ts";
import type { Plan } from "./plan/step.ts";
import type { Seen, Wanted } from "./plan/wanted.ts";

/** What a request needs to know of the host; what is left out need not be asked for. */
export interface Needs {
  /** The nodes: all of the host, or those of these names, which costs the same on any host. */
  readonly nodes?: "all" | readonly string[];
  /** Nodes whose hooks matter, by name; bridges tell of their peers too. */
  readonly hooks?: readonly string[];
  /** The hooks of every bridge; `few`: when they do not have more links than the ports' ngbuddy(8) can read, which numbers links by them. */
  readonly everyBridge?: "few" | "always";
  /** Interfaces of the host that bridges may be on. */
  readonly nics?: readonly string[];
  /** Eifaces that may have to be made. */
  readonly eifaces?: readonly string[];
  /** Are those that are there made anew, too? */
  readonly remakes?: boolean;
  /** The host's interfaces. */
  readonly interfaces?: boolean;
  /** Node types whose modules are loaded. */
  readonly types?: boolean;
  /** Eifaces that may be removed: every one of the host, or those of these names and what hangs on the bridges that are read. */
  readonly removes?: "all" | readonly string[];
  /** Are VLANs of NICs to be planned, whatever rc.conf says? */
  readonly vlans?: boolean;
  /** The interface that the default route leaves by. */
  readonly defaultRoute?: boolean;
  /** Running jails that have lost their interfaces. */
  readonly lacking?: boolean;
}

/** A request. `Found` is what only it looks for. */
export interface Request<Found = unknown> {
  /**
   * What it makes or removes, or rewrites: requests with the same wait for each other. What hooks of jail.conf call, such as
   * `jng bridge`, may not wait for the one that starts the jail.
   */
  readonly serialises?: "bridges" | "jails" | "ports";
  /** Is it done even when rc.conf cannot be read? A jail must be able to stop whatever is in there. */
  readonly needsNoConfiguration?: boolean;
  /** Has it nothing to do with rc.conf, which is then not even read? */
  readonly withoutConfiguration?: boolean;
  /** Must what it removes come back as it was, whether a confirmation is asked for or not? */
  readonly restores?: boolean;
  /** What rc.conf will want, where the request changes that and everything is planned by it; `before` has what it wants now. */
  rewritten?(wanted: Wanted, onFault: OnFault): Wanted;
  /** What it wants besides what rc.conf does. */
  want?(wanted: Wanted): Wanted;
  /** The bridges that it makes, or makes interfaces on: what is wrong in their settings is in its way. */
  makes?(wanted: Wanted): "all" | readonly string[];
  /** `shown`: the plan is shown and not carried out, so that no kernel will refuse a name that an interface has. */
  needs?(wanted: Wanted, shown: boolean): Needs;
  find?(host: Host, netgraph: Netgraph, wanted: Wanted, seen: Seen): Promise<Found>;
  /** Draws the plan up, from values alone. Throws a Refusal when the request cannot be carried out. */
  plan(wanted: Wanted, seen: Seen, found: Found): Plan;
}

/** A request of any kind, whatever it looks for. */
export function makeRequest<Found = undefined>(request: Request<Found>): Request {
  return request as Request;
}

/** What a request to make and remove everything of rc.conf needs. */
export function needsOfAll({ bridges }: Wanted): Needs {
  const names = bridges.map(({ name }) => name);
  const interfaces = bridges.flatMap((bridge) => [bridge.interface, ...(bridge.members ?? [])]);
  return {
    nodes: "all",
    hooks: names,
    everyBridge: "few",
    nics: interfaces,
    eifaces: bridges.flatMap((bridge) => [bridge.interface, ...bridge.list]),
    interfaces: true,
    types: true,
    lacking: true,
  };
}

/** What a request to make eifaces needs, be it on `bridge` or on whichever bridge there is. */
export function needsOfGuests(
  wanted: Wanted,
  shown: boolean,
  eifaces: readonly string[],
  bridge: string | undefined,
): Needs {
  const { bridges, mac } = wanted;
  const named = bridge === undefined ? [] : [bridge];
  const ethers = new Set(eifaces.flatMap((name) => writtenEther(wanted, name)?.ether ?? []));
  // What rc.conf gives the same address may be in a jail, where the host does not see it.
  const twins =
    ethers.size === 0
      ? []
      : wanted.ifconfigured().filter((name) => ethers.has(writtenEther(wanted, name)?.ether ?? ""));
  return {
    nodes: [...new Set([...eifaces, ...bridges.map(({ name }) => name), ...named, ...twins])],
    everyBridge: "few",
    eifaces,
    // Where another name is read for a single one, all are for more.
    interfaces: shown || mac.seed !== undefined || ethers.size > 0 || eifaces.length > 1,
  };
}
