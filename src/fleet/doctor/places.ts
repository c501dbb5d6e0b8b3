/** The bridges of several hosts, and which of them are one network. */
import { addressOf } from "../../config/innetwork.ts";
import type { Survey, SurveyedBridge } from "../survey.ts";

/** A bridge of one host. */
export interface Place {
  readonly host: string;
  readonly survey: Survey;
  readonly bridge: SurveyedBridge;
  /** The same for those that are known to be one network. */
  readonly network: number;
}

/** Returns the bridges of all hosts. */
export function placesOf(surveys: ReadonlyMap<string, Survey>): readonly Place[] {
  const places = [...surveys].flatMap(([host, survey]) =>
    survey.bridges.map((bridge) => ({ host, survey, bridge })),
  );
  const network = places.map((_, at) => at);
  const join = (one: number, other: number) => {
    const [to, from] = [network[one]!, network[other]!];
    for (const [at, each] of network.entries()) if (each === from) network[at] = to;
  };
  const byEther = new Map<string, number[]>();
  for (const [at, { bridge }] of places.entries())
    for (const { ether } of bridge.isOpen ? bridge.members : [])
      if (ether !== undefined) byEther.set(ether, [...(byEther.get(ether) ?? []), at]);
  for (const [at, place] of places.entries()) {
    if (!place.bridge.isOpen) continue;
    // One hears what the other's have sent.
    for (const ether of place.bridge.heard) {
      const owners = byEther.get(ether) ?? [];
      if (owners.length === 1 && places[owners[0]!]!.host !== place.host) join(at, owners[0]!);
    }
    for (const [other, far] of places.entries())
      if (other > at && names(place, far) && names(far, place)) join(at, other);
  }
  return places.map((place, at) => ({ ...place, network: network[at]! }));
}

type Unjoined = Omit<Place, "network">;

/** Returns a host's own IPv4 addresses. */
export function ownAddresses({ interfaces }: Survey): ReadonlySet<string> {
  return new Set(interfaces.flatMap(({ inet }) => inet.map(addressOf)));
}

/** Does a bridge name the host of another one as its peer, at the same port? */
export function names({ host, bridge }: Unjoined, other: Unjoined): boolean {
  const [from, to] = [bridge.peers, other.bridge.peers];
  if (host === other.host || from === undefined || to === undefined) return false;
  const own = ownAddresses(other.survey);
  return from.port === to.port && from.hosts.some((address) => own.has(address));
}

/** Returns what a bridge is called among many hosts: `bridge lan of web1`. */
export function placeName({ host, bridge: { name } }: Unjoined): string {
  return `bridge ${name === "" ? "without a name" : name} of ${host}`;
}
