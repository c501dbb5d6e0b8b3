/** Do the hosts that a bridge is stretched over all name each other? */
import { addressOf, isIn } from "../../../config/innetwork.ts";
import type { Across, AcrossCheck, AcrossFound } from "../check.ts";
import { names, ownAddresses, type Place, placeName } from "../places.ts";
import { typedOn } from "../typed.ts";

export const peers: AcrossCheck = {
  name: "peers",
  summary: "the hosts of a stretched bridge all name each other",
  examine(across) {
    const { places } = across;
    const stretched = places.filter(({ bridge }) => bridge.peers !== undefined);
    return [
      ...stretched.flatMap((place) => withoutPartner(across, place)),
      ...groupsOf(stretched).flatMap(notNamed),
    ];
  },
};

/** Those that name each other, one the other, or both a third one. */
function groupsOf(places: readonly Place[]): readonly (readonly Place[])[] {
  const rest = new Set(places);
  const groups: Place[][] = [];
  for (const first of places) {
    if (!rest.delete(first)) continue;
    const group = [first];
    for (const one of group)
      for (const other of rest)
        if (names(one, other) || names(other, one)) {
          rest.delete(other);
          group.push(other);
        }
    groups.push(group);
  }
  return groups;
}

/** What comes by one tunnel leaves by no other, so that whoever is not named is not reached at all. */
function notNamed(group: readonly Place[]): readonly AcrossFound[] {
  return group.flatMap((place) =>
    group.flatMap((other): AcrossFound[] => {
      if (other.host === place.host || names(place, other)) return [];
      const by = group.find((one) => names(one, other)) ?? place;
      const address = addressFor(place, other, group);
      return [
        {
          severity: "error",
          hosts: [place.host, other.host],
          about: placeName(place),
          found: `does not name ${other.host} among its peers${by === place ? `, which names ${place.host}` : `, and ${placeName(by)} does`}`,
          why: "frames take one leap from host to host and go on to no third one: the guests of the two do not reach each other",
          type:
            address === undefined
              ? []
              : typedOn(
                  place.host,
                  ["sysrc", `ngbuddy_${place.bridge.name}_peers+=${address}`],
                  ["ngbuddy", "start"],
                ),
        },
      ];
    }),
  );
}

/** Returns the address by which a host is to name another one: one that is near, that others name it by, or that it says itself. */
function addressFor({ survey }: Place, other: Place, group: readonly Place[]): string | undefined {
  const own = [...ownAddresses(other.survey)];
  const { local } = other.bridge.peers!;
  const said = group
    .flatMap(({ bridge }) => bridge.peers!.hosts)
    .filter((address) => own.includes(address));
  const likely = [...(local === undefined ? [] : [local]), ...said];
  const isNear = (address: string) =>
    survey.interfaces.some(({ name, inet }) =>
      name.startsWith("lo") ? false : inet.some((one) => isIn(address, one)),
    );
  return likely.find(isNear) ?? likely[0] ?? own.find(isNear);
}

/** Peers that are hosts of the fleet and have no bridge for this one. */
function withoutPartner({ surveys, places }: Across, place: Place): readonly AcrossFound[] {
  const { hosts, port } = place.bridge.peers!;
  const own = ownAddresses(place.survey);
  return hosts.flatMap((address): AcrossFound[] => {
    if (own.has(address)) return [];
    const far = [...surveys].filter(([, survey]) => ownAddresses(survey).has(address));
    const there = places.filter((one) => far.some(([host]) => host === one.host));
    // Whose it is cannot be told, or there is a partner.
    if (far.length !== 1 || there.some((one) => one.bridge.peers?.port === port)) return [];
    const [[host]] = far as [[string, unknown]];
    const namesake = there.find(({ bridge }) => bridge.name === place.bridge.name);
    // Both have tunnels, and each finds it of the other: it is told once.
    if (namesake?.bridge.peers !== undefined && host < place.host) return [];
    return [
      {
        severity: "error",
        hosts: [place.host, host],
        about: placeName(place),
        ...missingThere(place, address, host, namesake),
      },
    ];
  });
}

function missingThere(
  place: Place,
  address: string,
  host: string,
  namesake: Place | undefined,
): Pick<AcrossFound, "found" | "why" | "type"> {
  const { name, peers: wanted } = place.bridge;
  const why =
    "what is sent by the tunnel there nobody takes: the guests of the two do not reach each other";
  const there = namesake?.bridge.peers;
  if (there !== undefined)
    return {
      found: `has its tunnels at port ${wanted!.port}, and ${placeName(namesake!)} at port ${there.port}`,
      why,
      type: typedOn(
        host,
        ["sysrc", `ngbuddy_${name}_peerport=${wanted!.port}`],
        ["ngbuddy", "start"],
      ),
    };
  const back = backTo(place, namesake, address);
  if (namesake?.bridge.isWritten && back !== undefined)
    return {
      found: `names ${host} (${address}) as its peer, and ${placeName(namesake)} has no peers`,
      why,
      type: typedOn(host, ["sysrc", `ngbuddy_${name}_peers=${back}`], ["ngbuddy", "start"]),
    };
  return {
    found: `names ${host} (${address}) as its peer, which has no bridge with peers at port ${wanted!.port}`,
    why: `${why}. What is typed takes the peer away; or make the bridge there`,
    type: typedOn(place.host, ["sysrc", `ngbuddy_${name}_peers-=${address}`], ["ngbuddy", "start"]),
  };
}

/** The address of a host in the network by which it names the other one. */
function backTo(
  { survey, bridge }: Place,
  namesake: Place | undefined,
  address: string,
): string | undefined {
  if (namesake === undefined) return undefined;
  const near = survey.interfaces.flatMap(({ inet }) => inet.filter((one) => isIn(address, one)));
  return bridge.peers?.local ?? near.map(addressOf)[0];
}
