/** Have the hosts that a bridge is stretched over the same MTU on it? */
import type { Member } from "../../survey.ts";
import type { AcrossCheck, AcrossFound } from "../check.ts";
import { names, type Place, placeName } from "../places.ts";
import { ifconfig, type Typed, typedOn } from "../typed.ts";

export const mtu: AcrossCheck = {
  name: "mtu",
  summary: "all on a bridge that is stretched over several hosts have the same MTU",
  examine({ places }) {
    const stretched = places.filter((one) => places.some((other) => names(one, other)));
    const networks = new Map<number, Place[]>();
    for (const place of stretched)
      networks.set(place.network, [...(networks.get(place.network) ?? []), place]);
    return [...networks.values()].flatMap(inNetwork);
  },
};

function inNetwork(places: readonly Place[]): readonly AcrossFound[] {
  const known = places.flatMap((place) => {
    const most = Math.max(...numbersOf(place));
    return Number.isFinite(most) ? [{ place, most }] : [];
  });
  const least = known.reduce<(typeof known)[number] | undefined>(
    (one, other) => (one === undefined || other.most < one.most ? other : one),
    undefined,
  );
  return known
    .filter(({ most }) => most > least!.most)
    .map(({ place, most }) => ({
      severity: "error",
      hosts: [place.host, least!.place.host],
      about: placeName(place),
      found: `has frames of up to ${most} bytes, and ${placeName(least!.place)}, which is the same network, of up to ${least!.most}`,
      why: "long frames are lost on the way and nobody says so: connections open and then hang",
      type: smaller(place, least!.most),
    }));
}

function numbersOf({ bridge: { members } }: Place): readonly number[] {
  return members.flatMap((member) => member.mtu ?? []);
}

function smaller({ host, bridge }: Place, to: number): Typed {
  const longer = bridge.members.filter(
    (one): one is Member & { interface: string } =>
      one.interface !== undefined && (one.mtu ?? 0) > to,
  );
  const written =
    bridge.isWritten && bridge.mtu !== to ? [["sysrc", `ngbuddy_${bridge.name}_mtu=${to}`]] : [];
  const now = longer.map((one) => ifconfig(one, "mtu", String(to)));
  return typedOn(host, ...written, ...now);
}
