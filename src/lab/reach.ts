/** Who can ping whom: the host, each jail with a network stack of its own, and each host of the LANs. */
import { errnoText } from "../netgraph/errno.ts";
import type { Lab } from "./lab.ts";
import type { Lan, LanHost } from "./net/lan.ts";
import type { Vnet } from "./net/vnet.ts";
import { formatIpv4 } from "./wire/address.ts";

/** One who pings and is pinged. */
export interface ReachParty {
  readonly kind: "host" | "jail" | "lan";
  /** The host's name, the jail's, or the address of a host of the LAN. */
  readonly name: string;
  /** A LAN's NIC; undefined for the others. */
  readonly nic?: string;
  /** IPv4 addresses but those of the loopback network, in the order of its interfaces. */
  readonly addresses: readonly string[];
}

/** What became of one ping. */
export interface ReachPing {
  /** Who pinged whom, by their places among the parties. */
  readonly from: number;
  readonly to: number;
  readonly address: string;
  readonly answered: boolean;
  /** Why it could not be sent, in FreeBSD's words. */
  readonly error?: string;
}

/** The parties of a lab, and a ping from each to each address of every other one. */
export interface Reach {
  readonly parties: readonly ReachParty[];
  readonly pings: readonly ReachPing[];
}

interface Party extends ReachParty {
  readonly numbers: readonly number[];
  /** Sends a ping. Returns what ends it, and tells what became of it. */
  ping(destination: number, id: number): () => { answered: boolean; error?: string };
}

/** How long answers are waited for, milliseconds of the lab's clock. */
const WAIT = 1000;
/** Of the identifiers of echo requests these are not a process's number, which begin at 1000 and have been through the rest. */
const FIRST_ID = 0xf000;
const AT_ONCE = 0x1000;
const DATA = new Uint8Array(56);
const LOOPBACK_NETWORK = 127;

/** Lets everybody ping everybody, for real: the frames are counted and learnt from. It takes a second of the lab's clock, or two when something was not answered, for every few thousand pings. */
export async function measureReach(lab: Lab): Promise<Reach> {
  const parties = [
    stackParty(lab.host, { kind: "host", name: lab.hostname }),
    ...lab.jails
      .all()
      .flatMap(({ name, vnet }) =>
        vnet === undefined ? [] : [stackParty(vnet, { kind: "jail", name })],
      ),
    ...lab.lans.flatMap((lan) => lan.all().map((host) => lanParty(lan, host))),
  ];
  const pairs = parties.flatMap((from, at) =>
    parties.flatMap((to, place) =>
      to === from
        ? []
        : to.numbers.map((number) => ({ source: from, number, pair: { from: at, to: place } })),
    ),
  );
  const pings = await pingAll(lab, pairs);
  // ARP and bridges may have had to learn first.
  const silent = [...pings.keys()].filter((at) => !pings[at]!.answered);
  const again = await pingAll(
    lab,
    silent.map((at) => pairs[at]!),
  );
  for (const [index, at] of silent.entries()) pings[at] = again[index]!;
  return {
    parties: parties.map(({ kind, name, nic, addresses }) => ({
      ...{ kind, name, addresses },
      ...(nic !== undefined && { nic }),
    })),
    pings,
  };
}

interface Pair {
  readonly source: Party;
  readonly number: number;
  readonly pair: Pick<ReachPing, "from" | "to">;
}

async function pingAll(lab: Lab, pairs: readonly Pair[]): Promise<ReachPing[]> {
  const pings: ReachPing[] = [];
  for (let at = 0; at < pairs.length; at += AT_ONCE) {
    pings.push(...(await pingSome(lab, pairs.slice(at, at + AT_ONCE))));
  }
  return pings;
}

async function pingSome(lab: Lab, pairs: readonly Pair[]): Promise<ReachPing[]> {
  const ends = pairs.map(({ source, number }, at) => {
    const end = source.ping(number, FIRST_ID + at);
    // Each of them has paused before the next one sends: what a bridge is to learn it has learnt.
    lab.kernel.work.settle();
    return end;
  });
  await lab.clock.sleep(WAIT);
  return pairs.map(({ number, pair }, at) => ({
    ...pair,
    address: formatIpv4(number),
    ...ends[at]!(),
  }));
}

function stackParty(vnet: Vnet, about: Pick<ReachParty, "kind" | "name">): Party {
  const { stack } = vnet;
  const numbers = vnet.interfaces
    .flatMap((iface) => stack.addresses(iface).map(({ address }) => address))
    .filter((address) => address >>> 24 !== LOOPBACK_NETWORK);
  return {
    ...about,
    numbers,
    addresses: numbers.map(formatIpv4),
    ping(destination, id) {
      let answered = false;
      const stop = stack.listenEcho(id, ({ from }) => {
        answered ||= from === destination;
      });
      const number = stack.ping({ destination, id, sequence: 0, data: DATA });
      return () => {
        stop();
        return { answered, ...(number !== 0 && { error: errnoText(number) }) };
      };
    },
  };
}

function lanParty(lan: Lan, host: LanHost): Party {
  const name = formatIpv4(host.address);
  return {
    ...{ kind: "lan", name, nic: lan.nic.name },
    ...{ addresses: [name], numbers: [host.address] },
    ping(destination) {
      const end = lan.ping(host, destination);
      return () => ({ answered: end() });
    },
  };
}
