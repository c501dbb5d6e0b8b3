/** Has a bridge of one name the same VLAN on all hosts? */
import { overlap } from "../../../config/innetwork.ts";
import type { AcrossCheck, AcrossFound } from "../check.ts";
import { type Place, placeName } from "../places.ts";
import { typedOn } from "../typed.ts";

export const vlans: AcrossCheck = {
  name: "vlans",
  summary: "a bridge has the same VLAN on all hosts",
  examine({ places }) {
    const byName = new Map<string, Place[]>();
    for (const place of places)
      if (place.bridge.isWritten && place.bridge.isOpen && place.bridge.peers === undefined)
        byName.set(place.bridge.name, [...(byName.get(place.bridge.name) ?? []), place]);
    return [...byName.values()].flatMap(ofOneName);
  },
};

function ofOneName(places: readonly Place[]): readonly AcrossFound[] {
  const count = (vlan: string | undefined) =>
    places.filter(({ bridge }) => bridge.vlan === vlan).length;
  const [most] = [...places].sort((a, b) => count(b.bridge.vlan) - count(a.bridge.vlan));
  if (most === undefined || count(most.bridge.vlan) === places.length) return [];
  return places
    .filter((place) => place.bridge.vlan !== most.bridge.vlan && mayBeOne(place, most))
    .map((place) => ({
      severity: "warning",
      hosts: [place.host, most.host],
      about: placeName(place),
      found: `has ${vlanText(place)}, and ${placeName(most)} has ${vlanText(most)}`,
      why: "when they are to be one network, their guests do not reach each other; when they are two, a bridge of one of them should be called otherwise",
      type: changed(place, most.bridge.vlan),
    }));
}

/** Hosts at two places may well have bridges of one name for networks of their own: their addresses tell. */
function mayBeOne(one: Place, other: Place): boolean {
  // One may have from a switch without a tag what the other has with one.
  if (one.network === other.network) return false;
  const [own, far] = [networksOf(one), networksOf(other)];
  if (own.length === 0 || far.length === 0) return true;
  return own.some((network) => far.some((each) => overlap(network, each)));
}

function networksOf({ bridge: { members } }: Place): readonly string[] {
  return members
    .flatMap(({ inet, inet6 }) => [...inet, ...inet6])
    .filter((one) => one.includes("/") && !/\/(?:32|128)$/.test(one));
}

function vlanText({ bridge: { vlan } }: Place): string {
  return vlan === undefined ? "frames without a tag" : `VLAN ${vlan}`;
}

/** Makes that bridge alone anew. */
function changed({ host, bridge: { name } }: Place, vlan: string | undefined) {
  const document = { bridges: { [name]: { vlan: vlan ?? null } } };
  const [echo] = typedOn(host, ["echo", JSON.stringify(document)]);
  return echo === undefined ? [] : [{ host, line: `${echo.line} | ngbuddy apply -f -` }];
}
