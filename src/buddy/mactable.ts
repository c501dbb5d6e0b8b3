/** The addresses of all interfaces that are made here: of those that there are, and of those that rc.conf lists. */
import type { Host } from "../host/host.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { ethersOf, writtenEther } from "./ethers.ts";
import { pipelined } from "./observe/nodes.ts";
import { observe } from "./observe/observe.ts";
import { toldBy } from "./observe/told.ts";
import type { Wanted } from "./plan/wanted.ts";

/** An interface, with its address where that is known. */
export interface MacRow {
  readonly name: string;
  /** Undefined for one that is not there yet and gets its address of the kernel. */
  readonly address: string | undefined;
  /** The bridge that it is on or is to be on. */
  readonly bridge: string | undefined;
  /** Is there such an interface now? Then the address is what it has, wherever it is. */
  readonly exists: boolean;
}

/** Returns the table, in the order of names. */
export async function macTable(host: Host, netgraph: Netgraph, wanted: Wanted): Promise<MacRow[]> {
  const rows = new Map<string, MacRow>();
  const { bridges, orphans } = await observe(host, netgraph);
  const there = [
    ...bridges.flatMap(({ name, links }) =>
      links.map(({ peerId, peerName, peerType, end }) => ({
        bridge: name,
        ...(end ?? { id: peerId, name: peerName, type: peerType }),
      })),
    ),
    ...orphans.map(({ id, name, type }) => ({ id, name, type, bridge: undefined })),
  ].filter(({ type }) => type === "eiface");
  const told = await pipelined(there, (node) => toldBy(netgraph, node));
  for (const [at, { name, bridge }] of there.entries())
    rows.set(name, { name, bridge, exists: true, address: told[at]?.ether });
  const listed = wanted.bridges.flatMap(({ name, list }) =>
    list.map((one) => ({ name: one, bridge: name })),
  );
  const missing = listed.filter(({ name }) => !rows.has(name));
  const ethers = await ethersOf(
    host,
    wanted,
    missing.map(({ name }) => name),
  );
  for (const { name, bridge } of missing) {
    const address = writtenEther(wanted, name)?.ether ?? ethers.get(name);
    rows.set(name, { name, bridge, exists: false, address });
  }
  return [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
