/** Configurations and hosts for the planner's tests, written down in a few words. */
import { wantedIn } from "../../src/buddy/configuration.ts";
import { withPeers } from "../../src/buddy/observe/graph.ts";
import type { Seen, Wanted } from "../../src/buddy/plan/wanted.ts";
import { parseIfconfig } from "../../src/host/ifconfig.ts";
import type { HookInfo, NodeInfo } from "../../src/netgraph/client.ts";

/** Variables of the base system's. */
const NOT_OURS = /^(?:ifconfig_|vlans_|create_args_|cloned_interfaces=)/;

/** What rc.conf wants: its lines, without `ngbuddy_`. */
export function wantedBy(...lines: string[]): Wanted {
  const text = lines.map((line) => (NOT_OURS.test(line) ? line : `ngbuddy_${line}`)).join("\n");
  return wantedIn([{ path: "/etc/rc.conf", text }]);
}

export interface Scene {
  /** `public bridge`, `vtnet0 ether`; IDs count from 1. */
  readonly nodes?: readonly string[];
  /** `public link0 vtnet0 lower`, oldest first. */
  readonly links?: readonly string[];
  /** Interfaces of the host besides the NICs vtnet0 and vtnet1 and lo0: names, or lines of ifconfig. */
  readonly interfaces?: readonly string[];
  readonly ethers?: { readonly [name: string]: string };
  readonly defaultRoute?: string;
}

const NICS = `vtnet0: flags=8843<UP,BROADCAST> metric 0 mtu 1500
	options=c00b8<VLAN_MTU,TSO4,LRO>
	ether 52:54:00:00:00:10
vtnet1: flags=8802<BROADCAST> metric 0 mtu 1500
	ether 52:54:00:00:00:11
lo0: flags=8049<UP,LOOPBACK> metric 0 mtu 16384
`;

/** What is seen of such a host. */
export function seenOf({
  nodes = [],
  links = [],
  interfaces = [],
  ethers = {},
  defaultRoute,
}: Scene): Seen {
  const types = [...new Set(["vtnet0 ether", "vtnet1 ether", ...nodes])].map((text) =>
    text.split(" "),
  );
  const ids = new Map(types.map(([name], index) => [name!, index + 1]));
  const ends = links.flatMap((text) => {
    const [bridge, hook, peer, peerHook] = text.split(" ") as [string, string, string, string];
    return [
      { node: bridge, hook, peer, peerHook },
      { node: peer, hook: peerHook, peer: bridge, peerHook: hook },
    ];
  });
  const all: NodeInfo[] = types.map(([name, type]) => ({
    id: ids.get(name!)!,
    name: name!,
    type: type!,
    hooks: ends.filter(({ node }) => node === name).length,
  }));
  const byName = new Map(all.map((node) => [node.name, node]));
  const hooks = new Map(
    all.map(({ id, name }) => {
      const own = ends.filter(({ node }) => node === name).reverse();
      return [
        id,
        own.map(
          ({ hook, peer, peerHook }): HookInfo => ({
            name: hook,
            peerHook,
            peer: byName.get(peer)!,
          }),
        ),
      ];
    }),
  );
  const shown = interfaces.map((one) =>
    one.includes("\n")
      ? one
      : `${one}: flags=8843<UP> metric 0 mtu 1500\n\tether 02:00:00:00:00:01\n`,
  );
  return {
    nodes: all,
    byName,
    hooks: withPeers(all, hooks),
    interfaces: new Map(parseIfconfig(NICS + shown.join("")).map((one) => [one.name, one])),
    interfaceNames: new Map(),
    // One that is connected with both hooks was made ready for it.
    nics: new Map(
      all
        .filter(({ type, hooks: count }) => type === "ether" && count > 1)
        .map(({ name }) => [name, { promisc: 1, autosrc: 0 }]),
    ),
    untold: new Set(),
    lacking: [],
    places: new Map(),
    unreadable: [],
    types: new Set(["ether", "bridge", "eiface"]),
    ethers: new Map(Object.entries(ethers)),
    ...(defaultRoute !== undefined && { defaultRoute }),
  };
}
