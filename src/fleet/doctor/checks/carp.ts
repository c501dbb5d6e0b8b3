/** Has every address that hosts share by carp(4) one master in the whole fleet? */
import { addressOf } from "../../../config/innetwork.ts";
import type { SurveyedBridge } from "../../survey.ts";
import type { Across, AcrossCheck, AcrossFound } from "../check.ts";
import { type Place, placeName } from "../places.ts";
import { forgotten, type Typed } from "../typed.ts";

/** A master on one host. */
interface Master {
  readonly place: Place;
  readonly carp: SurveyedBridge["carp"][number];
}

export const carp: AcrossCheck = {
  name: "carp",
  summary: "an address that is shared by carp has one master in the fleet",
  examine: (across) =>
    groupsOf(across)
      .filter((masters) => new Set(masters.map(({ place }) => place.host)).size > 1)
      .map(twoMasters),
};

/** Those with one vhid and one address of it; or, where it has none, on one network. */
function groupsOf({ places }: Across): readonly (readonly Master[])[] {
  const groups = new Map<string, Master[]>();
  for (const place of places.filter(({ bridge }) => bridge.isOpen))
    for (const one of place.bridge.carp.filter(({ state }) => state === "MASTER")) {
      const [first] = [...one.addresses].sort();
      const key = `${one.vhid} ${first === undefined ? place.network : addressOf(first)}`;
      groups.set(key, [...(groups.get(key) ?? []), { place, carp: one }]);
    }
  return [...groups.values()];
}

function twoMasters(masters: readonly Master[]): AcrossFound {
  const [{ carp: first }] = masters as [Master];
  const isOne = new Set(masters.map(({ place }) => place.network)).size === 1;
  const causes = masters.flatMap(({ place, carp: { why } }) =>
    why.map((line) => `On ${place.host}: ${line}`),
  );
  const between = isOne
    ? "Nothing in their firewalls drops those: see that all have the same password (pass)"
    : `Neither is known to hear anything of the other: see that ${masters.map(({ place }) => placeName(place)).join(" and ")} are one network (VLANs, peers, the switch), and that all have the same password (pass)`;
  const lines: Typed = masters.flatMap(({ place, carp: { type } }) =>
    type.map((line) => ({ host: place.host, line })),
  );
  const shared = first.addresses.length === 0 ? "" : ` (${first.addresses.join(", ")})`;
  return {
    severity: "error",
    hosts: [...new Set(masters.map(({ place }) => place.host))],
    about: `vhid ${first.vhid}${shared}`,
    found: `has ${masters.length} masters: ${masters.map(({ place, carp: { who } }) => `${who} on ${place.host}`).join(" and ")}`,
    why: `they do not hear each other's advertisements (protocol 112). ${causes.length > 0 ? causes.join(". ") : between}`,
    type:
      lines.length === 0
        ? []
        : [
            ...lines,
            // Once they have heard each other the bridges are to forget what they took for a loop.
            { host: lines.at(-1)!.host, line: "sleep 5" },
            ...forgotten(masters.map(({ place }) => place)),
          ],
  };
}
