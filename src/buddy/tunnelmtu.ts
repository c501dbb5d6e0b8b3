/** How long frames may be that go through a tunnel to another host. */
import { isIn } from "../config/innetwork.ts";
import { wordsOf } from "../config/list.ts";
import type { HostInterface } from "../host/ifconfig.ts";

/** What a tunnel's headers take of a packet between the hosts: IPv4, UDP, and the frame's own Ethernet header. */
const TUNNEL_BYTES = 20 + 8 + 14;
/** Of interfaces of which nothing is known. */
const USUAL_MTU = 1500;

/** Returns the MTU with which frames fit into tunnels to these hosts, of which `local` is this host's own address. */
export function tunnelMtu(
  interfaces: ReadonlyMap<string, HostInterface> | undefined,
  peers: string,
  local?: string,
): number {
  return (roadTo(interfaces, peers, local)?.mtu ?? USUAL_MTU) - TUNNEL_BYTES;
}

/** Returns the interface by which the hosts are reached, as far as addresses tell. */
export function roadTo(
  interfaces: ReadonlyMap<string, HostInterface> | undefined,
  peers: string,
  local?: string,
): HostInterface | undefined {
  const hosts = wordsOf(peers);
  return [...(interfaces?.values() ?? [])].find(({ inet }) =>
    inet.some((one) =>
      local === undefined ? hosts.some((host) => isIn(host, one)) : one.split("/")[0] === local,
    ),
  );
}
