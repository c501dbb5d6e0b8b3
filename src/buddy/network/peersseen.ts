/** A tunnel as it is: which of its nodes are there, and where its socket leads. */
import type { Netgraph, NodeInfo } from "../../netgraph/client.ts";
import { ksocket } from "../../netgraph/types/ksocket.ts";
import { unlessGone } from "../observe/nodes.ts";
import { PEER_PARTS, peerNodeName } from "../peername.ts";
import type { Tunnel } from "./peernodes.ts";

/** What is there of a tunnel. */
export interface SeenTunnel {
  readonly bridge: string;
  readonly address: string;
  /** From the bridge on. */
  readonly nodes: readonly NodeInfo[];
  /** The tunnel and the bridge's hook that it is at; absent when a part of it is missing, or not connected. */
  readonly whole?: { readonly tunnel: Tunnel; readonly hook: string };
}

/** Reads the tunnel of a bridge to a host; undefined when there is nothing of it. */
export async function seenTunnel(
  netgraph: Netgraph,
  bridge: string,
  address: string,
): Promise<SeenTunnel | undefined> {
  const all = await Promise.all(
    PEER_PARTS.map((part) => unlessGone(netgraph.show(`${peerNodeName(bridge, part, address)}:`))),
  );
  const ours = all.map((node, at) => {
    const type = PEER_PARTS[at] === "peer" ? "ksocket" : "tag";
    return node?.type === type ? node : undefined;
  });
  const nodes = ours.filter((node) => node !== undefined);
  const [mark, cut, peer] = ours;
  if (nodes.length === 0) return undefined;
  const at = mark?.links.find(
    ({ name, peer: other }) => name === "bridge" && other.name === bridge,
  );
  const isJoined =
    mark?.links.some(({ peer: other }) => other.id === cut?.id) === true &&
    cut?.links.some(({ peer: other }) => other.id === peer?.id) === true;
  const ends = peer === undefined ? undefined : await endsOf(netgraph, `${peer.name}:`);
  if (at === undefined || !isJoined || ends?.address !== address) return { bridge, address, nodes };
  const tunnel = { bridge, address, port: ends.port, local: ends.local };
  return { bridge, address, nodes, whole: { tunnel, hook: at.peerHook } };
}

async function endsOf(netgraph: Netgraph, path: string) {
  const [own, other] = [
    await unlessGone(netgraph.send(path, ksocket, "getname")),
    await unlessGone(netgraph.send(path, ksocket, "getpeername")),
  ];
  const [near, far] = [own, other].map((text) => /^inet\/([\d.]+):(\d+)$/.exec(String(text)));
  if (near == null || far == null || near[2] !== far[2]) return undefined;
  return { local: near[1]!, address: far[1]!, port: Number(far[2]) };
}
