/** What `ngbuddy status` prints. */
import { byteSize } from "./bytesize.ts";
import type { Link, Topology } from "./topology.ts";

/** The reference's form: a line a bridge, a line a link with what came in and what went out, newest link first. */
export function statusText(topology: Topology): string {
  return topology.bridges
    .map(({ id, name, links }) =>
      [
        name === "" ? unnamed(id) : name,
        ...links.map(
          (link) =>
            `  ${linkName(link)}: RX ${byteSize(link.stats?.recvOctets ?? 0)}, TX ${byteSize(link.stats?.xmitOctets ?? 0)}`,
        ),
      ]
        .map((line) => `${line}\n`)
        .join(""),
    )
    .join("");
}

/** `jail01`, `vtnet1 (upper)`: who is at the other end. */
export function linkName({ peerName, peerId, peerType, peerHook }: Link): string {
  const name = peerName === "" ? unnamed(peerId) : peerName;
  return peerType === "ether" ? `${name} (${peerHook})` : name;
}

function unnamed(id: number): string {
  return `[${id.toString(16)}]`;
}
