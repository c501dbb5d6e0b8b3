/** What is looked for before an if_bridge(4) of the host is adopted: itself, what hangs on it, and whose that is. */

import { nearest } from "../../../config/nearest.ts";
import type { RcFile } from "../../../config/rcconf.ts";
import { staticRoutes } from "../../../host/commands.ts";
import type { Host } from "../../../host/host.ts";
import { type IfBridge, ifBridgeNamed, isIfBridge } from "../../../host/ifbridge.ts";
import type { RouteInfo } from "../../../host/netstat.ts";
import type { Netgraph } from "../../../netgraph/client.ts";
import { readRcFiles } from "../../configuration.ts";
import { vmConfiguration } from "../../machines.ts";
import { nodeNameOf } from "../../names.ts";
import { nicSettings } from "../../observe/nicsettings.ts";
import { hooksOf } from "../../observe/nodes.ts";
import type { VmConfiguration } from "../../plan/vm.ts";
import type { Seen, Wanted } from "../../plan/wanted.ts";
import { refuse } from "../../refusal.ts";
import { type FoundJails, findJails } from "../find.ts";
import { type KeptBridge, readKeptBridges } from "./kept.ts";

/** All that was found. */
export interface FoundHost {
  readonly ifbridge: IfBridge;
  /** The name of the bridge that was typed. */
  readonly typed: string | undefined;
  /** The routes that somebody has set, by it and by others. */
  readonly routes: readonly RouteInfo[];
  readonly rcFiles: readonly RcFile[];
  readonly jails: FoundJails;
  /** Where there is vm-bhyve: its configuration, and the text of that. */
  readonly vm: (VmConfiguration & { readonly text: string }) | undefined;
  readonly kept: readonly KeptBridge[];
  /** What was seen, with the members' nodes. */
  readonly seen: Seen;
}

/** What was typed behind `--host`. */
export interface Typed {
  readonly names: readonly string[];
  readonly bridge: string | undefined;
}

/** Looks for it. Refuses when it is not clear which if_bridge(4) is meant. */
export async function findHostBridge(
  host: Host,
  netgraph: Netgraph,
  wanted: Wanted,
  seen: Seen,
  typed: Typed,
): Promise<FoundHost> {
  const { name, bridge } = meantBy(wanted, seen, typed);
  const ifbridge = await ifBridgeNamed(host, name);
  if (ifbridge === undefined) refuse("data", `${name} is no if_bridge(4)`);
  const vm = wanted.value("vm_dir") ? await vmConfiguration(host, wanted) : undefined;
  const vmText = vm && (await host.files.read(vm.file));
  const nodes = ifbridge.members.flatMap((member) => seen.byName.get(nodeNameOf(member)) ?? []);
  const nics = new Map(seen.nics);
  for (const node of nodes)
    if (node.type === "ether") nics.set(node.name, await nicSettings(netgraph, node));
  return {
    ifbridge,
    typed: bridge,
    routes: await staticRoutes(host),
    rcFiles: await readRcFiles(host),
    jails: await findJails(host),
    vm: vm && vmText !== undefined ? { ...vm, text: vmText } : undefined,
    kept: await readKeptBridges(host),
    seen: { ...seen, nics, hooks: new Map([...seen.hooks, ...(await hooksOf(netgraph, nodes))]) },
  };
}

/** The if_bridge(4) that is meant, and the bridge that is to have its place. */
function meantBy(wanted: Wanted, seen: Seen, { names, bridge }: Typed) {
  const there = [...(seen.interfaces?.values() ?? [])].filter(isIfBridge).map(({ name }) => name);
  const [first, second, ...more] = names;
  if (more.length > 0 || (second !== undefined && bridge !== undefined))
    refuse(
      "usage",
      "adopt --host takes an if_bridge(4) and the name of a bridge; for example: ngbuddy adopt --host bridge0 public",
    );
  if (first !== undefined && there.includes(first))
    return { name: first, bridge: second ?? bridge };
  const [only, another] = there;
  if (only === undefined)
    refuse("data", "this host has no if_bridge(4), so that there is nothing to adopt");
  const isBridges =
    first === undefined ||
    (second === undefined &&
      bridge === undefined &&
      wanted.bridges.some((one) => one.name === first));
  if (!isBridges) {
    const near = nearest(first, there);
    refuse(
      "data",
      `this host has no if_bridge(4) "${first}"; ${near === undefined ? `it has ${there.join(", ")}` : `did you mean ${near}?`}`,
    );
  }
  if (another !== undefined)
    refuse(
      "usage",
      `which if_bridge(4)? There are ${there.join(", ")}; for example: ngbuddy adopt --host ${only}`,
    );
  return { name: only, bridge: first ?? bridge };
}
