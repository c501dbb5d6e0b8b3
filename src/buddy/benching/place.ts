/** Where a measurement takes place: what is made for it, under names and addresses of its own. */
import { interfaces, jails, staticRoutes } from "../../host/commands.ts";
import { type Host, ownPlaces } from "../../host/host.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import { narrowed } from "../narrow.ts";
import { observe } from "../observe/observe.ts";
import { highestLink } from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import type { Topology } from "../topology.ts";
import { type AddressPair, freePair } from "./nets.ts";

/** What is between the jails. */
export type BenchWay = "ng_bridge" | "if_bridge";

/** One end of a measurement. */
export interface BenchEnd {
  readonly jail: string;
  readonly interface: string;
  readonly address: string;
}

/** Where a measurement takes place. */
export interface BenchBed {
  readonly way: BenchWay;
  /** For people: `ng_bridge lan`, `if_bridge and epair`. */
  readonly name: string;
  readonly receiver: BenchEnd;
  readonly sender: BenchEnd;
}

/** A bed, and what only its plan has to know. */
export interface Place extends BenchBed {
  readonly conf: string;
  readonly bits: number;
  readonly between: NetgraphBetween | EpairBetween;
}

/** An ng_bridge(4) between the ends. */
export interface NetgraphBetween {
  readonly kind: "ng_bridge";
  readonly bridge: string;
  /** Is the bridge made for this? */
  readonly isOwn: boolean;
  /** The bridge's first free link. */
  readonly link: number;
  readonly ethers: readonly [string, string];
}

/** An if_bridge(4) between the ends, with an epair(4) to each. */
export interface EpairBetween {
  readonly kind: "if_bridge";
  readonly bridge: string;
  /** Without the letter of an end: `epair900`. */
  readonly epairs: readonly [string, string];
}

/** What all that is made is called after. */
const NAME = "ngbuddy_bench";
/** Interfaces have no more than fifteen characters. */
const EIFACE = "ngbench";
/** Units of epairs and if_bridges from here on: others are given the lowest ones. */
const FIRST_UNIT = 900;

/** Finds names and addresses that nobody has. Throws a Refusal when there is no such bridge, or no address left. */
export async function findPlace(
  host: Host,
  netgraph: Netgraph,
  way: BenchWay,
  bridge: string | undefined,
): Promise<Place> {
  const topology = await observe(host, netgraph, { guests: true });
  if (bridge !== undefined) narrowed(topology, { bridge });
  const onHost = await interfaces(host);
  const taken = new Set([
    ...(await jails(host)).map(({ name }) => name),
    ...(await netgraph.names()).map(({ name }) => name),
    ...onHost.map(({ name }) => name),
    ...(await host.files.list(ownPlaces.run)).map((file) => file.replace(/\.conf$/, "")),
  ]);
  const pair = freePair([
    ...onHost.flatMap(({ inet }) => inet),
    ...(await staticRoutes(host)).map(({ destination }) => destination),
    ...addressesOf(topology),
  ]);
  if (pair === undefined)
    refuse("unavailable", "all of 198.18.0.0/15, which is for measurements, is in use already");
  const [receiver, sender] = freeNames(`${NAME}_`, taken);
  const base = { way, conf: `${ownPlaces.run}/${receiver}.conf`, bits: pair.bits };
  const ends = (names: readonly [string, string]) => endsOf([receiver, sender], names, pair);
  if (way === "ng_bridge") {
    const own = freeName(EIFACE, taken);
    const links = bridge === undefined ? [] : (await netgraph.show(`${bridge}:`)).links;
    return {
      ...base,
      ...ends(freeNames(`${own}_`, taken)),
      name: bridge === undefined ? "ng_bridge" : `ng_bridge ${bridge}`,
      between: {
        kind: way,
        bridge: bridge ?? own,
        isOwn: bridge === undefined,
        link: bridge === undefined ? 1 : highestLink(links) + 1,
        ethers: [ownEther(), ownEther()],
      },
    };
  }
  const epairs = freeEpairs(taken);
  return {
    ...base,
    ...ends([`${epairs[0]}b`, `${epairs[1]}b`]),
    name: "if_bridge",
    between: { kind: way, bridge: freeUnit("bridge", taken), epairs },
  };
}

function endsOf(
  [receiver, sender]: readonly [string, string],
  interfaceNames: readonly [string, string],
  pair: AddressPair,
): { readonly receiver: BenchEnd; readonly sender: BenchEnd } {
  return {
    receiver: { jail: receiver, interface: interfaceNames[0], address: pair.receiver },
    sender: { jail: sender, interface: interfaceNames[1], address: pair.sender },
  };
}

/** The addresses of all that is on the bridges, as far as they are known: a jail's too. */
function addressesOf({ bridges }: Topology): string[] {
  return bridges.flatMap(({ links }) =>
    links.flatMap(({ guest }) => ("interface" in guest ? guest.interface.inet : [])),
  );
}

/** Returns a name that is not taken. */
function freeName(base: string, taken: ReadonlySet<string>): string {
  for (let number = 0; ; number++) {
    const name = number === 0 ? base : `${base}${number}`;
    if (!taken.has(name)) return name;
  }
}

/** Returns names for the two ends that are not taken. */
function freeNames(base: string, taken: ReadonlySet<string>): readonly [string, string] {
  for (let number = 0; ; number++) {
    const suffix = number === 0 ? "" : String(number);
    const names = [`${base}a${suffix}`, `${base}b${suffix}`] as const;
    if (!names.some((name) => taken.has(name))) return names;
  }
}

function freeUnit(base: string, taken: ReadonlySet<string>): string {
  for (let unit = FIRST_UNIT; ; unit++) if (!taken.has(`${base}${unit}`)) return `${base}${unit}`;
}

function freeEpairs(taken: ReadonlySet<string>): readonly [string, string] {
  const free: string[] = [];
  for (let unit = FIRST_UNIT; free.length < 2; unit++) {
    const name = `epair${unit}`;
    if (!taken.has(`${name}a`) && !taken.has(`${name}b`)) free.push(name);
  }
  return [free[0]!, free[1]!];
}

/** An address of our own giving (IEEE 802: the second bit of the first byte), made up by chance. */
function ownEther(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(5));
  return ["02", ...Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))].join(":");
}
