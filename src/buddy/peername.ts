/** What the nodes of a bridge's tunnels are called: by the bridge, and the other host's IPv4 address in hexadecimal. */

/** The parts of a tunnel, from the bridge on: two ng_tag(4), and the ng_ksocket(4). */
export const PEER_PARTS = ["mark", "cut", "peer"] as const;
/** A part of a tunnel. */
export type PeerPart = (typeof PEER_PARTS)[number];

/** Returns what a node of a tunnel is called: `lan_peer0a000002`. */
export function peerNodeName(bridge: string, part: PeerPart, address: string): string {
  const hex = address.split(".").map((byte) => Number(byte).toString(16).padStart(2, "0"));
  return `${bridge}_${part}${hex.join("")}`;
}

/** What a node's name says of a tunnel. */
export interface PeerName {
  readonly bridge: string;
  readonly part: PeerPart;
  /** `10.0.0.2`. */
  readonly address: string;
}

/** Reads such a name; undefined for any other one. */
export function readPeerName(name: string): PeerName | undefined {
  const [, bridge, part, hex] = /^(\w+)_(mark|cut|peer)([0-9a-f]{8})$/.exec(name) ?? [];
  if (bridge === undefined || hex === undefined) return undefined;
  const bytes = [0, 2, 4, 6].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return { bridge, part: part as PeerPart, address: bytes.join(".") };
}

/** Returns the address of the host that a tunnel leads to whose ng_ksocket(4) this node is; undefined for any other node. */
export function peerBehind(node: {
  readonly name: string;
  readonly type: string;
}): string | undefined {
  const read = node.type === "ksocket" ? readPeerName(node.name) : undefined;
  return read?.part === "peer" ? read.address : undefined;
}
