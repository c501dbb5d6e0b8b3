/** Who can ping whom: the host, each jail with a network stack of its own, and each host of the LANs. */
import { errnoText } from "../netgraph/errno.ts";
import type { Lab } from "./lab.ts";
import type { Lan, LanHost } from "./net/lan.ts";
import type { LanHost6 } from "./net/lan6.ts";
import type { LanEcho } from "./net/lanecho.ts";
import type { Vnet } from "./net/vnet.ts";
import { formatIpv4, formatIpv6, isLinkLocal, parseIpv4, parseIpv6 } from "./wire/address.ts";
import { type Address6, isLoopback6, sameAddress6 } from "./wire/address6.ts";

/** One who pings and is pinged. */
export interface ReachParty {
  readonly kind: "host" | "jail" | "lan";
  /** The host's name, the jail's, or the address of a host of the LAN. */
  readonly name: string;
  /** A LAN's NIC; undefined for the others. */
  readonly nic?: string;
  /** The directory of the lab that it is in, when that is not the one that was asked. */
  readonly lab?: string;
  /** IPv4 addresses but those of the loopback network, in the order of its interfaces. */
  readonly addresses: readonly string[];
  /** IPv6 addresses but those of the loopback and of links. */
  readonly addresses6: readonly string[];
}

/** What became of one ping. */
export interface ReachPing {
  /** Who pinged whom, by their places among the parties. */
  readonly from: number;
  readonly to: number;
  /** IPv4 or IPv6. */
  readonly address: string;
  readonly answered: boolean;
  /** Why it could not be sent, in FreeBSD's words. */
  readonly error?: string;
}

/** What became of a ping to somebody who is not in the lab. */
export type BeyondPing = Omit<ReachPing, "to">;

/** The parties of a lab, and a ping from each to each address of every other one, by the families that he has addresses of. */
export interface Reach {
  readonly parties: readonly ReachParty[];
  readonly pings: readonly ReachPing[];
}

/** An address to ping: IPv4, as an unsigned number of 32 bits, or IPv6. */
type Target = number | Address6;

interface Party extends ReachParty {
  readonly targets: readonly Target[];
  /** Sends a ping. Returns what tells what has become of it by now, and ends it. */
  ping(destination: Target, id: number): LanEcho & { readonly error?: string };
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
  const parties = partiesOf(lab);
  const pairs = parties.flatMap((from, at) =>
    parties.flatMap((to, place) =>
      to === from
        ? []
        : to.targets
            .filter((target) => speaks(from, typeof target === "number" ? "inet" : "inet6"))
            .map((target) => ({ source: from, target, pair: { from: at, to: place } })),
    ),
  );
  const pings = await pingTwice(lab, pairs);
  return {
    parties: parties.map(({ kind, name, nic, addresses, addresses6 }) => ({
      ...{ kind, name, addresses, addresses6 },
      ...(nic !== undefined && { nic }),
    })),
    pings,
  };
}

/** Lets everybody in a lab ping these addresses, which are of no one in it, but behind its wires: so each answer is waited for as people do, for a second at most. */
export async function measureBeyond(lab: Lab, addresses: readonly string[]): Promise<BeyondPing[]> {
  const parties = partiesOf(lab);
  const pairs = parties.flatMap((source, from) =>
    addresses.flatMap((address) => {
      const target = parseIpv4(address) ?? parseIpv6(address);
      if (target === undefined) return [];
      if (!speaks(source, typeof target === "number" ? "inet" : "inet6")) return [];
      return [{ source, target, pair: { from }, isBeyond: true }];
    }),
  );
  return await pingTwice(lab, pairs);
}

function partiesOf(lab: Lab): Party[] {
  return [
    stackParty(lab.host, { kind: "host", name: lab.hostname }),
    ...lab.jails
      .all()
      .flatMap(({ name, vnet }) =>
        vnet === undefined ? [] : [stackParty(vnet, { kind: "jail", name })],
      ),
    ...lab.lans.filter(({ isPlugged }) => isPlugged).flatMap(lanParties),
  ];
}

/** Has one anything to do with a family? Who has no address at all is looked at by IPv4. */
export function speaks(
  { addresses, addresses6 }: Pick<ReachParty, "addresses" | "addresses6">,
  family: "inet" | "inet6",
): boolean {
  if (family === "inet6") return addresses6.length > 0;
  return addresses.length > 0 || addresses6.length === 0;
}

interface Pair<T> {
  readonly source: Party;
  readonly target: Target;
  /** Who it is about. */
  readonly pair: T;
  /** Does the answer come from outside, whose time cannot be moved on? */
  readonly isBeyond?: boolean;
}

