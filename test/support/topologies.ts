/** Made-up topologies of any size, for trying pictures. */
import type {
  Bridge,
  GraphHook,
  GraphNode,
  Guest,
  InterfaceInfo,
  Link,
  LinkStats,
  Topology,
} from "../../src/buddy/topology.ts";

/** Nothing was carried. */
export const none: LinkStats = {
  recvOctets: 0,
  recvPackets: 0,
  recvMulticasts: 0,
  recvBroadcasts: 0,
  recvUnknown: 0,
  recvRunts: 0,
  recvInvalid: 0,
  xmitOctets: 0,
  xmitPackets: 0,
  xmitMulticasts: 0,
  xmitBroadcasts: 0,
  loopDrops: 0,
  loopDetects: 0,
  memoryFailures: 0,
};

/** A network box that is up. */
export const box0: InterfaceInfo = {
  name: "vtnet0",
  ether: "58:9c:fc:00:2a:01",
  inet: ["10.2.70.107/24"],
  inet6: [],
  up: true,
  mtu: 1500,
  status: "active",
};

/** So many jails, machines and other guests, on so many bridges, the first of which has a box. `rename` gives hostile names. */
export function madeUpTopology(
  guests: number,
  bridges = 1,
  rename: (name: string) => string = (name) => name,
): Topology {
  let id = 1;
  const links = (bridge: number): Link[] => {
    const own = Array.from({ length: guests }, (_, index) => index).filter(
      (index) => index % bridges === bridge,
    );
    return own.map((index, place) => {
      const name = rename(`guest${String(index + 1).padStart(4, "0")}`);
      return {
        hook: `link${place + 2}`,
        peerId: ++id,
        peerName: name,
        peerType: index % 7 === 6 ? "socket" : "eiface",
        peerHook: "ether",
        guest: guestOf(index, name),
        stats: {
          ...none,
          recvOctets: index * 997,
          xmitOctets: index * 4099,
          loopDetects: index % 50 === 49 ? 1 : 0,
        },
      };
    });
  };
  const made: Bridge[] = Array.from({ length: bridges }, (_, bridge) => {
    const bridgeId = ++id;
    const uplinks: Link[] =
      bridge > 0
        ? []
        : (["lower", "upper"] as const).map((hook, place) => ({
            hook: `link${place}`,
            peerId: 1,
            peerName: "vtnet0",
            peerType: "ether",
            peerHook: hook,
            guest: {
              kind: "uplink",
              hook,
              interface: box0,
            },
            stats: none,
          }));
    return {
      id: bridgeId,
      name: bridge === 0 ? "public" : `lan${bridge}`,
      links: [...uplinks, ...links(bridge)].reverse(),
    };
  });
  return {
    hostname: "belltower",
    time: "2026-01-02T03:04:05.678Z",
    bridges: made,
    orphans: [],
    graph: [box(made), ...graphOf(made).filter(({ id }) => id !== 1)],
  };
}

function guestOf(index: number, name: string): Guest {
  if (index % 7 === 6) return { kind: "vm", name };
  const address = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}/8`;
  const iface = {
    name: name.slice(0, 15),
    ether: `58:9c:fc:10:${((index >> 8) & 255).toString(16).padStart(2, "0")}:${(index & 255).toString(16).padStart(2, "0")}`,
    inet: [address],
    inet6: [],
    up: true,
    mtu: 1500,
    status: index % 11 === 10 ? "no carrier" : "active",
  };
  return { kind: "jail", jail: name, jid: index + 1, interface: iface };
}

/** The network box's own node, with the hooks that the first bridge has. */
function box(bridges: readonly Bridge[]): GraphNode {
  const hooks = bridges.flatMap((bridge) =>
    bridge.links
      .filter(({ peerId }) => peerId === 1)
      .map(({ hook, peerHook }) => ({
        name: peerHook,
        peerId: bridge.id,
        peerName: bridge.name,
        peerType: "bridge",
        peerHook: hook,
      })),
  );
  return { id: 1, name: "vtnet0", type: "ether", hooks };
}

/** The graph of which these bridges are the whole. */
export function graphOf(bridges: readonly Bridge[]): GraphNode[] {
  const nodes = new Map<number, { id: number; name: string; type: string; hooks: GraphHook[] }>();
  for (const { id, name, links } of bridges) {
    const hooks = links.map(({ hook, peerId, peerName, peerType, peerHook }) => ({
      name: hook,
      peerId,
      peerName,
      peerType,
      peerHook,
    }));
    nodes.set(id, { id, name, type: "bridge", hooks });
    for (const link of links) {
      const peer = { id: link.peerId, name: link.peerName, type: link.peerType, hooks: [] };
      const known = nodes.get(link.peerId) ?? peer;
      nodes.set(link.peerId, known);
      known.hooks.push({
        name: link.peerHook,
        peerId: id,
        peerName: name,
        peerType: "bridge",
        peerHook: link.hook,
      });
    }
  }
  return [...nodes.values()];
}
