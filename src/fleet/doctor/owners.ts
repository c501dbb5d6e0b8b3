/** Who has an address among the guests of several hosts. */
import type { Member } from "../survey.ts";
import type { Across } from "./check.ts";
import type { Place } from "./places.ts";

/** Somebody on a bridge of one host. */
export interface Owner {
  readonly place: Place;
  readonly member: Member;
}

/**
 * Returns those who have each address, where they are on several hosts, and different guests. Only bridges that lead out of
 * their hosts count: what is on others nobody else can meet.
 */
export function sharedBy(
  { places }: Across,
  addressesOf: (member: Member) => readonly string[],
): ReadonlyMap<string, readonly Owner[]> {
  const owners = new Map<string, Owner[]>();
  for (const place of places.filter(({ bridge }) => bridge.isOpen))
    for (const member of place.bridge.members)
      for (const address of isLeftOver(member) ? [] : addressesOf(member))
        owners.set(address, [...(owners.get(address) ?? []), { place, member }]);
  return new Map(
    [...owners].filter(
      ([, all]) =>
        new Set(all.map(({ place }) => place.host)).size > 1 && new Set(all.map(whoIs)).size > 1,
    ),
  );
}

/** A jail or a machine of one name on two hosts is one that has moved, or that runs twice: which is told as that. */
function whoIs({ place, member: { kind, who } }: Owner): string {
  return kind === "host" ? `host ${place.host}` : `${kind} ${who}`;
}

/** What a jail that has moved leaves on the host where it was: an interface without addresses, of which nobody sends. */
function isLeftOver({ kind, inet, inet6 }: Member): boolean {
  return kind === "host" && inet.length + inet6.length === 0;
}

/** Are two of them known to be on one network? */
export function areMet(owners: readonly Owner[]): boolean {
  const seen = new Map<number, string>();
  return owners.some(({ place: { network, host } }) => {
    const before = seen.get(network);
    seen.set(network, host);
    return before !== undefined && before !== host;
  });
}

/** Returns what an owner is called: `jail www on web1`. */
export function ownerName({ place, member: { kind, who } }: Owner): string {
  return kind === "host" ? `${place.host} itself (${who})` : `${who} on ${place.host}`;
}

/** Returns the hosts of owners, each once. */
export function hostsOf(owners: readonly Owner[]): readonly string[] {
  return [...new Set(owners.map(({ place }) => place.host))];
}
