/** Asks by ARP on a bridge, with a frame that a data socket sends, and counts what it does on the way. */
import { setTimeout as wait } from "node:timers/promises";
import type { Host } from "../../host/host.ts";
import { ARP_REPLY, ARP_REQUEST, arpFrame, readArp } from "../../lab/wire/arp.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import type { DataSocket } from "../../netgraph/socket.ts";
import { pathOf, unlessGone } from "../observe/nodes.ts";
import { highestLink } from "../plan/wanted.ts";
import type { Bridge } from "../topology.ts";
import { withNetgraph } from "../withnetgraph.ts";
import { type Countable, type Counts, countsOf } from "./counts.ts";
import { numberOf } from "./ipv4.ts";
import { PROBE_HOOK } from "./probehook.ts";

/** How long an answer may take, milliseconds. In a lab it comes at once. */
const PATIENCE = { freebsd: 1000, lab: 100 };
/** How long others may take to answer, too, once somebody has, milliseconds. */
const MORE = { freebsd: 100, lab: 10 };
/** The address that asks: nobody's, locally administered. */
const ASKER = Uint8Array.of(0x02, 0x6e, 0x67, 0x62, 0x75, 0x64);
/** How many hooks are tried that somebody else may take at the same time. */
const MAX_TRIES = 8;
/** The header that the MTU does not count. */
const ETHER_HEADER = 14;

/** What is asked for. */
export interface Question {
  /** IPv4. */
  readonly address: string;
  /** The frame is filled up to this MTU; the shortest one when left out. */
  readonly mtu?: number;
  /** What is counted besides the bridge's links: the nodes on the way. */
  readonly nodes?: readonly Countable[];
}

/** What came of a question. */
export interface Asked {
  /** Who answered first: their MAC address; absent when nobody did. */
  readonly ether?: string;
  /** The MAC addresses of all who answered. */
  readonly ethers: readonly string[];
  /** By how much the counters went up, by the bridge's hook or the node's ID. */
  readonly links: ReadonlyMap<string, Counts>;
  readonly nodes: ReadonlyMap<number, Counts>;
}

/**
 * Asks on a bridge, from a hook of our own that goes with our socket. Nobody learns an address of anybody's by it but the
 * asker's. Throws a NetgraphError where there are no data sockets.
 */
export async function ask(host: Host, bridge: Bridge, question: Question): Promise<Asked> {
  return await withNetgraph(host, async (netgraph) => {
    const data = await netgraph.socket.openData();
    try {
      await plugIn(netgraph, bridge);
      const before = await countAll(netgraph, bridge, question);
      // One link that is down makes an error of a frame that went to all: what became of it the counters tell.
      await data.send(PROBE_HOOK, frameOf(question));
      const ethers = await answers(data, numberOf(question.address), host.kind);
      const [ether] = ethers;
      const after = await countAll(netgraph, bridge, question);
      return {
        ...(ether !== undefined && { ether }),
        ethers,
        links: differences(before.links, after.links),
        nodes: differences(before.nodes, after.nodes),
      };
    } finally {
      await data.close();
    }
  });
}

/** Gets a hook of the bridge that nobody has. */
async function plugIn(netgraph: Netgraph, { id, links }: Bridge): Promise<void> {
  let number = 1 + highestLink(links.map(({ hook }) => ({ name: hook })));
  for (let tries = 0; ; tries++, number++) {
    try {
      return await netgraph.connect(".", pathOf({ id }), PROBE_HOOK, `link${number}`);
    } catch (error) {
      const isTaken = error instanceof NetgraphError && error.errno === errno.EEXIST;
      if (!isTaken || tries === MAX_TRIES) throw error;
    }
  }
}

function frameOf({ address, mtu = 0 }: Question): Uint8Array {
  const short = arpFrame(ARP_REQUEST, ASKER, 0, numberOf(address));
  const frame = new Uint8Array(Math.max(60, mtu + (mtu > 0 ? ETHER_HEADER : 0)));
  frame.set(short);
  return frame;
}

/** Who answers for an address, each once. Others may send before them. */
async function answers(
  data: DataSocket,
  address: number,
  kind: Host["kind"],
): Promise<readonly string[]> {
  const found = new Set<string>();
  let late = wait(PATIENCE[kind], "late" as const, { ref: false });
  for (;;) {
    const next = await Promise.race([data.receive(), late]);
    if (next === "late" || next === undefined) return [...found];
    const packet = readArp(next.bytes);
    if (packet?.operation !== ARP_REPLY || packet.senderAddress !== address) continue;
    if (found.size === 0) late = wait(MORE[kind], "late" as const, { ref: false });
    found.add([...packet.senderEther].map((byte) => byte.toString(16).padStart(2, "0")).join(":"));
  }
}

async function countAll(netgraph: Netgraph, bridge: Bridge, { nodes = [] }: Question) {
  const links = new Map<string, Counts>();
  for (const { hook } of bridge.links) {
    const stats = await unlessGone(
      netgraph
        .bridge(pathOf(bridge))
        .linkStats(Number(hook.replace(/^link/, "").replace(/^uplink/, "-"))),
    );
    if (stats !== undefined)
      links.set(hook, { fromBridge: stats.xmitPackets!, toBridge: stats.recvPackets! });
  }
  const counted = new Map<number, Counts>();
  for (const node of nodes) {
    const counts = await countsOf(netgraph, node);
    if (counts !== undefined) counted.set(node.id, counts);
  }
  return { links, nodes: counted };
}

function differences<K>(before: ReadonlyMap<K, Counts>, after: ReadonlyMap<K, Counts>) {
  return new Map(
    [...after].map(([key, { fromBridge, toBridge }]) => {
      const first = before.get(key) ?? { fromBridge: 0, toBridge: 0 };
      const counts: Counts = {
        fromBridge: fromBridge - first.fromBridge,
        toBridge: toBridge - first.toBridge,
      };
      return [key, counts] as const;
    }),
  );
}