type Pinged<T> = T & Omit<ReachPing, "from" | "to">;

/** Pings once more where no answer came: ARP and bridges may have had to learn first. */
async function pingTwice<T>(lab: Lab, pairs: readonly Pair<T>[]): Promise<Pinged<T>[]> {
  const pings = await pingAll(lab, pairs);
  const silent = [...pings.keys()].filter((at) => !pings[at]!.answered);
  const again = await pingAll(
    lab,
    silent.map((at) => pairs[at]!),
  );
  for (const [index, at] of silent.entries()) pings[at] = again[index]!;
  return pings;
}

async function pingAll<T>(lab: Lab, pairs: readonly Pair<T>[]): Promise<Pinged<T>[]> {
  const pings: Pinged<T>[] = [];
  for (let at = 0; at < pairs.length; at += AT_ONCE) {
    pings.push(...(await pingSome(lab, pairs.slice(at, at + AT_ONCE))));
  }
  return pings;
}

async function pingSome<T>(lab: Lab, pairs: readonly Pair<T>[]): Promise<Pinged<T>[]> {
  const sent = pairs.map(({ source, target }, at) => {
    const echo = source.ping(target, FIRST_ID + at);
    // Each of them has paused before the next one sends: what a bridge is to learn it has learnt.
    lab.kernel.work.settle();
    return echo;
  });
  const beyond = sent.filter((_, at) => pairs[at]!.isBeyond);
  const isOver = () => beyond.every(({ answered, error }) => answered || error !== undefined);
  await lab.clock.sleep(WAIT, isOver() ? undefined : { isOver });
  return pairs.map(({ target, pair }, at) => {
    const { answered, error } = sent[at]!;
    sent[at]!.end();
    return {
      ...pair,
      address: typeof target === "number" ? formatIpv4(target) : formatIpv6(target),
      answered,
      ...(error !== undefined && { error }),
    };
  });
}

function stackParty(vnet: Vnet, about: Pick<ReachParty, "kind" | "name">): Party {
  const { stack } = vnet;
  const numbers = vnet.interfaces
    .flatMap((iface) => stack.addresses(iface).map(({ address }) => address))
    .filter((address) => address >>> 24 !== LOOPBACK_NETWORK);
  const sixes = vnet.interfaces
    .flatMap(({ inet6 }) => inet6.map(({ groups }) => groups))
    .filter((groups) => !isLinkLocal(groups) && !isLoopback6(groups));
  return {
    ...about,
    targets: [...numbers, ...sixes],
    addresses: numbers.map(formatIpv4),
    addresses6: sixes.map(formatIpv6),
    ping(destination, id) {
      let answered = false;
      const request = { id, sequence: 0, data: DATA };
      const { icmp6 } = stack;
      const stop =
        typeof destination === "number"
          ? stack.listenEcho(id, ({ from }) => {
              answered ||= from === destination;
            })
          : icmp6.listenEcho(id, ({ from }) => {
              answered ||= sameAddress6(from, destination);
            });
      const number =
        typeof destination === "number"
          ? stack.ping({ destination, ...request })
          : icmp6.ping({ destination, ...request });
      return {
        get answered() {
          return answered;
        },
        end: stop,
        ...(number !== 0 && { error: errnoText(number) }),
      };
    },
  };
}

/** The hosts of a LAN; one with addresses of both families is one. */
function lanParties(lan: Lan): Party[] {
  const sixes = new Set(lan.six.all());
  const both = lan.all().map((four) => {
    const six = [...sixes].find(({ ether }) => Buffer.compare(ether, four.ether) === 0);
    if (six !== undefined) sixes.delete(six);
    return lanParty(lan, four, six);
  });
  return [...both, ...[...sixes].map((six) => lanParty(lan, undefined, six))];
}

function lanParty(lan: Lan, four: LanHost | undefined, six: LanHost6 | undefined): Party {
  const numbers = four === undefined ? [] : [four.address];
  const sixes = six?.address === undefined ? [] : [six.address];
  const addresses = numbers.map(formatIpv4);
  const addresses6 = sixes.map(formatIpv6);
  return {
    ...{ kind: "lan", name: addresses[0] ?? addresses6[0] ?? "", nic: lan.nic.name },
    ...{ addresses, addresses6, targets: [...numbers, ...sixes] },
    ping(destination) {
      const echo =
        typeof destination === "number"
          ? four && lan.ping(four, destination)
          : six && lan.six.ping(six, destination);
      return echo ?? { answered: false, end: () => {} };
    },
  };
}
